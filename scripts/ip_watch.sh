#!/bin/sh
# The watch on addresses: ip_watch
#
# One for all addresses that this host's agent holds. The agent speaks to it in lines (docs/watch.md). It says when another
# host is heard to have one of them, and announces them again from time to time. It ends when its input does.
set -u

case $0 in
*/*) here=${0%/*} ;;
*) here=. ;;
esac
for need in watch.pl Flip/Watch.pm; do
	[ -r "$here/lib/$need" ] || {
		echo "ip_watch: cannot read $here/lib/$need: keep the folder lib beside this script" >&2
		exit 1
	}
done
command -v perl >/dev/null || {
	echo 'ip_watch: needs perl: install it (Debian: apt-get install perl-base)' >&2
	exit 1
}
exec perl "$here/lib/watch.pl" "$@"
