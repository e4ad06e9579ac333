#!/usr/bin/env bash
# Everything CI runs: test dependencies, a build with sanitizers, all tests; ends with ctest's
# own summary.
#	tests/run.sh		everything
#	tests/run.sh unit	one label: unit golden crawl fuzz lint slow
#	tests/run.sh bench	the benchmarks (by hand; never part of the tests)
#	tests/run.sh fuzz [S]	libFuzzer on every target, S seconds each (default 600)
set -euo pipefail
cd "$(dirname "$0")/.."
. etc/install.sh
what=${1:-all}
jobs=$(nproc)

install_packages etc/packages.txt etc/demo-packages.txt tests/packages.txt
PORTALWATCH_NGINX=$(nginx_program "$PWD/build/tools")
export PORTALWATCH_NGINX
case $what in
all | crawl)
	PORTALWATCH_ALERTMANAGER=$(alertmanager_program "$PWD/build/tools")
	export PORTALWATCH_ALERTMANAGER
	;;
esac

case $what in
bench) exec tests/bench/run.sh "${@:2}" ;;
fuzz) exec tests/fuzz/run.sh "${@:2}" ;;
esac

launcher=
command -v ccache >/dev/null && launcher=-DCMAKE_C_COMPILER_LAUNCHER=ccache
# the sandbox and the speed of things are tested as released, the rest with sanitizers
cmake --preset release -G Ninja $launcher >/dev/null
cmake --build --preset release -j "$jobs" --target portalwatch quarter | tail -1
cmake --preset asan -G Ninja $launcher >/dev/null
cmake --build --preset asan -j "$jobs" | tail -1
export PORTALWATCH_RELEASE=$PWD/build/release/portalwatch
label=()
[ "$what" = all ] || label=(-L "^$what\$")
cd build/asan
# most tests wait for one another's processes more than for a core
exec ctest --output-on-failure -j $((jobs + 1)) "${label[@]}"
