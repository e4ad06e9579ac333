# Sourced by etc/quickstart.sh and tests/run.sh: Debian packages, installed only where missing.
# Nothing here starts or enables a system service.

say() { printf '%s\n' "$*" >&2; }
die() { say "$0: $*"; exit 1; }

# Names in the given lists that are not installed.
missing_packages() {
	local name
	grep -hv '^#' "$@" | while read -r name; do
		[ -n "$name" ] || continue
		[ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] ||
			printf '%s ' "$name"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"
	elif command -v sudo >/dev/null; then sudo -n true 2>/dev/null || say "sudo asks for your password"; sudo "$@"
	else die "not root and no sudo: have an administrator run: apt-get install $*"
	fi
}

# install_packages LIST...: with NO_INSTALL=1 it only says what is missing.
install_packages() {
	local want
	want=$(missing_packages "$@")
	[ -n "$want" ] || return 0
	if [ -n "${NO_INSTALL:-}" ]; then
		say "not installed (--no-install): $want"
		return 0
	fi
	say "installing Debian packages (one to three minutes): $want"
	as_root apt-get update -qq || die "apt-get update failed"
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $want >/dev/null || die "apt-get install failed"
}

# nginx_program DIR: prints the path of an nginx. One on the system is used; otherwise its
# package is unpacked below DIR, because installing it would start a service.
nginx_program() {
	local dir=$1 found
	found=$(command -v nginx || ls /usr/sbin/nginx "$dir/usr/sbin/nginx" 2>/dev/null | head -1)
	if [ -z "$found" ]; then
		[ -z "${NO_INSTALL:-}" ] || die "nginx is missing: install it, or leave --no-install away and only its package is unpacked below $dir"
		say "unpacking nginx below $dir"
		mkdir -p "$dir"
		(cd "$dir" && apt-get download -qq nginx >/dev/null 2>&1 && dpkg -x nginx_*.deb . &&
			rm -f nginx_*.deb) || die "cannot get the package nginx"
		found=$dir/usr/sbin/nginx
	fi
	printf '%s\n' "$found"
}

# alertmanager_program DIR: prints the path of a prometheus-alertmanager, for the tests. One on
# the system is used; otherwise its package is unpacked below DIR. That one looks for its
# templates below its working directory, which must be DIR, instead of below /.
alertmanager_program() {
	local dir=$1 found
	found=$(command -v prometheus-alertmanager || ls "$dir/usr/bin/prometheus-alertmanager" 2>/dev/null)
	if [ -z "$found" ]; then
		say "unpacking prometheus-alertmanager below $dir"
		mkdir -p "$dir"
		(cd "$dir" && apt-get download -qq prometheus-alertmanager >/dev/null 2>&1 &&
			dpkg -x prometheus-alertmanager_*.deb . && rm -f prometheus-alertmanager_*.deb &&
			LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager#usr//share/prometheus/alertmanager#g' \
				usr/bin/prometheus-alertmanager) ||
			die "cannot get the package prometheus-alertmanager"
		found=$dir/usr/bin/prometheus-alertmanager
	fi
	printf '%s\n' "$found"
}
