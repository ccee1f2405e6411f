#!/usr/bin/perl -w
# Announces an address of this host on an Ethernet interface of Linux: announce.pl INTERFACE ADDRESS SCRIPT
#
# As soon as the address is here, which the script with that process id sees to, and four more times; ends as soon as the
# address is no longer here, or when that script ends without it. A failure goes to the system log.
use strict;

BEGIN { unshift @INC, __FILE__ =~ m{^(.*)/} ? $1 : '.' }
use Flip::Announcer;

sub AF_NETLINK() { 16 }
sub SOCK_RAW() { 3 }
sub NETLINK_ROUTE() { 0 }
sub RTMGRP_IPV4_IFADDR() { 0x10 }
sub RTMGRP_IPV6_IFADDR() { 0x100 }
sub SIOCGIFCONF() { 0x8912 }
sub MOST_ADDRESSES() { 16_384 }
sub MOST_NEWS_BYTES() { 65_536 }

my ($interface, $address, $script) = @ARGV;
my $v6 = $address =~ /:/;
my $bytes = $v6 ? Flip::Announcer::ipv6($address) : Flip::Announcer::ipv4($address);

my $announcer = eval { Flip::Announcer->new($interface) };
failed($@) if $@;
exit 0 unless $announcer;
eval {
    # What can be done beforehand is: clients wait for the rest.
    $announcer->prepare($v6);
    await();
    for my $pause (0, 0.3, 0.6, 1, 1.1) {
        select undef, undef, undef, $pause if $pause;
        exit 0 unless here();
        $announcer->announce($bytes);
    }
    1;
} or failed($@);

# Waits for the kernel to say that the address can be used. The look once a second is for the script's end, and for news lost.
sub await {
    socket(my $kernel, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) or die "netlink: $!\n";
    bind($kernel, pack 'S S L L', AF_NETLINK, 0, 0, RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR) or die "netlink: $!\n";
    while (1) {
        my $over = getppid() != $script;
        return if here() && (!$v6 || $announcer->can_speak_from($bytes));
        exit 0 if $over;
        my $news = '';
        vec($news, fileno $kernel, 1) = 1;
        recv $kernel, my $unread, MOST_NEWS_BYTES, 0 if select $news, undef, undef, 1;
    }
}

# Whether the address is still on the interface, by the kernel's own lists. A bind would also succeed for a foreign address
# where net.ipv4.ip_nonlocal_bind is set.
sub here {
    if ($v6) {
        open my $all, '<', '/proc/net/if_inet6' or return 0;
        my $wanted = unpack 'H32', $bytes;
        while (<$all>) {
            return 1 if /^$wanted .* \Q$interface\E$/;
        }
        return 0;
    }
    my $entry = length(pack 'P', undef) == 8 ? 40 : 32;
    my $room = "\0" x ($entry * MOST_ADDRESSES);
    my $request = pack 'i x![P] P', length $room, $room;
    ioctl($announcer->{any}, SIOCGIFCONF, $request) or die "addresses: $!\n";
    my $end = unpack 'i', $request;
    for (my $at = 0; $at < $end; $at += $entry) {
        my ($label, $held) = unpack 'Z16 x4 a4', substr $room, $at, $entry;
        return 1 if $held eq $bytes && $label =~ /^\Q$interface\E(?::|$)/;
    }
    return 0;
}

sub failed {
    chomp(my $why = $_[0]);
    exec 'logger', '-t', 'flip', "cannot announce $address on $interface: $why";
}
