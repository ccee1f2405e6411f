# Drops what comes in for addresses that are about to go, so that nobody whose connection was reset connects again to an
# address that is as good as gone. Its table sleeps, out of the way of all packets, while nothing leaves.
package Flip::Leaving;
use strict;
use warnings;
use Flip::Nftables;

use constant LONGEST_MILLISECONDS => 2000; # The kernel lifts it then, should we be killed meanwhile.

sub new {
    my ($class, $filter) = @_;
    return bless {filter => $filter, table => "$filter->{tag}_leaving", there => 0}, $class;
}

# It stands at `input`, where only packets for this very host come by.
sub text {
    my ($self) = @_;
    return <<"END";
table inet $self->{table} {
	flags dormant;
	set leaving4 { type ipv4_addr; flags timeout; }
	set leaving6 { type ipv6_addr; flags timeout; }
	chain incoming {
		type filter hook input priority -300;
		ip daddr \@leaving4 drop
		ip6 daddr \@leaving6 drop
	}
}
END
}

# Says whether it could be made.
sub prepare {
    my ($self, $milliseconds) = @_;
    return $self->{there} = $self->{filter}->run($self->text, $milliseconds) eq '';
}

sub drop {
    my ($self, @places) = @_;
    return unless $self->{there};
    # Without it - somebody may have flushed all rules - addresses go all the same.
    $self->{there} = 0 == $self->{filter}->transact(
        Flip::Nftables::sleep_or_wake(Flip::Nftables::INET, $self->{table}, 0),
        map({ my $family = $_; $self->elements($family, grep { $_->{family} == $family } @places) } 4, 6));
}

sub elements {
    my ($self, $family, @places) = @_;
    my %bytes = map { $_->{bytes} => 1 } @places;
    return Flip::Nftables::add(Flip::Nftables::INET, $self->{table}, "leaving$family", LONGEST_MILLISECONDS, keys %bytes);
}

sub lift {
    my ($self) = @_;
    return $self->prepare(Flip::Nftables::HASTE) unless $self->{there};
    $self->{filter}->transact(
        map({ Flip::Nftables::flush(Flip::Nftables::INET, $self->{table}, "leaving$_") } 4, 6),
        Flip::Nftables::sleep_or_wake(Flip::Nftables::INET, $self->{table}, Flip::Nftables::DORMANT));
}

1;
