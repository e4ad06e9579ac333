#!/bin/sh
# config, calendar and import as people run them: seeds are sound, exit statuses hold.
# usage: config.sh PORTALWATCH, from the top of the source tree
set -u
pw=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
nfailed=0
unset PORTALWATCH_CONFIG

# expect NAME STATUS PATTERN COMMAND...: exit status, and a pattern in stdout or stderr
expect() {
	name=$1; status=$2; pattern=$3
	shift 3
	"$@" >"$tmp/out" 2>&1
	got=$?
	if [ $got -ne "$status" ] || { [ -n "$pattern" ] && ! grep -q -e "$pattern" "$tmp/out"; }; then
		echo "$name: status $got, want $status and '$pattern':"
		head -5 "$tmp/out"
		nfailed=$((nfailed + 1))
	fi
}

expect "seeds are sound" 0 "0 warnings" "$pw" --lang en config check seeds/portalwatch.yaml
for f in seeds/portals/*.yaml; do
	printf 'portals: ["%s"]\n' "$PWD/$f" >"$tmp/one.yaml"
	expect "$f" 0 "1 portals" "$pw" --lang en config check "$tmp/one.yaml"
done
expect "the manual's example" 1 "2 warnings" "$pw" --lang en config check \
	tests/data/config/design/portalwatch.yaml
printf 'portal: []\n' >"$tmp/bad.yaml"
expect "errors give 2" 2 "bad.yaml:1: unknown key 'portal'.*did you mean 'portals'" \
	"$pw" --lang en config check "$tmp/bad.yaml"
expect "errors in JSON" 2 '"kind":"error"' "$pw" --lang en config check --json "$tmp/bad.yaml"
expect "a missing file gives 2" 2 "cannot open" "$pw" --lang en config check "$tmp/none.yaml"
expect "unknown rules are errors" 2 "unknown rule" sh -c "
	printf 'portals: [p.yaml]\n' >$tmp/r.yaml
	printf 'portal: a\nhome: http://a/\ncolumns: [{id: x, url: \"http://a/\", rules: [{kind: mothly}]}]\n' >$tmp/p.yaml
	$pw --lang en config check $tmp/r.yaml"
# duty NAME STATUS PATTERN DUTY: a duty file of one duty
duty() {
	printf 'portals: []\nduties: [d.yaml]\n' >"$tmp/du.yaml"
	printf 'document: {title: t, year: 2018}\nduties:\n  - {id: a, %s}\n' "$4" >"$tmp/d.yaml"
	expect "$1" "$2" "$3" "$pw" --lang en config check "$tmp/du.yaml"
}
duty "a manual duty" 0 "0 warnings" "manual: true, due: 02-29"
duty "a duty without a rule" 2 "missing 'rule'" "columns: [x]"
duty "manual with a rule" 2 "a manual duty has no rule" \
	"manual: true, columns: [x], rule: {kind: monthly}"
duty "due on no day" 2 "due: expected MM-DD" "manual: true, due: 02-30"
duty "a list of rules" 0 "0 warnings" \
	"columns: [x], rule: [{kind: monthly}, {kind: yearly}]"
duty "a rule without a column" 1 "names no column" "rule: {kind: monthly}"

expect "defaults are printed" 0 "delay: 1s # pause.*default 1s" "$pw" --lang en config print --defaults
expect "settings are printed" 0 "portal: changzhou" "$pw" -c seeds/portalwatch.yaml config print
expect "what is printed loads" 0 "4 portals.*0 warnings" sh -c "
	$pw --lang en -c $PWD/seeds/portalwatch.yaml config print | sed '/^---/,\$d' >$tmp/printed.yaml
	$pw --lang en config check $tmp/printed.yaml"
expect "in the language of the installation" 0 "警告 0 条" "$pw" config check seeds/portalwatch.yaml
expect "a month" 0 "国庆节" "$pw" --lang zh calendar 2026-10
expect "a question" 0 "2026-10-09" "$pw" calendar "3 working days after 2026-09-29"
expect "a Chinese question" 0 '"date":"2026-10-09"' "$pw" calendar --json 2026年9月29日后三个工作日
expect "a year without data" 0 "without calendar data" "$pw" --lang en calendar add 2026-12-30 5
expect "a question nobody understands" 2 "expected a month" "$pw" calendar tomorrow

printf '网站名称,网站标识码,栏目名称,网址,更新周期\n平度,3702830001,公告,http://www.pingdu.gov.cn/gg/,两周内\n平度,1,x,http://x.cn/,每月\n' >"$tmp/list.csv"
expect "rows are answered" 1 "row 3: left out: site code" "$pw" import "$tmp/list.csv" --dir "$tmp/p"
expect "again the same" 1 "1 the same" "$pw" import "$tmp/list.csv" --dir "$tmp/p"
printf 'portals: ["p/*.yaml"]\n' >"$tmp/list.yaml"
expect "what was imported is sound" 0 "1 columns" "$pw" --lang en config check "$tmp/list.yaml"
expect "dry run writes nothing" 1 "would be" "$pw" import -n "$tmp/list.csv" --dir "$tmp/none"
[ ! -e "$tmp/none" ] || { echo "dry run wrote"; nfailed=$((nfailed + 1)); }
expect "a bomb is refused" 2 "inflates" "$pw" import tests/data/sheet/bomb.xlsx --dir "$tmp/b"
expect "a template" 0 "" "$pw" import --template "$tmp/t.csv"
expect "an empty template has no rows" 0 "0 rows" "$pw" import "$tmp/t.csv" --dir "$tmp/b"
if "$pw" --version | grep -q xlsx && "$pw" import --template "$tmp/t.xlsx" 2>/dev/null; then
	expect "an empty workbook has no rows" 0 "0 rows" "$pw" import "$tmp/t.xlsx" --dir "$tmp/b"
fi
[ $nfailed -eq 0 ] || { echo "$nfailed failed"; exit 1; }
