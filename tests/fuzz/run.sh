#!/usr/bin/env bash
# libFuzzer on every target, SECONDS each (default 600), two side by side; new inputs are kept
# under build/fuzz/found, a crash stops with its file. Its time-out is of the wall clock, which
# a loaded machine stretches. usage: tests/fuzz/run.sh [SECONDS] [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
[ $# -eq 0 ] || shift
command -v clang >/dev/null || { echo "clang is missing: apt-get install clang libclang-rt-14-dev"; exit 1; }
cmake --preset fuzz -G Ninja >/dev/null
targets=${*:-$(ls tests/fuzz/fuzz-*.c | sed 's|.*/fuzz-||; s|\.c$||')}
# shellcheck disable=SC2086
cmake --build --preset fuzz --target $(printf 'fuzz-%s ' $targets) | tail -1
one() {
	local name=$1 found=build/fuzz/found/$1
	mkdir -p "$found"
	if build/fuzz/tests/fuzz-"$name" -max_total_time="$2" -timeout=25 -rss_limit_mb=1024 \
		-print_final_stats=1 -artifact_prefix="$found/crash-" "$found" \
		tests/fuzz/"$name".corpus >"build/fuzz/$name.log" 2>&1; then
		printf '%-12s %s runs, coverage %s\n' "$name" \
			"$(sed -n 's/.*number_of_executed_units: *//p' "build/fuzz/$name.log")" \
			"$(grep -o 'cov: [0-9]*' "build/fuzz/$name.log" | tail -1)"
	else
		printf '%-12s FOUND SOMETHING: build/fuzz/%s.log\n' "$name" "$name"
		return 1
	fi
}
export -f one
# shellcheck disable=SC2086
printf '%s\n' $targets | xargs -P 2 -I{} bash -c 'one {} '"$seconds"
