# Who else says that he has an address: what can be read of the packets that everybody on a network may send, and so forge.
# What is not exactly as it has to be says nothing.
package Flip::Rivals;
use strict;
use warnings;

use constant {
    ETHERNET => 1, IPV4 => 0x0800, REQUEST => 1, REPLY => 2,
    ICMPV6 => 58, SOLICITATION => 135, ADVERTISEMENT => 136, NEIGHBOUR_HOPS => 255,
    SOURCE_OPTION => 1, TARGET_OPTION => 2,
    IPV6_HEADER => 40, MOST_OPTIONS => 16,
};

# Of an ARP packet: the address that its sender says is his, and his hardware address. Nothing of one that only asks whether
# an address is free.
sub in_arp {
    my ($packet) = @_;
    return if length $packet < 28;
    my ($hardware, $protocol, $hardware_bytes, $address_bytes, $operation, $mac, $address) = unpack 'n n C C n a6 a4', $packet;
    return if $hardware != ETHERNET || $protocol != IPV4 || $hardware_bytes != 6 || $address_bytes != 4;
    return if $operation != REQUEST && $operation != REPLY;
    return if $address eq "\0" x 4 || !is_of_a_host($mac);
    return ($address, $mac);
}

# Of an IPv6 packet, which came from that hardware address: a neighbour advertisement says whose the target is, a
# solicitation whose the source is.
sub in_ipv6 {
    my ($packet, $from) = @_;
    return if length $packet < IPV6_HEADER + 24;
    my ($version, $length, $next, $hops, $source) = unpack 'N n C C a16', $packet;
    return if $version >> 28 != 6 || $next != ICMPV6 || $hops != NEIGHBOUR_HOPS;
    return if $length < 24 || IPV6_HEADER + $length > length $packet;
    my ($type, $code, $target) = unpack 'C C x6 a16', substr $packet, IPV6_HEADER;
    return if $code != 0 || ($type != SOLICITATION && $type != ADVERTISEMENT);
    my $advertised = $type == ADVERTISEMENT;
    my $address = $advertised ? $target : $source;
    return if $address eq "\0" x 16 || ord($address) == 0xff;
    my $options = substr $packet, IPV6_HEADER + 24, $length - 24;
    my ($told, $good) = hardware_in($options, $advertised ? TARGET_OPTION : SOURCE_OPTION);
    my $mac = $told // $from;
    return if !$good || !is_of_a_host($mac);
    return ($address, $mac);
}

# The hardware address in the option of that type, if there is one; and whether the options are options.
sub hardware_in {
    my ($options, $wanted) = @_;
    my $mac;
    for (1 .. MOST_OPTIONS) {
        return ($mac, 1) if $options eq '';
        return (undef, 0) if length $options < 2;
        my ($type, $eights) = unpack 'C C', $options;
        return (undef, 0) if $eights == 0 || 8 * $eights > length $options;
        $mac //= substr $options, 2, 6 if $type == $wanted && $eights == 1;
        $options = substr $options, 8 * $eights;
    }
    return (undef, 0);
}

# Neither nothing, nor what several hosts listen to.
sub is_of_a_host {
    my ($mac) = @_;
    return length $mac == 6 && $mac ne "\0" x 6 && !(ord($mac) & 1);
}

1;
