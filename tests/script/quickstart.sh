#!/usr/bin/env bash
# The newcomer's first command, as he types it: it ends well, says where things are, and what it
# says is there. usage: quickstart.sh PORTALWATCH
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp)
etc/quickstart.sh --no-install --keep "$PWD/build/quickstart-test" >"$out" 2>"$out.err" </dev/null || {
	cat "$out.err"; echo "quickstart failed"; exit 1; }
check() { # NAME PATTERN
	grep -Eq "$2" "$out" || { cat "$out"; echo "missing: $1"; exit 1; }
}
check mail '^mail: /'
check report '^report: /'
check events '^events: [0-9]+$'
check incidents '^incidents: [0-9]+$'
mail=$(sed -n 's/^mail: //p' "$out")
report=$(sed -n 's/^report: //p' "$out")
[ "$(tail -4 "$out" | cut -d: -f1 | tr '\n' ' ')" = "mail report events incidents " ]
[ "$(find "$mail/new" -type f | wc -l)" -ge 1 ] || { echo "no mail was delivered"; exit 1; }
grep -q '政务要闻' "$report"
for kind in 新发布信息 信息内容变更 信息被撤下 断链确认; do
	grep -q "$kind" "$out.err" || { cat "$out.err"; echo "no $kind"; exit 1; }
done
# nothing of it is left running
left=$(pgrep -fc "$PWD/build/quickstart-test" || true)
[ "$left" = 0 ] || { echo "left running: $left"; exit 1; }
echo "quickstart ok"
