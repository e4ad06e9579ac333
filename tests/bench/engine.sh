#!/bin/sh
# Throughput of the fetching engine against nginx on loopback, beside wrk as the ceiling.
#
#	engine.sh PORTALWATCH [JOBS]
#
# Three answers: a 1 kB page, a 30 kB page, a 404; kept-alive connections, robots.txt passed
# over, every page through a parser. Figures are ratios for one machine, not promises.
set -e
exe=$1 jobs=${2:-20000}
dir=$(mktemp -d) port=18765
trap 'kill $(cat $dir/pid) 2>/dev/null; rm -rf $dir' EXIT
mkdir -p $dir/www
python3 - $dir/www <<'PY'
import sys
for name, size in (("small", 1000), ("page", 30000)):
    body = "<html><head><title>x</title></head><body>"
    i = 0
    while len(body) < size - 20:
        i += 1
        body += "<p><a href='/a/%d.html'>notice %d</a> text of a notice</p>\n" % (i, i)
    open("%s/%s.html" % (sys.argv[1], name), "w").write(body + "</body></html>")
PY
cat > $dir/nginx.conf <<CONF
pid $dir/pid; error_log $dir/error; worker_processes 1;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path $dir; proxy_temp_path $dir; fastcgi_temp_path $dir;
  uwsgi_temp_path $dir; scgi_temp_path $dir;
  server { listen 127.0.0.1:$port backlog=4096; root $dir/www; } }
CONF
${PORTALWATCH_NGINX:-nginx} -c $dir/nginx.conf
sleep 0.5
for what in small.html page.html missing.html; do
	url=http://127.0.0.1:$port/$what
	wrk -t1 -c100 -d3s $url | awk -v w=$what '/Requests\/sec/ {print w, "wrk requests/s", $2}'
	for kind in link page; do
		echo "$url" | "$exe" fetch --kind $kind --no-robots --allow-private --quiet \
			--repeat $jobs --transfers 128 | python3 -c "
import json, sys
s = json.load(sys.stdin)['stat']
print('$what', '$kind', 'jobs/s', round(1000 * s['jobs'] / s['elapsed_ms']),
      'requests/s', round(1000 * s['requests'] / s['elapsed_ms']), 'deaths', s['parser_deaths'])"
	done
done
