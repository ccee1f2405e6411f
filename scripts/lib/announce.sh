# shellcheck shell=sh
# Telling the neighbours where the address is now: at once, and four more times in the next three seconds.
#
# All of it runs in the background with no input or output of the script's, and ends when the address is gone.
# Several at a time do no harm: they say the same. On BSD, macOS and illumos the kernel itself announces a new address.

# Whether it is announced already.
announced=

# Starts before the address is there what announces it as soon as it is, or ends with this script. It takes longer to
# start than the address to come; the other tools would have to be asked again and again.
announce_when_there() {
	[ "$interface" != lo ] || return 0
	if command -v perl >/dev/null; then
		perl "$here/lib/announce.pl" "$interface" "$address" $$ </dev/null >/dev/null 2>&1 &
		announced=yes
	fi
}

# Starts the first of what this host has that can announce.
announce() {
	[ "$interface" != lo ] || return 0 # Nobody else is there.
	[ "${system:-Linux}" = Linux ] || return 0
	if command -v perl >/dev/null; then
		perl "$here/lib/announce.pl" "$interface" "$address" $$ </dev/null >/dev/null 2>&1 &
	elif [ "$family" = 4 ] && command -v arping >/dev/null; then
		burst arping_once arping
	elif [ "$family" = 4 ] && command -v busybox >/dev/null && busybox arping --help >/dev/null 2>&1; then
		burst arping_once busybox arping
	elif [ "$family" = 6 ] && command -v ndptool >/dev/null; then
		burst ndptool -t na -U -i "$interface" -T "$address" send
	else
		nothing_announces
	fi
}

# Runs "$@" five times in the background, as long as the address is on this interface.
burst() {
	(
		for pause in 0 0.3 0.6 1 1.1; do
			sleep $pause
			[ $tool != ip ] || { held_prefixes && [ -n "$held" ]; } || exit 0
			"$@" & # Some take a second to end after they have sent.
		done
		wait
	) </dev/null >/dev/null 2>&1 &
}

# One gratuitous request, in the words of iputils and BusyBox, else in those of the other arping (which wants a hardware
# address after -s, and so fails at once).
arping_once() {
	"$@" -U -c 1 -w 1 -I "$interface" -s "$address" "$address" || "$@" -U -c 1 -i "$interface" -S "$address" "$address"
}

# Once for each boot (or cleaning of the temporary folder) and kind of address.
nothing_announces() {
	wants=iputils-arping
	[ "$family" = 4 ] || wants=libndp-tools
	for folder in /run "${TMPDIR:-/tmp}"; do
		marker=$folder/flip-cannot-announce-ipv$family
		[ ! -d "$marker" ] || return 0
		# A folder, because making one follows no link that somebody else put there.
		! mkdir "$marker" 2>/dev/null || break
	done
	printf '%s: nothing here can announce %s on %s, so neighbours may take minutes to find it: install perl or %s\n' \
		"$program" "$address" "$interface" "$wants" >&2
}
