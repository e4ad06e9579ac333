#!/usr/bin/env bash
# From a fresh Debian 12 machine to a watched portal.
#
#	etc/quickstart.sh			a demonstration portal on this machine
#	etc/quickstart.sh PORTAL.yaml	the portal described by that file
#	  --no-install			leave packages alone
#	  --keep DIR			where to put everything (default build/quickstart)
#
# Installs missing Debian packages (about 1 GB of disk on a bare machine, one to three
# minutes), builds portalwatch (about one minute), then runs the main job: crawl, judge,
# mail, report. Everything it makes lies below build/; what it starts it stops; no system
# service is installed or started.
set -euo pipefail
cd "$(dirname "$0")/.."
. etc/install.sh

python=/usr/bin/python3 # the one that Debian's packages are for
NO_INSTALL= portal= keep=
while [ $# -gt 0 ]; do
	case $1 in
	--no-install) NO_INSTALL=1 ;;
	--keep) keep=${2:?--keep needs a directory}; shift ;;
	-h | --help) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 0 ;;
	-*) die "unknown option '$1'" ;;
	*) [ -z "$portal" ] || die "one portal file only"; portal=$(realpath "$1") ;;
	esac
	shift
done
[ -z "$portal" ] || [ -r "$portal" ] || die "cannot read '$portal'"

dir=$PWD/build/quickstart
[ -z "$keep" ] || dir=$(realpath -m "$keep")
say "portalwatch quickstart: packages, build (about a minute), first rounds; all in $dir"

# --- packages and build ---
install_packages etc/packages.txt etc/demo-packages.txt
nginx=
[ -n "$portal" ] || nginx=$(nginx_program "$PWD/build/tools")
cmake --preset release -G Ninja >/dev/null || die "cmake failed"
say "building"
cmake --build --preset release --target portalwatch >/dev/null || die "the build failed"
pw=$PWD/build/release/portalwatch

# --- a place of its own, emptied at each run ---
case $dir in "$PWD"/build/* | /tmp/*) rm -rf "$dir" ;; esac
mkdir -p "$dir/portals" "$dir/mail/new" "$dir/mail/cur" "$dir/mail/tmp"
pids=()
stop_all() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	wait 2>/dev/null || true
}
trap stop_all EXIT

free_port() {
	"$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
wait_port() {
	"$python" - "$1" <<-'P'
	import socket, sys, time
	end = time.monotonic() + 10
	while time.monotonic() < end:
	    try:
	        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
	        sys.exit(0)
	    except OSError:
	        time.sleep(0.05)
	sys.exit(1)
	P
}

# --- a mail server on loopback that keeps what it gets in a Maildir ---
smtp=$(free_port)
"$python" -m aiosmtpd -n -l "127.0.0.1:$smtp" -c aiosmtpd.handlers.Mailbox "$dir/mail" \
	>"$dir/smtp.log" 2>&1 &
pids+=($!)
wait_port "$smtp" || die "the mail server did not start: $dir/smtp.log"

# config ADDRESS-RATE CONNECTIONS DELAY
config() {
	cat >"$dir/portalwatch.yaml" <<-Y
	store: data
	timezone: Asia/Shanghai
	language: zh
	network:
	  delay: $3
	  connections: $2
	  address_rate: $1
	  address_connections: $2
	  allow_private: ["127.0.0.0/8", "::1/128"]
	telling:
	  quiet: none
	  weekly: "off"
	portals: ["portals/*.yaml"]
	receivers:
	  - id: office
	    mail: {server: "smtp://127.0.0.1:$smtp", from: portalwatch@localhost,
	           to: [office@localhost]}
	routes:
	  - {to: [office], digest: none, group_wait: 0s, quiet: none}
	Y
}

run() { "$pw" -c "$dir/portalwatch.yaml" "$@"; }
# round TIME: crawl, judge, deliver
round() {
	say "round at $1"
	run --now "$1" run --once >&2
}

demo() {
	local web day1 day2 day3
	web=$(free_port)
	mkdir -p "$dir/nginx"
	cat >"$dir/nginx/nginx.conf" <<-N
	daemon off; worker_processes 1; pid $dir/nginx/pid; error_log $dir/nginx/error.log;
	events {}
	http {
	  access_log off; default_type application/octet-stream;
	  types { text/html html; text/css css; application/pdf pdf; text/plain txt; }
	  client_body_temp_path $dir/nginx/t1; proxy_temp_path $dir/nginx/t2;
	  fastcgi_temp_path $dir/nginx/t3; uwsgi_temp_path $dir/nginx/t4;
	  scgi_temp_path $dir/nginx/t5;
	  server { listen 127.0.0.1:$web; root $dir/site; index index.html; }
	}
	N
	day1=$(date -d '2 days ago' +%F)
	day2=$(date -d yesterday +%F)
	day3=$(date +%F)
	"$python" seeds/demo/make.py "$dir/site" 1 "$day1"
	"$nginx" -p "$dir/nginx" -c "$dir/nginx/nginx.conf" -e "$dir/nginx/error.log" &
	pids+=($!)
	wait_port "$web" || die "nginx did not start: $dir/nginx/error.log"
	sed "s/@WEB@/127.0.0.1:$web/" seeds/demo/demo.yaml >"$dir/portals/demo.yaml"
	config 1000 8 0s
	run config check >&2
	run store init --simulation >/dev/null

	say ""
	say "The demonstration portal is at http://127.0.0.1:$web/ while this runs. Its clock is"
	say "simulated: the first round is two days ago, the others today, so that what is"
	say "confirmed over hours can be seen at once."
	round "${day1}T08:50:00+08:00"
	round "${day2}T08:50:00+08:00"
	say "the portal changes: a new notice, one edited silently, one withdrawn, a dead link;"
	say "its news column has been quiet for more than two weeks by now"
	"$python" seeds/demo/make.py "$dir/site" 2 "$day1"
	round "${day3}T08:50:00+08:00"
	round "${day3}T09:30:00+08:00"
	round "${day3}T10:20:00+08:00"
	round "${day3}T11:40:00+08:00"
	NOW=(--now "${day3}T11:45:00+08:00")
}

own_portal() {
	cp "$portal" "$dir/portals/"
	config 10 1 1s
	run config check >&2 || [ $? = 1 ] || die "the portal file has errors"
	run store init >/dev/null
	say "first round: home page, columns, notices, links (paced: one request a second)"
	run run --once >&2
	say "second round: what is due by now"
	run run --once >&2
	NOW=()
}

NOW=()
if [ -n "$portal" ]; then own_portal; else demo; fi

# --- what came of it ---
report=$dir/report.html
run "${NOW[@]}" report freshness --format html -o "$report" || true
run "${NOW[@]}" report links --format html -o "$dir/links.html" || true
say ""
say "what happened:"
run "${NOW[@]}" events | tail -25 >&2
say ""
say "column freshness:"
run "${NOW[@]}" report freshness >&2 || true
say ""
say "mails:"
"$python" - "$dir/mail" <<'P' >&2
import email, email.policy, pathlib, sys
for path in sorted((pathlib.Path(sys.argv[1]) / 'new').iterdir()):
    m = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    print(f"  {m['Subject']}")
P
say ""
events=$(run "${NOW[@]}" events --json | wc -l)
incidents=$(run "${NOW[@]}" incidents list --json | wc -l)
echo "mail: $dir/mail"
echo "report: $report"
echo "events: $events"
echo "incidents: $incidents"
