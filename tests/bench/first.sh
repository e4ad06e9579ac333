#!/usr/bin/env bash
# A generated site behind nginx, crawled by portalwatch and fetched by wget2 in the same run:
# columns, notices and links per second, memory by process, size of the store, as ratios.
#	tests/bench/first.sh [PORTALWATCH [COLUMNS [NOTICES]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
pw=$(realpath "${1:-build/release/portalwatch}")
columns=${2:-100}
notices=${3:-15}
nginx=${PORTALWATCH_NGINX:-$(command -v nginx || echo /usr/sbin/nginx)}
[ -x "$pw" ] || { echo "no executable '$pw': cmake --build --preset release" >&2; exit 2; }
[ -x "$nginx" ] || { echo "no nginx: set PORTALWATCH_NGINX" >&2; exit 2; }

dir=$(mktemp -d /tmp/pw-bench.XXXXXX)
chmod 755 "$dir"
pids=()
clean() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$dir"
}
trap clean EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

python3 - "$dir" "$columns" "$notices" "$port" <<'P'
import pathlib, sys
top, columns, notices, port = pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:])
site = top / "site"
nav = "".join(f'<li><a href="/c{c}/index.html">栏目{c}</a></li>' for c in range(columns))
shell = ("<!DOCTYPE html><html><head><meta charset='utf-8'><title>{t}</title></head><body>"
         f"<ul class='nav'>{nav}</ul>" "{m}<div class='foot'>示例市人民政府</div></body></html>")
text = "".join(f"<p>　　{i}、各有关单位要高度重视，明确责任，按时完成各项工作任务。</p>" for i in range(40))
for c in range(columns):
    d = site / f"c{c}"
    d.mkdir(parents=True)
    rows = ""
    for n in range(notices):
        title, day = f"关于做好第{c}类第{n}项工作有关事项的通知", f"2026-{1 + n % 9:02d}-{1 + n % 28:02d}"
        rows += f"<li><a href='t{n}.html' title='{title}'>{title}</a><span>{day}</span></li>\n"
        (d / f"t{n}.html").write_text(shell.format(
            t=title, m=f"<div class='content'><h1>{title}</h1><div>{day}</div>{text}</div>"))
    (d / "index.html").write_text(shell.format(t=f"栏目{c}", m=f"<ul class='list'>{rows}</ul>"))
(site / "index.html").write_text(shell.format(t="示例市人民政府", m=""))
(top / "portals").mkdir()
(top / "portals/p.yaml").write_text(
    f"portal: p\nhome: http://127.0.0.1:{port}/\nowner: true\ncolumns:\n" + "".join(
        f"  - {{id: c{c}, name: c{c}, url: 'http://127.0.0.1:{port}/c{c}/index.html', "
        "class: notice}\n" for c in range(columns)))
(top / "portalwatch.yaml").write_text("""store: data
network: {delay: 0s, connections: 8, address_rate: 1000, address_connections: 8,
          allow_private: [127.0.0.0/8]}
portals: ["portals/*.yaml"]
""")
(top / "nginx.conf").write_text(f"""daemon off; worker_processes 1; pid {top}/pid;
error_log {top}/error.log; events {{ }}
http {{ access_log {top}/access.log; types {{ text/html html; }}
  client_body_temp_path {top}/t1; proxy_temp_path {top}/t2; fastcgi_temp_path {top}/t3;
  uwsgi_temp_path {top}/t4; scgi_temp_path {top}/t5;
  server {{ listen 127.0.0.1:{port}; root {top}/site; keepalive_requests 100000; }} }}
""")
P
"$nginx" -p "$dir" -c "$dir/nginx.conf" -e "$dir/error.log" &
pids+=($!)
sleep 0.5

# timed NAME COMMAND...: seconds, requests that nginx saw and peak RssAnon by process
timed() {
	python3 - "$dir" "$@" <<'P'
import json, os, pathlib, subprocess, sys, time
top, name, command = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
log = top / "access.log"
before = log.read_bytes().count(b"\n")
peak = {}

def tree(pid):
    yield pid
    try:
        children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    except OSError:
        return
    for x in children:
        yield from tree(int(x))

def look(pid):
    for x in tree(pid):
        try:
            words = open(f"/proc/{x}/cmdline").read().split("\0")
            role = next((w[5:] for w in words if w.startswith("role-")), name)
            for line in open(f"/proc/{x}/status"):
                if line.startswith("RssAnon"):
                    peak[role] = max(peak.get(role, 0), int(line.split()[1]))
        except OSError:
            pass

began, used = time.monotonic(), os.times()
p = subprocess.Popen(command, cwd=top, stdout=open(top / (name + ".out"), "w"),
                     stderr=subprocess.STDOUT)
while p.poll() is None:
    look(p.pid)
    time.sleep(0.02)
seconds, cpu = time.monotonic() - began, os.times()
print(json.dumps({"name": name, "exit": p.returncode, "s": seconds,
    "cpu_s": cpu[2] + cpu[3] - used[2] - used[3],
    "requests": log.read_bytes().count(b"\n") - before, "rss_kb": peak}))
P
}
{
	timed first "$pw" -c "$dir/portalwatch.yaml" crawl --once --json
	timed again "$pw" -c "$dir/portalwatch.yaml" crawl --once --all --json
	mkdir "$dir/w"
	if command -v wget2 >/dev/null; then
		timed wget2 wget2 -q -r -l inf --delete-after --max-threads=8 -P "$dir/w" \
			"http://127.0.0.1:$port/"
	fi
} >"$dir/rows"

python3 - "$dir" "$columns" <<'P'
import json, pathlib, sys
top, columns = pathlib.Path(sys.argv[1]), int(sys.argv[2])
row = {r["name"]: r for r in map(json.loads, (top / "rows").read_text().splitlines())}
did = json.loads((top / "first.out").read_text().splitlines()[-1])
size = lambda d: sum(p.stat().st_blocks * 512 for p in d.rglob("*") if p.is_file())
site, store = size(top / "site"), size(top / "data")
f, a, w = row["first"], row["again"], row.get("wget2")
for r in row.values():
    print(f"{r['name']}: exit {r['exit']}, {r['requests']} requests, {r['s']:.2f} s, "
          f"{r['requests'] / r['s']:.0f} a second, cpu {r['cpu_s']:.2f} s, RssAnon " +
          ", ".join(f"{k} {v / 1024:.1f} MB" for k, v in sorted(r["rss_kb"].items())))
print(f"first round: {columns / f['s']:.1f} columns a second, "
      f"{did['links_checked'] / f['s']:.0f} links checked a second")
print(f"store: {store / 1e6:.1f} MB of {site / 1e6:.1f} MB on the site, ratio {store / site:.2f}")
print(f"second round of the lists takes {a['s'] / f['s']:.3f} of the first")
if w:
    print(f"against wget2: time {f['s'] / w['s']:.2f}, requests {f['requests'] / w['requests']:.2f}, "
          f"time a request {f['s'] / f['requests'] / (w['s'] / w['requests']):.2f}, "
          f"cpu a request {f['cpu_s'] / f['requests'] / (w['cpu_s'] / w['requests']):.2f}")
P
