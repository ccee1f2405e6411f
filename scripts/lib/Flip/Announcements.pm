# When which address is announced: at once, four more times in the next three seconds, and then every ten for as long as it is
# held. All but the first are paced, so that many addresses do not flood a network.
package Flip::Announcements;
use strict;
use warnings;
use Flip::Announcer;

use constant {
    PAUSES => [300, 600, 1000, 1100, 10_000], # Milliseconds. The last is repeated for ever.
    PACE => 20,                               # Milliseconds from one to the next.
};

sub new {
    my ($class) = @_;
    # One queue for each pause: who comes first into it is due first.
    return bless {queues => [map { [] } @{+PAUSES}], valid => {}, free_at => 0, announcers => {}}, $class;
}

# Announces these at once, and from now on.
sub begin {
    my ($self, $now, @places) = @_;
    for my $place (@places) {
        # What is queued for an earlier beginning counts no more.
        my $ticket = $self->{valid}{$place->key} = {place => $place};
        $self->announce($place);
        push @{$self->{queues}[0]}, [$now + PAUSES->[0], $ticket, 0];
    }
}

sub end {
    my ($self, @places) = @_;
    delete @{$self->{valid}}{map { $_->key } @places};
}

# The moment of the next one; undefined if there is none.
sub due_at {
    my ($self) = @_;
    my ($first) = sort { $a <=> $b } map { @$_ ? $_->[0][0] : () } @{$self->{queues}};
    return unless defined $first;
    return $first > $self->{free_at} ? $first : $self->{free_at};
}

# Announces what is due, one at most.
sub due {
    my ($self, $now) = @_;
    return if $now < $self->{free_at};
    for my $queue (@{$self->{queues}}) {
        while (@$queue && $queue->[0][0] <= $now) {
            my ($at, $ticket, $step) = @{shift @$queue};
            my $place = $ticket->{place};
            next unless ($self->{valid}{$place->key} // 0) == $ticket;
            $self->announce($place);
            $step++ if $step < $#{+PAUSES};
            push @{$self->{queues}[$step]}, [$now + PAUSES->[$step], $ticket, $step];
            $self->{free_at} = $now + PACE;
            return;
        }
    }
}

sub announce {
    my ($self, $place) = @_;
    my $name = $place->{interface};
    eval {
        $self->{announcers}{$name} = Flip::Announcer->new($name) unless exists $self->{announcers}{$name};
        $self->{announcers}{$name}->announce($place->{bytes}) if $self->{announcers}{$name};
        1;
    } or do {
        delete $self->{announcers}{$name};
        warn "ip_driver: cannot announce $place->{address} on $name: $@";
    };
}

1;
