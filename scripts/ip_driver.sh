#!/bin/sh
# The resident driver of addresses: ip_driver LOCK_FILE
#
# One for all systems that name it. The agent speaks to it in lines (docs/driver.md). When the agent is gone, or no longer
# renews a lease, it gives the addresses back by itself, within milliseconds: so it starts no programs for that, and is
# written in Perl, which every Debian has.
set -u

case $0 in
*/*) here=${0%/*} ;;
*) here=. ;;
esac
for need in driver.pl Flip/Driver.pm; do
	[ -r "$here/lib/$need" ] || {
		echo "ip_driver: cannot read $here/lib/$need: keep the folder lib beside this script" >&2
		exit 1
	}
done
command -v perl >/dev/null || {
	echo 'ip_driver: needs perl: install it (Debian: apt-get install perl-base), or use "alive": "ip_up", "down": "ip_down" instead of "driver"' >&2
	exit 1
}
exec perl "$here/lib/driver.pl" "$@"
