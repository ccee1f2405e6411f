# shellcheck shell=sh
# The addresses of hosts without `ip`: Linux with net-tools or BusyBox, the BSDs, macOS, illumos. Sourced only there.
#
# ifconfig has no output for programs; what is read is the first word of each line that names an interface, and the words
# after inet and inet6, in the three shapes that exist.

# Reads `ifconfig -a`: $present (the interface is there), $labels (LABEL/PREFIX for each place where the address is on it),
# $elsewhere (another interface that has it).
ifconfig_read() {
	system=${system:-$(uname -s)}
	listing=$(LC_ALL=C ifconfig -a 2>&1) || fail "cannot list the interfaces: ifconfig -a said: $listing"
	if [ "$interface" = lo0 ] && [ "$system" = Linux ]; then
		case $newline$listing in
		*"${newline}lo0"[:[:space:]]*) ;;
		*) interface=lo ;;
		esac
	fi
	present=
	labels=
	elsewhere=
	wanted=
	if [ "$family" = 6 ]; then
		spell_out "$address"
		wanted=$spelled
	fi
	while IFS= read -r line; do
		case $line in
		[![:space:]]*)
			label=${line%%[[:space:]]*}
			label=${label%:}
			[ "${label%%:*}" != "$interface" ] || present=yes
			;;
		*[[:space:]]inet*) read_line "$line" ;;
		esac
	done <<-END
		$listing
	END
}

newline='
'

# Adds $label to $labels, or makes it $elsewhere, when the line $1 has our address.
read_line() {
	# shellcheck disable=SC2086 # it is split on purpose
	set -- $1
	case $family$1 in
	4inet | 6inet6) shift ;;
	*) return 0 ;;
	esac
	found=$1
	case $found in
	addr:) # BusyBox, old net-tools: "inet6 addr: fe80::1/64"
		shift
		found=$1
		;;
	addr:*) found=${found#addr:} ;;
	esac
	length=
	case $found in
	*/*) length=${found#*/} ;;
	esac
	found=${found%%/*}
	found=${found%%\%*}
	if [ "$family" = 6 ]; then
		case $found in
		*.*) return 0 ;; # As tunnels have them; none of ours is written so.
		esac
		spell_out "$found"
		[ "$spelled" = "$wanted" ] || return 0
	else
		[ "$found" = "$address" ] || return 0
	fi
	[ "${label%%:*}" = "$interface" ] || {
		elsewhere=$label
		return 0
	}
	while [ $# -gt 1 ]; do
		shift
		case $1 in
		netmask) mask_length "$2" ;;
		Mask:*) mask_length "${1#Mask:}" ;;
		prefixlen) length=$2 ;;
		esac
	done
	labels="$labels $label/$length"
}

# $spelled: the eight groups of an IPv6 address as plain numbers, so that two ways to write it compare equal.
spell_out() {
	before=${1%%::*}
	after=
	case $1 in
	*::*) after=${1#*::} ;;
	esac
	IFS=:
	# shellcheck disable=SC2086 # it is split on purpose
	set -- $before - $after
	unset IFS
	missing=$((9 - $#))
	spelled=
	for part; do
		if [ "$part" = - ]; then
			while [ $missing -gt 0 ]; do
				spelled="$spelled 0"
				missing=$((missing - 1))
			done
		else
			spelled="$spelled $((0x$part))"
		fi
	done
}

# $length: the prefix of a mask written 255.255.255.0, 0xffffff00 or ffffff00.
mask_length() {
	case $1 in
	*.*)
		IFS=.
		# shellcheck disable=SC2086 # it is split on purpose
		set -- $1
		unset IFS
		bits=$((($1 << 24) + ($2 << 16) + ($3 << 8) + $4))
		;;
	*) bits=$((0x${1#0x})) ;;
	esac
	length=0
	while [ $bits -ne 0 ]; do
		length=$((length + (bits & 1)))
		bits=$((bits >> 1))
	done
}

# $mask: the prefix as 255.255.255.0.
dotted_mask() {
	bits=$((0xffffffff << (32 - prefix) & 0xffffffff))
	mask=$((bits >> 24)).$((bits >> 16 & 255)).$((bits >> 8 & 255)).$((bits & 255))
}

# $alias: the name of an alias on Linux, made of the address, so that two scripts at a time never pick the same one.
linux_alias() {
	IFS=.
	# shellcheck disable=SC2086 # it is split on purpose
	set -- $address
	unset IFS
	digits=$(printf '%02x%02x%02x%02x' "$@")
	while [ $((${#interface} + 1 + ${#digits})) -gt 15 ]; do
		digits=${digits#?}
	done
	[ ${#digits} -ge 4 ] || fail "the name $interface is too long for an alias of ifconfig: install iproute2"
	alias=$interface:$digits
}

ifconfig_up() {
	kept=
	ifconfig_read
	[ -n "$present" ] || no_interface
	for each in $labels; do
		[ "${each##*/}" != "$prefix" ] || kept=yes
		[ "${each##*/}" = "$prefix" ] || ifconfig_remove "${each%/*}" "${each##*/}"
	done
	[ -z "$kept" ] || return 0
	if [ "$family" = 4 ]; then
		dotted_mask
		case $system in
		Linux)
			linux_alias
			problem=$(ifconfig "$alias" "$address" netmask "$mask" up 2>&1)
			;;
		SunOS) problem=$(ifconfig "$interface" addif "$address/$prefix" up 2>&1) ;;
		*) problem=$(ifconfig "$interface" inet "$address" netmask "$mask" alias 2>&1) ;;
		esac
	else
		case $system in
		Linux) problem=$(ifconfig "$interface" add "$address/$prefix" 2>&1) ;;
		SunOS) problem=$(ifconfig "$interface" inet6 addif "$address/$prefix" up 2>&1) ;;
		*) problem=$(ifconfig "$interface" inet6 "$address" prefixlen "$prefix" alias 2>&1) ;;
		esac
	fi || fail "cannot put $address/$prefix on $interface: $problem$(advice "$problem")"
}

ifconfig_down() {
	ifconfig_read
	[ -n "$present" ] || [ -z "$elsewhere" ] || still_on "$elsewhere"
	for each in $labels; do
		ifconfig_remove "${each%/*}" "${each##*/}"
	done
}

# Takes the address with prefix $2 off the label $1.
ifconfig_remove() {
	warning=
	case $system$family in
	Linux4)
		[ "$2" = 32 ] || keep_secondaries
		case $1 in
		*:*) problem=$(ifconfig "$1" down 2>&1) ;;
		*) problem=$(ifconfig "$1" 0.0.0.0 2>&1) ;;
		esac
		;;
	Linux6) problem=$(ifconfig "$interface" del "$address/$2" 2>&1) ;;
	SunOS4) problem=$(ifconfig "$interface" removeif "$address" 2>&1) ;;
	SunOS6) problem=$(ifconfig "$interface" inet6 removeif "$address" 2>&1) ;;
	*4) problem=$(ifconfig "$interface" inet "$address" -alias 2>&1) ;;
	*6) problem=$(ifconfig "$interface" inet6 "$address" -alias 2>&1) ;;
	esac && {
		tell_warning
		return 0
	}
	ifconfig_read
	[ -n "$present" ] || [ -z "$elsewhere" ] || still_on "$elsewhere"
	case " $labels " in
	*" $1/$2 "*) fail "cannot take $address/$2 off $interface: $problem$(advice "$problem")" ;;
	esac
}
