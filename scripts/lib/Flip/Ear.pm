# Hears who says that he has an address, on one Ethernet interface. Needs CAP_NET_RAW.
package Flip::Ear;
use strict;
use warnings;
use Errno qw(EAGAIN EINTR ENETDOWN);
use Flip::Announcer;
use Flip::Rivals;

use constant {
    AF_PACKET => 17, SOCK_DGRAM => 2, SOL_SOCKET => 1, SO_ATTACH_FILTER => 26, MSG_DONTWAIT => 0x40,
    ETH_ARP => 0x0806, ETH_IPV6 => 0x86dd,
    TO_ANOTHER => 3, FROM_US => 4, # Kinds of packets. Those of a VLAN that this host has not are for another, too.
    LONGEST => 2048,
    MOST_AT_ONCE => 256, # Then the agent is heard, too.
};

# Undefined where there is nobody to hear. Dies with a line when it cannot.
sub new {
    my ($class, $interface) = @_;
    my $announcer = Flip::Announcer->new($interface) // return;
    return bless {index => $announcer->{index}, sockets => {ETH_ARP, opened($announcer->{index}, ETH_ARP)}}, $class;
}

# From now on also for IPv6.
sub hear_ipv6 {
    my ($self) = @_;
    $self->{sockets}{+ETH_IPV6} //= opened($self->{index}, ETH_IPV6);
}

sub opened {
    my ($index, $kind) = @_;
    # Of no kind, until it hears this interface alone, and nothing that the filter keeps away.
    socket(my $socket, AF_PACKET, SOCK_DGRAM, 0) or die "packet socket: $!\n";
    filter($socket) if $kind == ETH_IPV6;
    bind($socket, pack 'S n i S C C a8', AF_PACKET, $kind, $index, 0, 0, 0, '') or die "packet socket: $!\n";
    return $socket;
}

# Lets neighbour solicitations and advertisements through, so that the rest of IPv6 costs nothing here.
sub filter {
    my ($socket) = @_;
    my $program = join '', map { pack 'S C C L', @$_ } (
        [0x30, 0, 0, 6], [0x15, 0, 4, 58],  # The next header is ICMPv6, else to the end.
        [0x30, 0, 0, 40], [0x15, 1, 0, 135], [0x15, 0, 1, 136],
        [0x06, 0, 0, LONGEST], [0x06, 0, 0, 0],
    );
    my $filter = pack 'S x![P] P', length($program) / 8, $program;
    setsockopt($socket, SOL_SOCKET, SO_ATTACH_FILTER, $filter) or die "packet filter: $!\n";
}

sub sockets { return values %{$_[0]{sockets}} }

# What was heard since: [address, hardware address] each.
sub heard {
    my ($self) = @_;
    my @heard;
    for my $kind (keys %{$self->{sockets}}) {
        for (1 .. MOST_AT_ONCE) {
            my $sender = recv $self->{sockets}{$kind}, my $packet, LONGEST, MSG_DONTWAIT;
            next if !defined $sender && $! == EINTR;
            # While an interface is down nobody is heard, and that is all.
            last if !defined $sender && ($! == EAGAIN || $! == ENETDOWN);
            die "packet socket: $!\n" unless defined $sender;
            my ($passing, $length, $mac) = unpack 'x10 C C a8', $sender;
            next if $passing == TO_ANOTHER || $passing == FROM_US;
            $mac = substr $mac, 0, $length < 8 ? $length : 8;
            my @rival = $kind == ETH_ARP ? Flip::Rivals::in_arp($packet) : Flip::Rivals::in_ipv6($packet, $mac);
            push @heard, \@rival if @rival;
        }
    }
    return @heard;
}

1;
