#!/usr/bin/env bash
# Addresses a second of linkcheck and its peers on a generated site, over loopback.
#
#	tests/bench/linkcheck.sh [PORTALWATCH] [PAGES] [ROUNDS]
#
# Makes the site (10,000 pages of about 16 kB), serves it with nginx, and runs portalwatch,
# wget2, wget, muffet, lychee and linkchecker where they are installed, and as ceilings wrk and the same
# addresses fetched by libcurl alone (ninja bench-floor). Prints the best of ROUNDS (3) with the
# processor time of all processes and of the server, the ratios, and whether all dead links were
# found and none invented; then a second check of the unchanged site with --store. Exit 1 when
# portalwatch's findings are wrong. LINKCHECKER=no leaves that one out, which takes minutes.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
exe=$(realpath "${1:-$here/../../build/release/portalwatch}")
pages=${2:-10000} rounds=${3:-3}
nginx=${PORTALWATCH_NGINX:-/usr/sbin/nginx}
dir=$(mktemp -d)
chmod 755 "$dir"
pid=
stop() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || true
	rm -rf "$dir"
}
trap stop EXIT

truth=$("$here/site.py" "$dir/site" "$pages")
addresses=$(echo "$truth" | python3 -c 'import json, sys; print(json.load(sys.stdin)["addresses"])')
dead=$(echo "$truth" | python3 -c 'import json, sys; print(json.load(sys.stdin)["dead"])')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$dir/nginx.conf" <<-C
	worker_processes 1; daemon off; pid $dir/nginx.pid; error_log $dir/error.log;
	events { worker_connections 2048; }
	http {
		access_log off; keepalive_requests 1000000; default_type application/octet-stream;
		types { text/html html; text/css css; image/png png; application/pdf pdf;
			application/javascript js; }
		client_body_temp_path $dir/t; proxy_temp_path $dir/t; fastcgi_temp_path $dir/t;
		uwsgi_temp_path $dir/t; scgi_temp_path $dir/t;
		server { listen 127.0.0.1:$port; root $dir/site; add_header LinkChecker 1; }
	}
C
"$nginx" -p "$dir" -c "$dir/nginx.conf" 2>/dev/null &
pid=$!
base=http://127.0.0.1:$port/
sleep 1
echo "site: $truth; load $(cut -d' ' -f1 /proc/loadavg), $(nproc) cores"

# server_ms: processor time of nginx so far
server_ms() {
	cat /proc/"$pid"/task/"$pid"/children | xargs -n1 | while read -r x; do
		cut -d' ' -f14,15 /proc/"$x"/stat
	done | awk -v hz="$(getconf CLK_TCK)" '{s += $1 + $2} END {print s * 1000 / hz}'
}

# measure NAME COMMAND...: best wall clock of the rounds and its processor time
measure() {
	local name=$1 best= cpu= i line wall server
	shift
	for ((i = 0; i < rounds; i++)); do
		mkdir -p "$dir/run"
		server=$(server_ms)
		(cd "$dir/run" && "$here/cputime.py" "$dir/time" "$@" \
			>"$dir/$name.out" 2>"$dir/$name.err") || true
		rm -rf "$dir/run"
		line="$(tail -1 "$dir/time") $server $(server_ms)"
		wall=${line%% *}
		if [ -z "$best" ] || python3 -c "import sys; sys.exit(not $wall < $best)"; then
			best=$wall cpu=$line
		fi
	done
	python3 - "$name" "$cpu" "$addresses" <<-'P'
	import sys
	wall, cpu, kb, before, after = map(float, sys.argv[2].split())
	print("%-12s %7.2f s  %7.0f addresses/s  %6.2f s processor, server %5.2f  %4.0f MB" % (
	    sys.argv[1], wall, int(sys.argv[3]) / max(wall, 0.01), cpu, (after - before) / 1000,
	    kb / 1024))
	P
	eval "best_${name}=$best cpu_${name}=$(echo "$cpu" | cut -d' ' -f2)"
}

# ratio NAME: of its time to ours, on the clock and of the processor
ratio() {
	local wall="best_$1" cpu="cpu_$1"
	python3 -c "print('$1 / portalwatch: %.2f on the clock, %.2f of the processor' % (
	    ${!wall} / $best_portalwatch, ${!cpu} / $cpu_portalwatch))"
}

if command -v wrk >/dev/null; then
	wrk -t1 -c16 -d3 "${base}index.html" | grep Requests/sec | sed 's/^/ceiling (wrk, one page): /'
fi
measure portalwatch "$exe" linkcheck --json "$base"
floor=$(dirname "$exe")/tests/bench-floor
if [ -x "$floor" ]; then
	python3 -c 'import json, sys
for line in sys.stdin:
	print(json.loads(line).get("url", ""))' <"$dir/portalwatch.out" | grep . >"$dir/list"
	measure floor sh -c "exec '$floor' 16 <'$dir/list'"
	ratio floor
fi
if command -v wget2 >/dev/null; then
	measure wget2 wget2 -r -l inf --no-robots --no-config --max-threads=16 -q -nd --delete-after "$base"
	ratio wget2
fi
if command -v wget >/dev/null; then
	measure wget wget --spider -r -l inf -e robots=off -nv -nd "$base"
	ratio wget
fi
# found NAME: dead addresses that its output names
found() {
	echo "$1: $(cat "$dir/$1.out" "$dir/$1.err" | grep -o '/gone/[a-z0-9.-]*' | sort -u | wc -l) of $dead dead found"
}

if command -v muffet >/dev/null; then
	measure muffet muffet --color=never --max-connections=16 --max-connections-per-host=16 "$base"
	ratio muffet
	found muffet
fi
if command -v lychee >/dev/null; then
	# it does not walk a site: told all its pages
	(cd "$dir/site" && find . -name '*.html' | sed "s|^\./|$base|") >"$dir/pages"
	measure lychee lychee --no-progress --mode plain --host-concurrency 16 --max-concurrency 16 \
		--host-request-interval 0ms --files-from "$dir/pages"
	ratio lychee
	found lychee
fi
if [ "${LINKCHECKER:-}" != no ] && command -v linkchecker >/dev/null; then
	# at its full speed: one thread (its threads share a lock), no pace of its own; as root it
	# becomes nobody and must be able to read this
	printf '[checking]\nthreads=1\nmaxrequestspersecond=1000000\n[output]\nstatus=0\n' \
		>"$dir/linkcheckerrc"
	chmod 644 "$dir/linkcheckerrc"
	rounds=1 measure linkchecker linkchecker -f "$dir/linkcheckerrc" -t 1 -o csv "$base"
	ratio linkchecker
fi

python3 - "$dir/portalwatch.out" "$addresses" "$dead" <<'P'
import json, sys
rows = [json.loads(x) for x in open(sys.argv[1])]
links = [r for r in rows if "url" in r]
bad = [r["url"] for r in links if r["verdict"] != "ok"]
found = [u for u in bad if "/gone/" in u]
print("portalwatch: %d of %s addresses, %d of %s dead found, %d invented" % (
    len(links), sys.argv[2], len(found), sys.argv[3], len(bad) - len(found)))
sys.exit(not (len(found) == int(sys.argv[3]) and len(bad) == len(found) and len(links) == int(sys.argv[2])))
P

mkdir "$dir/store"
rounds=1 measure first "$exe" --store "$dir/store" linkcheck --json "$base"
rounds=1 measure second "$exe" --store "$dir/store" linkcheck --json "$base"
python3 - "$dir/first.out" "$dir/second.out" "$best_first $cpu_first" "$best_second $cpu_second" <<'Q'
import json, sys
a, b = (json.loads(open(f).read().splitlines()[-1])["summary"] for f in sys.argv[1:3])
x, y = (list(map(float, t.split())) for t in sys.argv[3:5])
print("second / first check: %.4f of the bytes, %.2f of the time, %.2f of the processor" % (
    b["bytes"] / a["bytes"], y[0] / x[0], y[1] / x[1]))
Q
