#!/bin/sh
# A program built without what a machine may lack: it builds without a warning, does its work,
# and says in words what it cannot do.
# usage: options.sh PORTALWATCH, from the top of the source tree
set -u
build=$(dirname "$(realpath "$1")")/without
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
nfailed=0
unset PORTALWATCH_CONFIG

cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=-O0 -DPW_WERROR=ON \
	-DPW_SECCOMP=OFF -DPW_XLSX=OFF -DPW_WEB=OFF >"$tmp/log" 2>&1 &&
	cmake --build "$build" -j 2 --target portalwatch >"$tmp/log" 2>&1 ||
	{ tail -30 "$tmp/log"; exit 1; }
pw=$build/portalwatch

# expect NAME STATUS PATTERN ARGUMENT...: exit status, and a pattern in stdout or stderr
expect() {
	name=$1; status=$2; pattern=$3
	shift 3
	"$pw" --lang en "$@" >"$tmp/out" 2>&1
	got=$?
	if [ $got -ne "$status" ] || { [ -n "$pattern" ] && ! grep -q -e "$pattern" "$tmp/out"; }; then
		echo "$name: status $got, want $status and '$pattern':"
		head -5 "$tmp/out"
		nfailed=$((nfailed + 1))
	fi
}

expect "version" 0 "built with:$" --version
if ldd "$pw" | grep -E 'seccomp|xlsxwriter|microhttpd'; then
	echo "linked with what it was built without"
	nfailed=$((nfailed + 1))
fi
page=tests/data/lists/$(cd tests/data/lists && find . -name '*.html' | sort | head -1)
expect "a list is read" 0 "http" extract list "$page" --url http://www.example.gov.cn/
expect "web" 2 "without libmicrohttpd" web
expect "template" 3 "built without XLSX" import --template "$tmp/ledger.xlsx"
expect "template as text" 0 "" import --template "$tmp/ledger.csv"
printf 'portals: ["%s"]\n' "$PWD/$(find seeds/portals -name '*.yaml' | sort | head -1)" >"$tmp/one.yaml"
expect "store" 0 "" -c "$tmp/one.yaml" --store "$tmp/store" store init
expect "workbook" 3 "built without libxlsxwriter" -c "$tmp/one.yaml" --store "$tmp/store" \
	report freshness --format xlsx -o "$tmp/freshness.xlsx"
expect "doctor" 1 "sandbox" -c "$tmp/one.yaml" --store "$tmp/store" doctor
[ $nfailed -eq 0 ]
