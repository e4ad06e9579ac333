#!/usr/bin/env bash
# One reading of a column in processor time: golden pages of the platforms, then made pages
# from 10 kB to 10 MB. usage: tests/bench/list.sh [FILE...]
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset release -G Ninja >/dev/null
cmake --build --preset release --target bench-list | tail -1
[ $# = 0 ] && set -- tests/data/lists/*.html
build/release/tests/bench-list "$@"
build/release/tests/bench-list
