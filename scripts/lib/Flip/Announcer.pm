# Announces addresses of this host on one Ethernet interface of Linux.
#
# IPv4: a gratuitous ARP request to all, then replies to the neighbours that the kernel knows. IPv6: an unsolicited neighbour
# advertisement with the override flag. Needs CAP_NET_RAW. No modules, not even for warnings and constants: loading them
# takes longer than all the rest, and clients of an address that ip_up takes wait for it.
package Flip::Announcer;
use strict;

sub AF_INET() { 2 }
sub AF_INET6() { 10 }
sub AF_PACKET() { 17 }
sub SOCK_DGRAM() { 2 }
sub SOCK_RAW() { 3 }
sub ETH_ARP() { 0x0806 }
sub ICMPV6() { 58 }
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
sub MSG_DONTWAIT() { 0x40 } # An interface that sends nothing would hold up all that its caller does.

# Undefined where there is nobody to tell. Dies with a line when it cannot find that out.
sub new {
    my ($class, $interface) = @_;
    my $self = bless {interface => $interface}, $class;
    socket($self->{any}, AF_INET, SOCK_DGRAM, 0) or die "socket: $!\n";
    return if unpack('S', $self->asked(SIOCGIFFLAGS)) & (IFF_LOOPBACK | IFF_NOARP);
    return if unpack('S', $self->asked(SIOCGIFHWADDR)) != ARPHRD_ETHER;
    $self->{index} = unpack 'i', $self->asked(SIOCGIFINDEX);
    return $self;
}

sub asked {
    my ($self, $what) = @_;
    my $question = pack 'a16 x24', $self->{interface};
    ioctl($self->{any}, $what, $question) or die "interface: $!\n";
    return substr $question, 16;
}

# Tells of one address, given as 4 or 16 bytes. Dies with a line when it cannot.
sub announce {
    my ($self, $bytes) = @_;
    $self->{mac} = unpack 'x2 a6', $self->asked(SIOCGIFHWADDR); # It changes when a bond does.
    length $bytes == 4 ? $self->arp($bytes) : $self->advertise($bytes);
}

# Opens what one family needs, for those who want that to be done before the address is there.
sub prepare {
    my ($self, $v6) = @_;
    if ($v6) {
        $self->{wire} = $self->wire6;
    } elsif (!$self->{frames}) {
        socket($self->{frames}, AF_PACKET, SOCK_RAW, 0) or die "packet socket: $!\n";
    }
}

sub arp {
    my ($self, $bytes) = @_;
    $self->prepare(0);
    $self->frame($bytes, "\xff" x 6, 1, "\0" x 6, $bytes);
    $self->frame($bytes, $_->[0], 2, @$_) for $self->neighbours;
}

# Those that the kernel has a hardware address of: [that, IPv4 address] each.
sub neighbours {
    my ($self) = @_;
    open my $known, '<', '/proc/net/arp' or return;
    my @neighbours;
    while (<$known>) {
        my ($ip, $type, $state, $hardware, $mask, $device) = split;
        next unless $device eq $self->{interface} && $state =~ /^0x/ && hex($state) & 2 && $hardware =~ /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
        push @neighbours, [pack('H12', $hardware =~ tr/://dr), ipv4($ip)];
        last if @neighbours == MOST_NEIGHBOURS;
    }
    close $known;
    return @neighbours;
}

# An ARP packet that says that our address is at our hardware address.
sub frame {
    my ($self, $bytes, $to, $operation, $targetMac, $targetIp) = @_;
    my $mac = $self->{mac};
    my $frame = pack 'a6 a6 n n n C C n a6 a4 a6 a4', $to, $mac, ETH_ARP, 1, 0x0800, 6, 4, $operation, $mac, $bytes, $targetMac, $targetIp;
    my $where = pack 'S n i S C C a8', AF_PACKET, ETH_ARP, $self->{index}, 0, 0, 6, $to;
    defined send($self->{frames}, $frame, MSG_DONTWAIT, $where) or die "send: $!\n";
}

# One that speaks ICMPv6 on this interface only.
sub wire6 {
    my ($self) = @_;
    socket(my $wire, AF_INET6, SOCK_RAW, ICMPV6) or die "raw socket: $!\n";
    setsockopt($wire, IPPROTO_IPV6, IPV6_MULTICAST_IF, pack('i', $self->{index})) or die "multicast interface: $!\n";
    setsockopt($wire, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, pack('i', 255)) or die "hop limit: $!\n";
    setsockopt($wire, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, pack('i', 0)) or die "multicast loop: $!\n";
    return $wire;
}

# Whether the kernel lets the address be used; from then on this announces no other.
sub can_speak_from {
    my ($self, $bytes) = @_;
    return $self->{bound} = bind $self->{wire}, at6($bytes, 0);
}

# Type 136, override; then our hardware address. The kernel adds the checksum. From the address itself: one that is not
# here cannot be announced.
sub advertise {
    my ($self, $bytes) = @_;
    my $wire = $self->{bound} ? $self->{wire} : $self->wire6;
    $self->{bound} || bind($wire, at6($bytes, 0)) or return;
    my $news = pack 'C C n N a16 C C a6', 136, 0, 0, 0x20000000, $bytes, 2, 1, $self->{mac};
    defined send($wire, $news, MSG_DONTWAIT, at6(ipv6('ff02::1'), $self->{index})) or die "send: $!\n";
}

sub at6 {
    my ($to, $scope) = @_;
    return pack 'S n N a16 L', AF_INET6, 0, 0, $to, $scope;
}

sub ipv4 { return pack 'C4', split /\./, $_[0] }

sub ipv6 {
    my ($head, $tail) = split /::/, $_[0], 2;
    my @head = map { hex } split /:/, $head // '';
    my @tail = map { hex } split /:/, $tail // '';
    return pack 'n8', @head, (0) x (8 - @head - @tail), @tail;
}

1;
