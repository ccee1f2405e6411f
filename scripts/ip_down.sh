#!/bin/sh
# Gives an address back: ip_down ADDRESS[/PREFIX] CONFIG_JSON
#
# Incoming packets are dropped first and connections reset, so that clients notice at once and nobody connects in between:
# a courtesy, which has a few tenths of a second. Then the address is taken off the interface, whatever its prefix. A missing
# address is success; a missing interface is, when no other one of this host has the address.
# Exit 0: the address is not on the interface. Otherwise one line says why.
set -u

program=ip_down
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

# Runs a step that is only a courtesy to clients, and waits for it until the clock strikes: what hangs, behind a lock of the
# kernel's or on a disk, must not keep the address here.
be_brief() {
	struck=
	"$@" </dev/null >/dev/null 2>&1 &
	step=$!
	wait "$step" && return 0
	[ -z "$struck" ] || kill -KILL "$step" 2>/dev/null
	return 1
}

# Strikes each tenth of a second while there are such steps: more than once, since it may strike between two of them.
start_clock() {
	trap 'struck=yes' USR1
	for _ in 1 2 3; do
		sleep 0.1 || sleep 1 || exit # In whole seconds where there are no others.
		kill -USR1 $$ || exit
	done </dev/null >/dev/null 2>&1 &
	clock=$!
}

stop_clock() {
	kill "$clock" 2>/dev/null || :
}

# Drops what comes in for the address. The kernel lifts it by itself after two seconds should this script be killed; the
# empty table that is left then goes with the next release.
# It stands at `input`, where only packets for this very host come by: once the address is gone it changes nothing.
drop_incoming() {
	table=
	command -v nft >/dev/null || return 0
	kind=ipv4_addr
	packet=ip
	[ "$family" = 4 ] || {
		kind=ipv6_addr
		packet=ip6
	}
	table=flip_release_$$
	trap lift_drop EXIT
	trap 'exit 143' TERM
	trap 'exit 130' INT
	be_brief nft "add table inet $table
		add set inet $table leaving { type $kind; flags timeout; }
		add element inet $table leaving { $address timeout 2s }
		add chain inet $table incoming { type filter hook input priority -300; }
		add rule inet $table incoming $packet daddr @leaving drop" || [ -n "$struck" ] || table=
}

# In the background: the successor waits for the end of this script, and nobody for this.
lift_drop() {
	if [ -n "$table" ]; then
		{
			nft delete table inet "$table"
			remove_stale_tables
		} </dev/null >/dev/null 2>&1 &
		table=
	fi
}

# Those of scripts that were killed.
remove_stale_tables() {
	nft list tables inet | while read -r _ _ stale; do
		case $stale in
		flip_release_*) [ -d "/proc/${stale#flip_release_}" ] || nft delete table inet "$stale" ;;
		esac
	done
}

# Resets the address's TCP connections while it is still there. Old kernels cannot: then clients find out by themselves.
reset_connections() {
	if command -v ss >/dev/null; then
		case $family in
		4) be_brief ss -H -t -K src "$address" ;;
		*) be_brief ss -H -t -K src "[$address]" ;;
		esac || :
	fi
}

# $held: the prefixes with which the address is on the interface. Without success when that cannot be known.
held_here() {
	linux_has "$interface" || is_other_name || return 1
	held_prefixes
}

[ $# -ge 1 ] || fail "usage: ip_down ADDRESS[/PREFIX] CONFIG_JSON"
config=${2-}
read_datum "$1"
read_interface
find_tool

if [ $tool = ip ]; then
	[ "$interface" != lo0 ] || linux_has lo0 || interface=lo
	held_here || is_nowhere || no_json
fi

if [ $tool = ip ]; then
	[ -n "$held" ] || exit 0
	start_clock
	drop_incoming
	reset_connections
	stop_clock
	for each in $held; do
		delete_prefix "$each"
	done
else
	# shellcheck source-path=SCRIPTDIR source=lib/ifconfig.sh
	. "$here/lib/ifconfig.sh"
	ifconfig_down
fi
