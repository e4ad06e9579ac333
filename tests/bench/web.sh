#!/usr/bin/env bash
# The web pages over the store of reports.sh: ms of each page (the middle of 21), and requests a second.
#	DIR=... tests/bench/web.sh [PORTALWATCH [SECONDS]]
# DIR is where `DIR=... tests/bench/reports.sh` made its store.
set -euo pipefail
cd "$(dirname "$0")/../.."
pw=$(realpath "${1:-build/release/portalwatch}") seconds=${2:-5} dir=${DIR:?the store of reports.sh}
[ -d "$dir/data" ] || { echo "no store: DIR=$dir tests/bench/reports.sh" >&2; exit 2; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed '/^web:/d' "$dir/portalwatch.yaml" >"$dir/web.yaml"
echo "web: {listen: \"127.0.0.1:$port\"}" >>"$dir/web.yaml"
"$pw" -q -c "$dir/web.yaml" web &
trap 'kill $! 2>/dev/null; wait' EXIT
at=http://127.0.0.1:$port
for _ in $(seq 600); do
	curl -sf "$at/metrics" 2>/dev/null | grep -q columns_judged && break
	sleep .05
done
notice=$(curl -s "$at/portal/p7/c3" | grep -o '/portal/p7/c3/[0-9a-f]\{32\}' | head -1)
for page in / "/?page=5" /portal/p7 /portal/p7/c3 "$notice" /incidents /incident/7 "/search?q=%E9%80%9A%E7%9F%A5" \
	"/search?q=zzzz" /feed/p7.atom "/due.ics?portal=p7" /metrics /api/v1/status "/api/v1/notices?portal=p7" \
	"/api/v1/events" "/report/freshness?subject=p7" "/report/monthly?subject=p7" /report/freshness; do
	python3 - "$at" "$page" <<'P'
import sys, time, urllib.request
took = []
for _ in range(21):
    t = time.perf_counter()
    size = len(urllib.request.urlopen(sys.argv[1] + sys.argv[2]).read())
    took.append((time.perf_counter() - t) * 1000)
    if sum(took) > 8000:
        break
print("%-34s %8.1f ms %9d bytes" % (sys.argv[2][:34], sorted(took)[len(took) // 2], size))
P
done
for page in /portal/p7 /incidents /health; do
	printf '%-34s ' "$page"
	wrk -t1 -c8 -d"${seconds}s" "$at$page" | awk '/Requests\/sec/ {print $2 " requests a second"}'
done
for pid in $(pgrep -P $!); do
	awk -v p="$pid" '/RssAnon/ {print "RssAnon of " p ": " int($2 / 1024) " MB"}' "/proc/$pid/status"
done
