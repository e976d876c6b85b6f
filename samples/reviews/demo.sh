#!/usr/bin/env bash
# The main job, end to end: capture, route, observe. Run it as `./build.sh demo`.
#
# As root: four "pods" (network namespaces on a bridge), each with an application under its own uid, a sidecar as uid 1337 and rules set by
# mesh-iptables; a control plane in a fifth namespace. Not as root: the client's sidecar with an explicit port on loopback, without capture.
# Everything it makes is gone when it ends, however it ends.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
PATH=$PATH:/usr/sbin:/sbin

# Programs and logs where every uid can read them, whatever the mode of the checkout.
work=$(mktemp -d /tmp/mesh-demo.XXXXXX)
chmod 755 "$work"
mkdir -p "$work/bin" "$work/log" "$work/config" "$work/state"
cp "$root"/artifacts/bin/mesh-* "$root/artifacts/bin/meshctl" "$root/artifacts/samples/mesh-echo" "$work/bin/"
cp "$here"/config/*.yaml "$work/config/"
chmod 777 "$work/state"

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' dim='' plain=''; fi
step=0
say() { step=$((step + 1)); echo; echo "${bold}[$step] $*${plain}"; }
note() { echo "    $*"; }
indent() { sed 's/^/    /'; }
fail() {
    echo "${bold}demo: $*${plain}" >&2
    for log in "$work"/log/*; do
        [ -s "$log" ] && { echo "--- last lines of ${log##*/}" >&2; tail -n 8 "$log" >&2; }
    done
    exit 1
}
await() { # seconds, what, command...
    local tries=$(($1 * 20)) what=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "$what did not happen in time"
        sleep 0.05
    done
}

daemons=() namespaces=()
clean_up() {
    local status=$?
    trap - EXIT
    touch "$work/stop"
    for pid in "${daemons[@]}"; do kill -TERM "$pid" 2> /dev/null || true; done
    for pid in "${daemons[@]}"; do
        for _ in $(seq 100); do kill -0 "$pid" 2> /dev/null || break; sleep 0.05; done
        kill -KILL "$pid" 2> /dev/null || true
    done
    for namespace in "${namespaces[@]}"; do
        ip netns pids "$namespace" 2> /dev/null | xargs -r kill -KILL 2> /dev/null || true
        ip netns del "$namespace" 2> /dev/null || true
        rm -rf "/etc/netns/$namespace"
    done
    rm -rf "$work"
    if [ "$status" = 0 ]; then echo; echo "cleaned up: namespaces, processes, files"; fi
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

background() { # log name, command...
    local log=$work/log/$1
    shift
    "$@" > "$log" 2>&1 &
    launched=$!
    daemons+=("$launched")
}

# ---------------------------------------------------------------- two stages for the same play: pods, or loopback

# Root of a container may lack what namespaces need: then the stage is loopback too.
stage=loopback
if [ "$(id -u)" = 0 ]; then
    probe=mesh-demo-probe-$$
    if why=$(ip netns add "$probe" 2>&1 && ip netns exec "$probe" iptables -t nat -S 2>&1); then
        stage=pods
    else
        echo "demo: this root cannot make network namespaces with iptables: $(tail -n 1 <<< "$why")" >&2
    fi
    ip netns del "$probe" 2> /dev/null || true
fi
as_root() { [ "$stage" = pods ]; }

if as_root; then
    prefix=mesh-demo-$$
    in_pod() { local pod=$1; shift; ip netns exec "$prefix-$pod" "$@"; }
    as_user() { local pod=$1 uid=$2; shift 2; in_pod "$pod" setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"; }
    client_curl() { as_user client 1000 curl -sS --max-time 10 "$@"; }
    url=http://reviews:9080
    control=10.77.0.1:15010
else
    client_curl() { curl -sS --max-time 10 -H 'Host: reviews:9080' "$@"; }
    url=http://127.0.0.1:15080
    control=127.0.0.1:15010
fi
admin() { # pod, path
    if as_root; then in_pod "$1" curl -sS --max-time 5 "http://127.0.0.1:15000$2"; else curl -sS --max-time 5 "http://127.0.0.1:15000$2"; fi
}

make_network() {
    add_namespace hub
    in_pod hub ip link add br0 type bridge
    in_pod hub ip addr add 10.77.0.1/24 dev br0
    in_pod hub ip link set br0 up
}
add_namespace() {
    ip netns add "$prefix-$1"
    namespaces+=("$prefix-$1")
    in_pod "$1" ip link set lo up
}
add_pod() { # name, last number of its address
    add_namespace "$1"
    in_pod hub ip link add "v$2" type veth peer name eth0 netns "$prefix-$1"
    in_pod hub ip link set "v$2" master br0 up
    in_pod "$1" ip addr add "10.77.0.$2/24" dev eth0
    in_pod "$1" ip link set eth0 up
    in_pod "$1" ip route add default via 10.77.0.1
    mkdir -p "/etc/netns/$prefix-$1"
    printf '127.0.0.1 localhost\n10.96.0.20 reviews\n' > "/etc/netns/$prefix-$1/hosts"
}
add_sidecar() { # pod, address, labels
    in_pod "$1" "$work/bin/mesh-iptables" -p 15001 -z 15006 -u 1337 -m REDIRECT -i '*' -x '' -b '*' -d 15090,15021,15020 \
        > "$work/log/$1.iptables" 2>&1 || fail "mesh-iptables in $1"
    mkdir -p "$work/state/$1"
    chmod 777 "$work/state/$1"
    background "$1.proxy" as_user "$1" 1337 env "POD_NAME=$1" POD_NAMESPACE=default "INSTANCE_IP=$2" "ISTIO_METAJSON_LABELS=$3" \
        "$work/bin/mesh-proxy" run --control "$control" --workers 1 --state-dir "$work/state/$1"
}
start_control_plane() {
    local command=("$work/bin/mesh-control" serve --config "$work/config" --mesh-config "$here/mesh.yaml" --listen "$control")
    if as_root; then background control in_pod hub "${command[@]}"; else background control "${command[@]}" --monitoring 127.0.0.1:15014; fi
    control_pid=$launched
}
ready() { # pod
    if as_root; then in_pod "$1" curl -sf --max-time 2 http://127.0.0.1:15021/healthz/ready; else curl -sf --max-time 2 http://127.0.0.1:15021/healthz/ready; fi
}

# ---------------------------------------------------------------- the play

if as_root; then
    say "pods: a client and reviews v1, v2, v3, each with a sidecar (uid 1337) and captured by real iptables rules"
    make_network
    pods=(client reviews-v1 reviews-v2 reviews-v3)
    number=10
    for pod in "${pods[@]}"; do
        add_pod "$pod" $number
        [ "$pod" = client ] || background "$pod.app" as_user "$pod" 2000 "$work/bin/mesh-echo" "${pod/-/ }"
        number=$((number + 1))
    done
    start_control_plane
    number=10
    for pod in "${pods[@]}"; do
        app=${pod%-v*} version=${pod##*-}
        [ "$pod" != client ] || version=v1
        add_sidecar "$pod" "10.77.0.$number" "{\"app\":\"$app\",\"version\":\"$version\"}"
        number=$((number + 1))
    done
    note "rules of the client's pod, by mesh-iptables:"
    in_pod client iptables-save -t nat | grep -E '^-A' | indent
else
    say "no right to make pods: no namespaces, no capture, no sidecar beside the services"
    note "left out: mesh-iptables, transparent redirection, the destination side of metrics and logs"
    note "instead: the client's sidecar listens on 127.0.0.1:15080 for what it would have captured on port 9080"
    pods=(client)
    sed -i 's/10\.77\.0\.1\([123]\)/127.0.0.1\1/' "$work"/config/*.yaml
    for version in 1 2 3; do background "reviews-v$version.app" "$work/bin/mesh-echo" "reviews v$version" "127.0.0.1$version:9080"; done
    start_control_plane
    mkdir -p "$work/state/client"
    background client.proxy env POD_NAME=client POD_NAMESPACE=default INSTANCE_IP=127.0.0.10 'ISTIO_METAJSON_LABELS={"app":"client","version":"v1"}' \
        "$work/bin/mesh-proxy" run --control "$control" --workers 1 --state-dir "$work/state/client" --outbound-listen off --inbound-listen off --listen-http 127.0.0.1:15080=9080
fi
for pod in "${pods[@]}"; do await 20 "the sidecar of $pod becoming ready" ready "$pod"; done
note "all sidecars are ready"

say "the seed's VirtualService: jason goes to v2, everybody else to v3"
sed -n '/^  http:/,$p' "$work/config/virtual-service.yaml" | grep -v '^ *#' | sed 's/ *#.*//' | indent
jason=$(client_curl -H 'end-user: jason' "$url/?n=[1-5]")
others=$(client_curl "$url/?n=[1-5]")
note "curl -H 'end-user: jason' $url/   five times:"
sort <<< "$jason" | uniq -c | indent
note "curl $url/   five times:"
sort <<< "$others" | uniq -c | indent
[ "$(grep -c '^reviews v2:' <<< "$jason")" = 5 ] || fail "jason was not routed to v2"
[ "$(grep -c '^reviews v3:' <<< "$others")" = 5 ] || fail "the others were not routed to v3"

say "the YAML becomes a canary (80 % v3, 20 % v1) while a load runs"
load() {
    while [ ! -e "$work/stop-load" ]; do
        client_curl -w '%{http_code}\n' "$url/?n=[1-100]" 2>&1 || echo "curl failed with $?"
    done
}
touch "$work/load.log"
load > "$work/load.log" &
load_pid=$!
daemons+=("$load_pid")
await 10 "the load" test -s "$work/load.log"
cp "$here/canary.yaml" "$work/config/virtual-service.yaml.new"
mv "$work/config/virtual-service.yaml.new" "$work/config/virtual-service.yaml"
await 10 "the canary's first request" grep -q '^reviews v1:' "$work/load.log"
split=$(client_curl "$url/?n=[1-1000]")
note "1,000 requests after the edit:"
cut -d: -f1 <<< "$split" | sort | uniq -c | indent
v1=$(grep -c '^reviews v1:' <<< "$split" || true)
[ "$v1" -gt 130 ] && [ "$v1" -lt 270 ] || fail "$v1 of 1000 went to v1: not 20 %"

say "the control plane is killed; traffic goes on"
kill -KILL "$control_pid"
wait "$control_pid" 2> /dev/null || true
before=$(grep -c '^200$' "$work/load.log")
await 10 "another 500 answers without a control plane" bash -c "[ \$(grep -c '^200\$' '$work/load.log') -gt $((before + 500)) ]"
touch "$work/stop-load"
wait "$load_pid" || true
total=$(grep -c -E '^([0-9]{3}|curl.*)$' "$work/load.log")
good=$(grep -c '^200$' "$work/load.log")
note "the load, from before the edit until now: $total requests, $((total - good)) failed"
[ "$total" = "$good" ] || fail "requests of the load failed: $(grep -v -E '^(200|reviews .*)$' "$work/load.log" | sort | uniq -c | head -n 5)"

say "metrics, as Istio names them"
note "client's sidecar (reporter=\"source\"):"
admin client /stats/prometheus | grep '^istio_requests_total' | indent
if as_root; then
    note "sidecar of reviews v3 (reporter=\"destination\"):"
    admin reviews-v3 /stats/prometheus | grep '^istio_requests_total' | indent
fi

say "one access-log line from each side"
sleep 1.1 # the log is written once a second, off the requests' way
note "client:";  grep -h '"GET /' "$work/log/client.proxy" | tail -n 1 | indent
if as_root; then note "reviews v3:"; grep -h '"GET /' "$work/log/reviews-v3.proxy" | tail -n 1 | indent; fi
echo
echo "${bold}the demo passed${plain}"
