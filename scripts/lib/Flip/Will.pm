# The last will: datagrams that are sent when all is released, and not before. What they say is the agent's affair.
package Flip::Will;
use strict;
use warnings;
use Socket qw(inet_pton pack_sockaddr_in pack_sockaddr_in6 AF_INET AF_INET6 SOCK_DGRAM);

use constant {
    PAUSES => [0, 20, 80], # Milliseconds before each time that it is sent.
    LONGEST => 2048,       # Bytes of a datagram.
};

my %said; # Why receivers were left out: a will is handed over again and again, and that is said once.

# Reads ADDRESS PORT HEX, any number of times. A receiver to whom nothing can be sent is left out. Dies with a line when that is not
# what it is, or none is left.
sub read_words {
    my ($class, @words) = @_;
    @words && @words % 3 == 0 or die "a will is ADDRESS PORT HEX for each receiver\n";
    my (@letters, %sockets, $why);
    while (my @receiver = splice @words, 0, 3) {
        my $letter = eval { letter(\%sockets, @receiver) };
        push @letters, $letter if $letter;
        $why = $@ unless $letter;
        warn "ip_driver: the last will leaves a receiver out: $why" unless $letter || $said{$why}++;
    }
    @letters or die $why;
    return bless {letters => \@letters}, $class;
}

# What is sent to one receiver. Its socket is opened now: when the will is to be sent it may be too late for that.
sub letter {
    my ($sockets, $address, $port, $hex) = @_;
    my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
    my $bytes = inet_pton($family, $address) // die "\"$address\" is not an IPv4 or IPv6 address\n";
    $port =~ /^[1-9][0-9]{0,4}$/ && $port < 65_536 or die "\"$port\" is not a port\n";
    $hex =~ /^(?:[0-9A-Fa-f]{2})+$/ && length $hex <= 2 * LONGEST or die "the datagram for $address is not 1 to @{[LONGEST]} bytes in hex\n";
    if (!$sockets->{$family}) {
        socket(my $socket, $family, SOCK_DGRAM, 0) or die "no datagram can be sent to $address: $!\n";
        $sockets->{$family} = $socket;
    }
    return [$sockets->{$family}, $family == AF_INET6 ? pack_sockaddr_in6($port, $bytes) : pack_sockaddr_in($port, $bytes), pack 'H*', $hex];
}

# What cannot be sent to one is sent to the others: they are a quorum, or they are not.
sub send_all {
    my ($self) = @_;
    for my $pause (@{+PAUSES}) {
        select undef, undef, undef, $pause / 1000 if $pause;
        for my $letter (@{$self->{letters}}) {
            my ($socket, $to, $bytes) = @$letter;
            defined send($socket, $bytes, 0, $to) or warn "ip_driver: a datagram of the last will is not sent: $!\n";
        }
    }
}

1;
