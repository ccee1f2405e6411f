#!/bin/sh
# Takes an address: ip_up ADDRESS[/PREFIX] CONFIG_JSON
#
# The config names the interface and may name a prefix; both also come as FLIP_CONFIG_interface and FLIP_CONFIG_prefix.
# Twice is once. The address is announced in the background, as soon as it is there: a take-over never waits for that.
# Exit 0: the address is on the interface, with this prefix and no other. Otherwise one line says what is wrong.
set -u

program=ip_up
case $0 in
*/*) here=${0%/*} ;;
*) here=. ;;
esac
[ -r "$here/lib/addresses.sh" ] || {
	echo "$program: cannot read $here/lib/addresses.sh: keep the folder lib beside this script" >&2
	exit 1
}
# shellcheck source-path=SCRIPTDIR source=lib/addresses.sh
. "$here/lib/addresses.sh"
# shellcheck source-path=SCRIPTDIR source=lib/announce.sh
. "$here/lib/announce.sh"

# What nearly always suffices, with one process: no other prefix of the address is there, and the kernel lets it be used.
take_at_once() {
	is_plain_name || return 1
	json=$(
		ip -j "-$family" -batch - 2>&1 <<-END
			addr show dev $interface to $address
			addr replace $address/$prefix dev $interface $nodad
		END
	) || return 1
	read_held
	! is_unusable || return 1
	for other in $held; do
		[ "$other" = "$prefix" ] || return 1
	done
}

# The kernel keeps such an address unusable even when it is replaced.
is_unusable() {
	case $json in
	*'"dadfailed"'* | *'"tentative"'*) ;;
	*) return 1 ;;
	esac
}

# One step after the other: other prefixes go first, and what fails is told.
take() {
	stale=
	! is_unusable || stale=yes
	for other in $held; do
		if [ "$other" != "$prefix" ] || [ -n "$stale" ]; then
			delete_prefix "$other"
		fi
	done
	problem=$(ip "-$family" addr replace "$address/$prefix" dev "$interface" $nodad 2>&1) || {
		linux_has "$interface" || no_interface
		fail "cannot put $address/$prefix on $interface: $problem$(advice "$problem")"
	}
}

[ $# -ge 1 ] || fail "usage: ip_up ADDRESS[/PREFIX] CONFIG_JSON"
config=${2-}
read_datum "$1"
read_interface
find_tool
nodad=
[ "$family" = 4 ] || nodad=nodad # A take-over cannot wait for duplicate address detection; the quorum has decided.

if [ $tool = ip ]; then
	[ "$interface" != lo0 ] || linux_has lo0 || interface=lo
	linux_has "$interface" || is_other_name || no_interface
	announce_when_there
	take_at_once || if held_prefixes; then take; else no_json; fi
fi

if [ $tool = ifconfig ]; then
	# shellcheck source-path=SCRIPTDIR source=lib/ifconfig.sh
	. "$here/lib/ifconfig.sh"
	ifconfig_up
fi

[ -n "$announced" ] || announce
