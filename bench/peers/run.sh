#!/usr/bin/env bash
# CPU per proxied request of mesh-proxy, nginx and HAProxy, side by side in one run.
#
# Then HTTP/2 to HTTP/2 and to HTTP/1.1, and bulk over TCP, beside HAProxy.
#
# Method: the proxy under test alone on core 0 with one worker; load generator (wrk, 64 keep-alive connections) and backend (nginx, 24-byte
# answer; for HTTP/2 nghttpd) on core 1; HTTP/2 by h2load, 8 connections x 32 streams; the peers in alternation, ROUNDS times; CPU time from /proc/PID/stat of all the proxy's processes; medians with spread.
# Each answer is checked before it is timed, and mesh-proxy's own request metric must have counted every timed request.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
streams=${STREAMS:-200000} rounds=${ROUNDS:-5} seconds=${SECONDS_EACH:-4} connections=${CONNECTIONS:-64}
admin=18083 expected='hello from the backend.'
PATH=$PATH:/usr/sbin:/sbin

work=$(mktemp -d)
chmod 755 "$work" # nginx's worker is nobody
mkdir -p "$work/tmp"
started=()
finish() {
    for pid in "${started[@]}"; do kill -TERM "$pid" 2> /dev/null || true; done
    wait 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT INT TERM
[ "$(nproc)" -ge 2 ] || { echo "bench: needs two cores" >&2; exit 1; }

launch() { # core, command... : leaves the pid in $launched
    local core=$1
    shift
    taskset -c "$core" "$@" > "$work/log.${1##*/}.$core" 2>&1 &
    launched=$!
    started+=("$launched")
}
await() { # port, what
    for _ in $(seq 200); do
        if (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; then return; fi
        sleep 0.05
    done
    echo "bench: $2 does not listen on port $1" >&2
    exit 1
}
# All CPU time of a process and its children so far, in clock ticks.
ticks() {
    local total=0 pid
    for pid in "$1" $(pgrep -P "$1" || true); do
        total=$((total + $(sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }')))
    done
    echo "$total"
}
hz=$(getconf CLK_TCK)

"$root/artifacts/bin/mesh-control" compile --config config --node bench.default --type gateway --namespace default \
    --labels istio=ingressgateway --out "$work/config.bin" > "$work/compile.log" 2>&1 || { cat "$work/compile.log" >&2; exit 1; }

launch 1 nginx -p "$work" -c "$PWD/config/backend.conf"; await 18090 "the backend"
mkdir -p "$work/www"
printf 'hello from the backend.\n' > "$work/www/index.html"
truncate -s "${BULK_MB:-1024}M" "$work/www/bulk"
launch 1 nghttpd --no-tls -d "$work/www" 18091; await 18091 "the HTTP/2 backend"
launch 0 nginx -p "$work" -c "$PWD/config/nginx.conf"; nginx=$launched; await 18080 nginx
launch 0 haproxy -f config/haproxy.cfg; haproxy=$launched; await 18081 HAProxy
launch 0 "$root/artifacts/bin/mesh-proxy" run --config "$work/config.bin" --workers 1 --admin "127.0.0.1:$admin" --agent off --health off --metrics off --node-type gateway; mesh=$launched
await 18082 mesh-proxy

check() { # port, name
    local answer
    answer=$(curl -sS --max-time 5 "http://127.0.0.1:$1/")
    [ "$answer" = "$expected" ] || { echo "bench: $2 answered '$answer'" >&2; exit 1; }
}
check 18080 nginx; check 18081 HAProxy; check 18082 mesh-proxy
check_http2() { # port, host, name
    local answer
    answer=$(curl -sS --max-time 5 --http2-prior-knowledge -H "host: $2" -w ' %{http_version}' "http://127.0.0.1:$1/")
    [ "$answer" = "$expected"$'\n 2' ] || [ "$answer" = "$expected 2" ] || { echo "bench: $3 answered '$answer'" >&2; exit 1; }
}
check_http2 18084 a "HAProxy (to HTTP/1.1)"; check_http2 18085 a "HAProxy (to HTTP/2)"
check_http2 18082 a "mesh-proxy (to HTTP/1.1)"; check_http2 18082 h2.bench "mesh-proxy (to HTTP/2)"

requests_counted() {
    curl -sS "http://127.0.0.1:$admin/stats/prometheus" | awk '/^istio_requests_total\{/ { total += $NF } END { printf "%d", total }'
}

measure() { # name, pid, port : appends "us rps" to $work/name
    local before after output requests
    before=$(ticks "$2")
    output=$(taskset -c 1 wrk -t1 "-c$connections" "-d${seconds}s" "http://127.0.0.1:$3/")
    after=$(ticks "$2")
    requests=$(awk '/requests in/ { print $1 }' <<< "$output")
    if grep -q -E 'Socket errors|Non-2xx' <<< "$output"; then
        echo "bench: $1 failed requests:" >&2
        grep -E 'Socket errors|Non-2xx' <<< "$output" >&2
        exit 1
    fi
    awk -v t=$((after - before)) -v hz="$hz" -v n="$requests" -v s="$seconds" 'BEGIN { printf "%.2f %.0f\n", t / hz * 1e6 / n, n / s }' >> "$work/$1"
    [ "$1" != mesh ] || echo "$requests" >> "$work/mesh.requests"
}

measure_http2() { # name, pid, port, host : appends "us rps" to $work/name
    local before after output
    before=$(ticks "$2")
    output=$(taskset -c 1 h2load -n "$streams" -c 8 -m 32 -H ":authority: $4" "http://127.0.0.1:$3/")
    after=$(ticks "$2")
    grep -q "$streams succeeded" <<< "$output" || { echo "bench: $1 failed requests:" >&2; grep -E '^requests|^status' <<< "$output" >&2; exit 1; }
    awk -v t=$((after - before)) -v hz="$hz" -v n="$streams" -v r="$(sed -n 's/^finished in .*, \([0-9.]*\) req.*/\1/p' <<< "$output")" \
        'BEGIN { printf "%.2f %.0f\n", t / hz * 1e6 / n, r }' >> "$work/$1"
}

measure_bulk() { # name, pid, port : appends "ms-per-GB MB/s" to $work/name
    local before after began ended size
    before=$(ticks "$2") began=$EPOCHREALTIME
    size=$(taskset -c 1 curl -sS -o /dev/null -w '%{http_code} %{size_download}' "http://127.0.0.1:$3/bulk")
    [ "$size" = "200 $((${BULK_MB:-1024} * 1048576))" ] || { echo "bench: $1 answered $size to /bulk" >&2; exit 1; }
    after=$(ticks "$2") ended=$EPOCHREALTIME
    awk -v t=$((after - before)) -v hz="$hz" -v mb="${BULK_MB:-1024}" -v us=$((${ended/./} - ${began/./})) \
        'BEGIN { printf "%.1f %.0f\n", t / hz * 1000 / (mb / 1024), mb / (us / 1e6) }' >> "$work/$1"
}

echo "machine: $(nproc) cores, $(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo | xargs), Linux $(uname -r)"
echo "peers:   $(nginx -v 2>&1 | sed 's/.*: //'), $(haproxy -v | head -n 1 | awk '{ print $1, $3 }'), $rounds rounds of ${seconds} s, $connections connections"
for warm in 18080 18081 18082; do taskset -c 1 wrk -t1 "-c$connections" -d1s "http://127.0.0.1:$warm/" > /dev/null; done
counted=$(requests_counted)
for round in $(seq "$rounds"); do
    echo "round $round of $rounds ..."
    measure nginx "$nginx" 18080
    measure haproxy "$haproxy" 18081
    measure mesh "$mesh" 18082
done
counted=$(($(requests_counted) - counted))
for round in $(seq "$rounds"); do
    echo "HTTP/2, round $round of $rounds ..."
    measure_http2 haproxy-h2-h1 "$haproxy" 18084 a
    measure_http2 mesh-h2-h1 "$mesh" 18082 a
    measure_http2 haproxy-h2-h2 "$haproxy" 18085 a
    measure_http2 mesh-h2-h2 "$mesh" 18082 h2.bench
done
timed=$(awk '{ total += $1 } END { print total }' "$work/mesh.requests")
# Requests in flight when wrk stops are counted by the proxy and not by wrk.
if [ "$counted" -lt "$timed" ] || [ "$counted" -gt $((timed + rounds * connections)) ]; then
    echo "bench: mesh-proxy counted $counted requests, wrk $timed: metrics are not what they claim" >&2
    exit 1
fi
for round in $(seq "$rounds"); do
    echo "TCP bulk, round $round of $rounds ..."
    measure_bulk haproxy-bulk "$haproxy" 18086
    measure_bulk mesh-bulk "$mesh" 18087
done

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
column() { cut -d' ' -f"$2" "$work/$1"; }
rss() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

echo
printf '%-12s %22s %12s %14s\n' "HTTP/1.1 keep-alive, 24 B" "CPU us/request (min-max)" "requests/s" "x nginx"
base=$(column nginx 1 | median)
for name in nginx haproxy mesh; do
    us=$(column "$name" 1 | median)
    printf '%-25s %8s (%s-%s) %14s %14s\n' "$name" "$us" "$(column "$name" 1 | sort -n | head -n 1)" "$(column "$name" 1 | sort -n | tail -n 1)" \
        "$(column "$name" 2 | median)" "$(awk -v a="$us" -v b="$base" 'BEGIN { printf "%.2f", a / b }')"
done
ratio=$(paste -d' ' "$work/mesh" "$work/nginx" | awk '{ print $1 / $3 }' | median | awk '{ printf "%.3f", $1 }')
echo "mesh-proxy beside nginx, median of the rounds' ratios: $ratio (bar: 1.0)"

echo
printf '%-25s %8s %17s %14s %14s\n' "HTTP/2, 24 B" "CPU us/request (min-max)" "" "requests/s" "x HAProxy"
for to in h1 h2; do
    base=$(column "haproxy-h2-$to" 1 | median)
    for name in "haproxy-h2-$to" "mesh-h2-$to"; do
        us=$(column "$name" 1 | median)
        printf '%-25s %8s (%s-%s) %14s %14s\n' "$name" "$us" "$(column "$name" 1 | sort -n | head -n 1)" "$(column "$name" 1 | sort -n | tail -n 1)" \
            "$(column "$name" 2 | median)" "$(awk -v a="$us" -v b="$base" 'BEGIN { printf "%.2f", a / b }')"
    done
done
echo
printf '%-25s %8s %17s %14s %14s\n' "TCP bulk" "CPU ms/GB (min-max)" "" "MB/s" "x HAProxy"
base=$(column haproxy-bulk 1 | median)
for name in haproxy-bulk mesh-bulk; do
    ms=$(column "$name" 1 | median)
    printf '%-25s %8s (%s-%s) %14s %14s\n' "$name" "$ms" "$(column "$name" 1 | sort -n | head -n 1)" "$(column "$name" 1 | sort -n | tail -n 1)" \
        "$(column "$name" 2 | median)" "$(awk -v a="$ms" -v b="$base" 'BEGIN { printf "%.2f", a / b }')"
done
echo

# ---- idle memory and start time, of a process that has done nothing else
kill -TERM "$mesh"; wait "$mesh" 2> /dev/null || true
starts=()
for _ in 1 2 3 4 5 6 7; do
    began=$EPOCHREALTIME
    launch 0 "$root/artifacts/bin/mesh-proxy" run --config "$work/config.bin" --workers 1 --admin "127.0.0.1:$admin" --agent off --health off --metrics off --node-type gateway
    until (exec 3<> /dev/tcp/127.0.0.1/18082) 2> /dev/null; do :; done
    ended=$EPOCHREALTIME
    starts+=("$(((${ended/./} - ${began/./}) / 100))")
    sleep 1
    idle=$(rss "$launched")
    kill -TERM "$launched"; wait "$launched" 2> /dev/null || true
done
start=$(printf '%s\n' "${starts[@]}" | median | awk '{ printf "%.1f", $1 / 10 }')
echo "exec to listening: $start ms, median of ${#starts[@]} (bar: 30); idle process: $idle MB resident (bar: 14)"
awk -v r="$ratio" -v s="$start" -v m="$idle" 'BEGIN { exit !(r <= 1.0 && s <= 30 && m <= 14) }' || { echo "bench: a bar is not met" >&2; exit 1; }
