# The TCP connections of this host's addresses: resetting them, as `ss -K` does, but without starting a program.
package Flip::Connections;
use strict;
use warnings;
use Flip::Netlink;
use Flip::Clock;

use constant {
    BY_FAMILY => 20, RESET => 21, BYTECODE => 1,
    AF_INET => 2, AF_INET6 => 10, TCP => 6,
    # All but listening ones, those that are over, and those that are not yet made: what `ss -K` takes.
    STATES => 0xfff & ~(1 << 10 | 1 << 7 | 1 << 6 | 1 << 3),
    FROM_HOST => 7, JUMP => 1,
    MOST_CONDITIONS => 500, MOST_AT_ONCE => 100,
};

# Also loads what the kernel may keep in modules, so that the first release does not wait for them.
sub new {
    my ($class) = @_;
    my $self = bless {list => Flip::Netlink->new(Flip::Netlink::SOCK_DIAG), reset => Flip::Netlink->new(Flip::Netlink::SOCK_DIAG)}, $class;
    eval { $self->of(AF_INET, sub { 1 }, Flip::Place->found(4, "\0\0\0\0", 32, 0)) };
    return $self;
}

# Resets what it can until the time is over. A kernel that cannot leaves clients to find out by themselves.
sub reset_all {
    my ($self, $milliseconds, @places) = @_;
    my $until = Flip::Clock::now() + $milliseconds;
    my $datagrams;
    my $reset = sub {
        my ($family, @connections) = @_;
        my $done = 0;
        while (@connections && Flip::Clock::now() < $until) {
            my @now = splice @connections, 0, MOST_AT_ONCE;
            $done += grep { !$_ } $self->{reset}->ask(map { [RESET, 0, pack('C C C C L a48', $family, TCP, 0, 0, STATES, $_)] } @now);
        }
        $datagrams++ if $done;
        return Flip::Clock::now() < $until;
    };
    eval {
        while (my @some = splice @places, 0, MOST_CONDITIONS) {
            for my $family (AF_INET, AF_INET6) {
                # From one datagram to the next the kernel counts where it was, and passes over some when others are gone.
                do {
                    $datagrams = 0;
                    $self->of($family, sub { $reset->($family, @_) }, @some) or return;
                } while $datagrams > 1;
            }
        }
    };
}

# Hands over the kernel's names of the connections of these addresses, some at a time and as they come, since a list of all
# may take longer than there is time, until they are not wanted. Says whether those were all.
sub of {
    my ($self, $family, $take, @places) = @_;
    my @wanted = grep { $family == AF_INET6 || $_->{family} == 4 } @places;
    return 1 unless @wanted;
    my $question = pack('C C C C L x48', $family, TCP, 0, 0, STATES) . Flip::Netlink::attribute(BYTECODE, from_any(@wanted));
    # Who stops in the midst of a list has the rest of it still to come.
    my $list = delete $self->{list} // Flip::Netlink->new(Flip::Netlink::SOCK_DIAG);
    my $wanted = 1;
    $list->listed(BY_FAMILY, $question, sub { $wanted = $take->(map { substr $_->[1], 4, 48 } @_) }) // return 0;
    $self->{list} = $list;
    return $wanted;
}

# A filter that the kernel runs over its sockets: each condition that holds jumps to the end, which accepts; the last that
# does not hold jumps beyond it, which refuses. An IPv4 address also finds sockets of IPv6 that speak IPv4.
sub from_any {
    my $program = '';
    for my $place (reverse @_) {
        my $v6 = $place->{family} == 6;
        my $condition = pack 'C C x2 i a*', $v6 ? AF_INET6 : AF_INET, $v6 ? 128 : 32, -1, $place->{bytes};
        my $length = 4 + length $condition;
        $program = $program eq ''
            ? pack 'C C S a*', FROM_HOST, $length, $length + 4, $condition
            : pack 'C C S a* C C S a*', FROM_HOST, $length, $length + 4, $condition, JUMP, 4, 4 + length $program, $program;
    }
    return $program;
}

1;
