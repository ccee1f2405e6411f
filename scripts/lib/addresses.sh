# shellcheck shell=sh
# What ip_up and ip_down have in common: reading the datum and the interface, and the addresses of Linux by `ip`.
#
# Nothing here starts a process unless it says so: a take-over waits for each one. Results are left in variables,
# because $(...) would cost a fork.

# The smallest number of processes: builtins only, and no globbing of what users wrote.
set -f

# One line that says what, where and what to do; then the script ends without success.
fail() {
	printf '%s: %s\n' "$program" "$*" >&2
	exit 1
}

of_system=${FLIP_SYSTEM:+" of system \"$FLIP_SYSTEM\""}

# $value: the config's value for the key $1, from FLIP_CONFIG_<key>, else out of the JSON in $config.
# The second is for people who run the script by hand; it finds strings and numbers, which is all that is needed.
setting() {
	eval "value=\${FLIP_CONFIG_$1-}"
	[ -z "$value" ] || return 0
	rest=$config
	while :; do
		case $rest in
		*"\"$1\""*) rest=${rest#*"\"$1\""} ;;
		*) return 0 ;;
		esac
		rest=${rest#"${rest%%[![:space:]]*}"}
		case $rest in
		:*) break ;;
		esac
	done
	rest=${rest#:}
	rest=${rest#"${rest%%[![:space:]]*}"}
	case $rest in
	'"'*)
		value=${rest#\"}
		value=${value%%\"*}
		;;
	*) value=${rest%%[!0-9A-Za-z.:_-]*} ;;
	esac
}

# $family, $address and $prefix out of the datum $1; without a prefix of its own or in the config it is the single address.
read_datum() {
	address=${1%%/*}
	case $1 in
	*/*)
		prefix=${1#*/}
		[ -n "$prefix" ] || prefix=/
		;;
	*)
		setting prefix
		prefix=$value
		;;
	esac
	case $address in
	*:*)
		family=6
		single=128
		case $address in
		::*:*.*.*.*) ! is_ipv4 "${address##*:}" || fail "\"$1\" is an IPv4 address in the clothes of IPv6: write ${address##*:} in the system's \"data\"" ;;
		esac
		is_ipv6 "$address"
		;;
	*)
		family=4
		single=32
		is_ipv4 "$address"
		;;
	esac || fail "\"$1\" is not an IPv4 or IPv6 address: correct it in the system's \"data\""
	[ -n "$prefix" ] || prefix=$single
	case $prefix in
	*[!0-9]* | ????* | 0*) false ;;
	*) [ "$prefix" -le $single ] ;;
	esac || fail "\"$prefix\" is not a prefix of the address $address: it must be 1 to $single, in \"data\" or as \"prefix\" in the config"
}

is_ipv4() {
	case $1 in
	*[!0-9.]* | .* | *. | *..*) return 1 ;;
	esac
	IFS=.
	# shellcheck disable=SC2086 # it is split on purpose
	set -- $1
	unset IFS
	[ $# -eq 4 ] || return 1
	for part; do
		case $part in
		????* | 0?*) return 1 ;;
		esac
		[ "$part" -le 255 ] || return 1
	done
}

is_ipv6() {
	most=8
	case $1 in
	*[!0-9A-Fa-f:]* | *:::* | *::*::* | :[!:]* | *[!:]:) return 1 ;;
	*::*) most=7 ;;
	esac
	IFS=:
	# shellcheck disable=SC2086 # it is split on purpose
	set -- $1
	unset IFS
	groups=0
	for part; do
		case $part in
		?????*) return 1 ;;
		?*) groups=$((groups + 1)) ;;
		esac
	done
	[ $groups -le $most ] && { [ $most -eq 7 ] || [ $groups -eq 8 ]; }
}

# $interface: the config's. `lo0`, the loopback of the systems that flip grew up on, is `lo` where there is no lo0.
read_interface() {
	setting interface
	interface=$value
	case $interface in
	'') fail "no interface is given: add \"interface\" to the config$of_system" ;;
	-* | */* | *[[:space:]]* | . | .. | all | default | ????????????????*)
		fail "\"$interface\" cannot be an interface: correct \"interface\" in the config$of_system"
		;;
	esac
}

# Whether $interface is another name of an interface: then $interface is that. One process, where there is none of its name.
is_other_name() {
	json=$(ip -j link show dev "$interface" 2>/dev/null) || return 1
	case $json in
	*'"ifname":"'*) ;;
	*) return 1 ;;
	esac
	interface=${json#*'"ifname":"'}
	interface=${interface%%\"*}
}

no_interface() {
	fail "this host has no interface \"$interface\": correct \"interface\" in the config$of_system (or for this server alone, in servers.${FLIP_SERVER:-ID}.config)"
}

# The kernel's own list for this network namespace; /sys may show another one. One more process only where /proc/sys is hidden.
linux_has() {
	if [ -d /proc/sys/net/ipv4/conf/lo ]; then
		[ -d "/proc/sys/net/ipv4/conf/$1" ]
	else
		ip -j link show dev "$1" >/dev/null 2>&1
	fi
}

# $tool: `ip` where it can print JSON (BusyBox's cannot), else `ifconfig`. Users' paths often lack sbin.
find_tool() {
	command -v ip >/dev/null || command -v ifconfig >/dev/null || PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
	if command -v ip >/dev/null && [ -d /proc/self ]; then
		tool=ip
	elif command -v ifconfig >/dev/null; then
		tool=ifconfig
	else
		fail "this host has neither ip nor ifconfig: install iproute2"
	fi
}

# $held: the prefixes with which the address is on the interface now; $json: what `ip` said. One process.
# `to` compares addresses, not text, so that 2001:db8::1 and 2001:DB8:0::1 are one; all that it lists is our address.
held_prefixes() {
	held=
	json=$(ip -j "-$family" addr show dev "$interface" to "$address" 2>&1) || return 1
	read_held
}

# $held: the prefixes in $json.
read_held() {
	held=
	rest=$json
	while :; do
		case $rest in
		*'"prefixlen":'*) rest=${rest#*'"prefixlen":'} ;;
		*) return 0 ;;
		esac
		rest=${rest#"${rest%%[![:space:]]*}"}
		held="$held ${rest%%[!0-9]*}"
	done
}

# Whether the interface's name is one plain word to `ip -batch`, which knows quotes and comments.
is_plain_name() {
	case $interface in
	*[!0-9A-Za-z_.:@-]*) return 1 ;;
	esac
}

# Whether the address is on no interface of this host, when $interface cannot be asked: that an interface is missing proves
# nothing, since it may have another name by now, with the address on it. Without success when `ip` cannot say.
is_nowhere() {
	held=
	json=$(ip -j "-$family" addr show to "$address" 2>&1) || return 1
	read_held
	[ -n "$held" ] || return 0
	where=${json%%'"prefixlen":'*}
	where=${where##*'"ifname":"'}
	still_on "${where%%\"*}"
}

# The address is on the interface $1, which may be $interface under another name, or another one's business.
still_on() {
	fail "cannot look at the interface \"$interface\"$of_system, and $address is on $1: take it off there by hand"
}

# For an `ip` that cannot print JSON, such as BusyBox's: its text is not parsed, ifconfig has to do. Not when an `ip` that
# can has failed: ifconfig does not see all that such an `ip` has raised.
no_json() {
	case $json in
	*BusyBox* | *' is unknown'* | *'invalid option'* | *'unrecognized option'*) ;;
	*) fail "cannot list the addresses of $interface: \"ip -j\" said: $json" ;;
	esac
	command -v ifconfig >/dev/null ||
		fail "cannot list the addresses of $interface: \"ip -j\" said: $json; install iproute2"
	tool=ifconfig
}

# Takes the address with the prefix $1 off the interface. That it went meanwhile is success.
delete_prefix() {
	warning=
	[ "$family" = 6 ] || [ "$1" = 32 ] || keep_secondaries
	problem=$(ip "-$family" addr del "$address/$1" dev "$interface" 2>&1) && {
		tell_warning
		return 0
	}
	held_prefixes || is_nowhere || held=" $1"
	case "$held " in
	*" $1 "*) fail "cannot take $address/$1 off $interface: $problem$(advice "$problem")" ;;
	esac
}

# Without this the kernel takes every other address of a subnet along with the first one of it.
keep_secondaries() {
	for place in all "$interface"; do
		kept=0
		read -r kept <"/proc/sys/net/ipv4/conf/$place/promote_secondaries" || kept=0
		[ "$kept" = 0 ] || return 0
	done 2>/dev/null
	{ echo 1 >"/proc/sys/net/ipv4/conf/$interface/promote_secondaries"; } 2>/dev/null ||
		warning="other addresses of the subnet of $address may have left $interface with it: set net.ipv4.conf.$interface.promote_secondaries to 1"
}

tell_warning() {
	[ -z "$warning" ] || printf '%s: %s\n' "$program" "$warning" >&2
}

# What to do about an error of the kernel, where that is known.
advice() {
	case $1 in
	*'not permitted'* | *ermission*)
		printf '; run the agent as root'
		[ "${system:-Linux}" != Linux ] || printf ' or give it CAP_NET_ADMIN'
		;;
	esac
}
