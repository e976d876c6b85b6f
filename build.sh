#!/usr/bin/env bash
# The front door: ./build.sh demo | test | publish | bench | clean | lock        (no argument: publish)
# Checks what a bare Debian 12 lacks, installs it when root, otherwise prints the one command that does; then runs the Cake target.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'TEXT'
usage: ./build.sh [demo|test|publish|bench|clean|lock] [options]

  demo      build, make pods from network namespaces, capture, route, canary, observe (root; without root: on loopback)
  test      every test: unit, conformance, end to end; ends with "N passed, N failed, N skipped"
              --filter=NAME   only the test projects whose name contains NAME
  publish   native binaries into artifacts/bin: mesh-proxy mesh-control mesh-iptables meshctl   (the default)
  bench     micro benchmarks (BenchmarkDotNet)
              --peers         CPU per request beside nginx and HAProxy instead
  clean     remove what was built
  lock      restore anew and rewrite every packages.lock.json
TEXT
}

target=${1:-publish}
[ $# -gt 0 ] && shift
case "$target" in
    demo) cake=Demo ;;
    test) cake=Test ;;
    publish) cake=Publish ;;
    bench) cake=Bench ;;
    clean) cake=Clean ;;
    lock) cake=Lock ;;
    -h | --help | help) usage; exit 0 ;;
    *) echo "build.sh: no target '$target'" >&2; usage >&2; exit 2 ;;
esac

# ---- what the machine must have: package, and the file or command that shows it is there
missing=()
need_command() { command -v "$1" > /dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing+=("$2"); }
need_file() { [ -e "$1" ] || missing+=("$2"); }

if [ "$(uname -s) $(uname -m)" != "Linux x86_64" ]; then
    echo "build.sh: this is $(uname -s) on $(uname -m); the programs are built for Linux on x86_64 so far" >&2
    exit 1
fi
if [ "$cake" != Clean ]; then
    need_file /etc/ssl/certs/ca-certificates.crt ca-certificates # restoring packages is by TLS
fi
if [ "$cake" != Clean ] && [ "$cake" != Lock ]; then
    need_command clang clang
    need_file /usr/include/zlib.h zlib1g-dev
fi
case "$cake" in
    Demo | Test | Bench)
        need_command curl curl
        need_command iptables iptables
        need_command ip iproute2
        need_command setpriv util-linux
        need_command pkill procps
        ;;
esac
if [ "$cake" = Test ]; then
    need_command wrk wrk
    need_command h2load nghttp2-client
    need_command nats-server nats-server
    need_command openssl openssl
    need_command haproxy haproxy
    need_file /usr/lib/python3/dist-packages/grpc/__init__.py python3-grpcio
fi
if [ "$cake" = Bench ] && [[ " $* " == *" --peers"* ]]; then
    need_command nginx nginx-light
    need_command haproxy haproxy
    need_command wrk wrk
    need_command h2load nghttp2-client
    need_command nghttpd nghttp2-server
    need_command taskset util-linux
fi

if [ ${#missing[@]} -gt 0 ]; then
    install=(apt-get install -y --no-install-recommends "${missing[@]}")
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
        echo "build.sh: installing ${missing[*]}"
        export DEBIAN_FRONTEND=noninteractive
        log=$(mktemp)
        # Packages of servers start their server when installed. The benches start their own: no daemon is left on port 80 of this machine.
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
            trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        fi
        if ! { apt-get update -q && "${install[@]}"; } > "$log" 2>&1; then
            cat "$log" >&2
            echo "build.sh: could not install ${missing[*]}; see apt-get's output above" >&2
            exit 1
        fi
        rm -f "$log"
        if [ -n "$(trap -p EXIT)" ]; then
            rm -f /usr/sbin/policy-rc.d
            trap - EXIT
        fi
    else
        echo "build.sh: this machine lacks ${missing[*]}. Run:" >&2
        echo "    sudo apt-get update && sudo ${install[*]}" >&2
        exit 1
    fi
fi

if ! command -v dotnet > /dev/null 2>&1 || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "build.sh: the .NET 10 SDK is needed and not found. https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
    exit 1
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export PATH="$PATH:/usr/sbin:/sbin"
dotnet tool restore > /dev/null || { dotnet tool restore; exit 1; }
if [ "$cake" != Test ]; then
    exec dotnet cake build.cake --target="$cake" --verbosity=minimal "$@"
fi
rm -f artifacts/test/summary
status=0
dotnet cake build.cake --target=Test --verbosity=minimal "$@" || status=$?
if [ -f artifacts/test/summary ]; then
    cat artifacts/test/summary
fi
exit "$status"
