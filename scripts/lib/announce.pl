#!/usr/bin/perl -w
# Announces an address of this host on an Ethernet interface of Linux: announce.pl INTERFACE ADDRESS SCRIPT
#
# IPv4: a gratuitous ARP request to all, then replies to the neighbours that the kernel knows. IPv6: an unsolicited neighbour
# advertisement with the override flag. As soon as the address is here, which the script with that process id sees to, and
# four more times; ends as soon as the address is no longer here, or when that script ends without it.
# No modules, not even for warnings and constants: loading them takes longer than all the rest, and clients wait for it.
# Needs CAP_NET_RAW; a failure goes to the system log.
use strict;

sub AF_INET() { 2 }
sub AF_INET6() { 10 }
sub AF_NETLINK() { 16 }
sub AF_PACKET() { 17 }
sub SOCK_DGRAM() { 2 }
sub SOCK_RAW() { 3 }
sub ETH_ARP() { 0x0806 }
sub ICMPV6() { 58 }
sub NETLINK_ROUTE() { 0 }
sub RTMGRP_IPV4_IFADDR() { 0x10 }
sub RTMGRP_IPV6_IFADDR() { 0x100 }
sub SIOCGIFCONF() { 0x8912 }
sub SIOCGIFFLAGS() { 0x8913 }
sub SIOCGIFHWADDR() { 0x8927 }
sub SIOCGIFINDEX() { 0x8933 }
sub IFF_LOOPBACK() { 0x8 }
sub IFF_NOARP() { 0x80 }
sub ARPHRD_ETHER() { 1 }
sub IPPROTO_IPV6() { 41 }
sub IPV6_MULTICAST_IF() { 17 }
sub IPV6_MULTICAST_HOPS() { 18 }
sub IPV6_MULTICAST_LOOP() { 19 }
sub MOST_NEIGHBOURS() { 64 }
sub MOST_ADDRESSES() { 16_384 }
sub MOST_NEWS_BYTES() { 65_536 }

my ($interface, $address, $script) = @ARGV;
my $v6 = $address =~ /:/;
my $bytes = $v6 ? ipv6($address) : ipv4($address);

socket(my $any, AF_INET, SOCK_DGRAM, 0) or failed("socket: $!");
my $flags = unpack 'S', asked(SIOCGIFFLAGS);
exit 0 if $flags & (IFF_LOOPBACK | IFF_NOARP);
my ($kind, $mac) = unpack 'S a6', asked(SIOCGIFHWADDR);
exit 0 if $kind != ARPHRD_ETHER;
my $index = unpack 'i', asked(SIOCGIFINDEX);

my $wire;
if ($v6) {
    socket($wire, AF_INET6, SOCK_RAW, ICMPV6) or failed("raw socket: $!");
    setsockopt($wire, IPPROTO_IPV6, IPV6_MULTICAST_IF, pack('i', $index)) or failed("multicast interface: $!");
    setsockopt($wire, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, pack('i', 255)) or failed("hop limit: $!");
    setsockopt($wire, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, pack('i', 0)) or failed("multicast loop: $!");
} else {
    socket($wire, AF_PACKET, SOCK_RAW, 0) or failed("packet socket: $!");
}

await();
for my $pause (0, 0.3, 0.6, 1, 1.1) {
    select undef, undef, undef, $pause if $pause;
    exit 0 unless here();
    $v6 ? advertise() : arp();
}

# Waits for the kernel to say that the address can be used. The look once a second is for the script's end, and for news lost.
sub await {
    socket(my $kernel, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) or failed("netlink: $!");
    bind($kernel, pack 'S S L L', AF_NETLINK, 0, 0, RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR) or failed("netlink: $!");
    while (1) {
        my $over = getppid() != $script;
        return if here() && (!$v6 || bind $wire, at6($bytes, 0));
        exit 0 if $over;
        my $news = '';
        vec($news, fileno $kernel, 1) = 1;
        recv $kernel, my $unread, MOST_NEWS_BYTES, 0 if select $news, undef, undef, 1;
    }
}

sub arp {
    my $all = "\xff" x 6;
    frame($all, 1, "\0" x 6, $bytes);
    open my $known, '<', '/proc/net/arp' or return;
    my $told = 0;
    while (<$known>) {
        my ($ip, $type, $state, $hardware, $mask, $device) = split;
        next unless $device eq $interface && $state =~ /^0x/ && hex($state) & 2 && $hardware =~ /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
        my $to = pack 'H12', $hardware =~ tr/://dr;
        frame($to, 2, $to, ipv4($ip));
        last if ++$told >= MOST_NEIGHBOURS;
    }
    close $known;
}

# An ARP packet that says that our address is at our hardware address.
sub frame {
    my ($to, $operation, $targetMac, $targetIp) = @_;
    my $frame = pack 'a6 a6 n n n C C n a6 a4 a6 a4', $to, $mac, ETH_ARP, 1, 0x0800, 6, 4, $operation, $mac, $bytes, $targetMac, $targetIp;
    my $where = pack 'S n i S C C a8', AF_PACKET, ETH_ARP, $index, 0, 0, 6, $to;
    defined send($wire, $frame, 0, $where) or failed("send: $!");
}

# Type 136, override; then our hardware address. The kernel adds the checksum.
sub advertise {
    my $news = pack 'C C n N a16 C C a6', 136, 0, 0, 0x20000000, $bytes, 2, 1, $mac;
    defined send($wire, $news, 0, at6(ipv6('ff02::1'), $index)) or failed("send: $!");
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
    ioctl($any, SIOCGIFCONF, $request) or failed("addresses: $!");
    my $end = unpack 'i', $request;
    for (my $at = 0; $at < $end; $at += $entry) {
        my ($label, $held) = unpack 'Z16 x4 a4', substr $room, $at, $entry;
        return 1 if $held eq $bytes && $label =~ /^\Q$interface\E(?::|$)/;
    }
    return 0;
}

sub at6 {
    my ($to, $scope) = @_;
    return pack 'S n N a16 L', AF_INET6, 0, 0, $to, $scope;
}

sub asked {
    my $question = pack 'a16 x24', $interface;
    ioctl($any, $_[0], $question) or failed("interface: $!");
    return substr $question, 16;
}

sub ipv4 { return pack 'C4', split /\./, $_[0] }

sub ipv6 {
    my ($head, $tail) = split /::/, $_[0], 2;
    my @head = map { hex } split /:/, $head // '';
    my @tail = map { hex } split /:/, $tail // '';
    return pack 'n8', @head, (0) x (8 - @head - @tail), @tail;
}

sub failed {
    exec 'logger', '-t', 'flip', "cannot announce $address on $interface: $_[0]";
}
