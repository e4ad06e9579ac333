#!/usr/bin/env bash
# All benchmarks, or those named: tests/bench/run.sh [first ...], on the release build.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset release -G Ninja >/dev/null
cmake --build --preset release --target portalwatch | tail -1
for bench in tests/bench/*.sh; do
	name=$(basename "$bench" .sh)
	[ "$name" != run ] || continue
	[ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
	echo "== $name"
	"$bench"
done
