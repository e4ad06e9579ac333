#!/usr/bin/env bash
# Every report over a store of PORTALS portals of COLUMNS columns, NOTICES notices and DAYS days of
# hourly visits: processor time and memory of each command.
#	tests/bench/reports.sh [PORTALWATCH [PORTALS COLUMNS NOTICES DAYS LINKS [BAD PAGES]]]
# One link in BAD is broken (default 100), each stands on PAGES pages (1). With BAD 1 only the report
# on links is made, in every form: it has PORTALS x LINKS x PAGES rows.
# DIR=... keeps the store there, and takes it where it exists.
set -euo pipefail
cd "$(dirname "$0")/../.."
pw=$(realpath "${1:-build/release/portalwatch}")
portals=${2:-1000} columns=${3:-30} notices=${4:-1000000} days=${5:-365} links=${6:-1000}
bad=${7:-100} pages=${8:-1}
[ -x "$pw" ] || { echo "no executable '$pw': cmake --build --preset release" >&2; exit 2; }
cmake --build "$(dirname "$pw")" --target bench-reports >/dev/null
fill=$(dirname "$pw")/tests/bench-reports
dir=${DIR:-}
if [ -z "$dir" ]; then
	dir=$(mktemp -d /var/tmp/pw-bench.XXXXXX)
	trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir/portals"
python3 - "$dir" "$portals" "$columns" <<'P'
import pathlib, sys
top, portals, columns = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
classes = ["news", "notice", "policy", "planning", "other"]
for p in range(portals):
    text = [f'portal: p{p}\nname: 第{p}号网站\nhome: http://p{p}.test/\nsite_code: "{3700000000 + p}"\n'
            f'unit: 单位{p % 50}\ncolumns:\n']
    text += [f'  - {{id: c{c}, name: 栏目{c}, url: "http://p{p}.test/c{c}/", class: {classes[c % 5]}, '
             f'unit: 单位{p % 50}}}\n' for c in range(columns)]
    (top / f'portals/p{p}.yaml').write_text("".join(text), encoding="utf-8")
(top / 'portalwatch.yaml').write_text('store: data\nlanguage: zh\nportals: ["portals/*.yaml"]\n')
P
if [ ! -d "$dir/data" ]; then
	"$pw" -c "$dir/portalwatch.yaml" store init --simulation >/dev/null
	time "$fill" "$dir/data" "$portals" "$columns" "$notices" "$days" "$links" "$bad" "$pages"
fi
du -sh "$dir/data" | cut -f1
# Processor time and memory of a report, by peak.py.
measure() {
	python3 tests/bench/peak.py "$*" "$dir/out" "$pw" -c "$dir/portalwatch.yaml" \
		--now 2026-12-31T23:50:00+08:00 "$@"
}
measure config check
if [ "$bad" = 1 ]; then
	for form in text csv json html xlsx; do
		measure report links --format $form
	done
	exit
fi
for form in csv json html xlsx; do
	measure report notices --period 2026Q4 --format $form
done
measure report freshness --format html
measure report freshness --format xlsx
measure report availability --period 2026 --format xlsx
for kind in freshness links inspection duties "inspection --profile puchai-2015" \
	"availability" "availability --period 2026" "incidents --period 2026" "notices --period 2026" \
	"bulletin --period 2026Q4" "monthly p7 --period 2026-11" "monthly --unit 单位7 --period 2026-11" \
	"inspection --sample 50 --seed 1"; do
	# shellcheck disable=SC2086
	measure report $kind --format csv
done
