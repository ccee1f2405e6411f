# When which address is announced: at once, or a pause after the last time, and so on through all pauses. All but the first of
# a take-over are paced on each interface, so that many addresses do not flood a network.
package Flip::Announcements;
use strict;
use warnings;
use Flip::Announcer;
use Flip::Lines;

use constant {
    PACE => 20, # Milliseconds from one to the next.
    AFTER_A_TAKE => [300, 600, 1000, 1100],
    FOR_EVER => [10_000],
};

# With the pauses in milliseconds, of which the last is repeated for ever where that is said; and who is asked whether a
# place may be announced, if not all may.
sub new {
    my ($class, $pauses, $for_ever, $allowed) = @_;
    my $self = {pauses => [0, @$pauses], for_ever => $for_ever, allowed => $allowed // sub { 1 }, queues => {}, valid => {}};
    return bless {%$self, free_at => {}, announcers => {}, failing => {}}, $class;
}

# Announces these at once, and then after each pause.
sub begin {
    my ($self, $now, @places) = @_;
    for my $place (@places) {
        $self->announce($place);
        $self->follow($now, $place);
    }
}

# Announces these after each pause.
sub follow {
    my ($self, $now, @places) = @_;
    $self->queue($now, $_, 1) for @places;
}

# Announces these as soon as the pace allows, and then after each pause.
sub again {
    my ($self, $now, @places) = @_;
    $self->queue($now, $_, 0) for @places;
}

# One queue for each pause: who comes first into it is due first. What is queued for an earlier beginning counts no more.
sub queue {
    my ($self, $now, $place, $step, $ticket) = @_;
    $ticket //= $self->{valid}{$place->key} = {place => $place};
    push @{$self->{queues}{$place->{interface}}[$step]}, [$now + $self->{pauses}[$step], $ticket, $step];
}

sub end {
    my ($self, @places) = @_;
    delete @{$self->{valid}}{map { $_->key } @places};
}

# The moment of the next one; undefined if there is none.
sub due_at {
    my ($self) = @_;
    my @moments;
    for my $name (keys %{$self->{queues}}) {
        my ($first) = sort { $a <=> $b } map { $_ && @$_ ? $_->[0][0] : () } @{$self->{queues}{$name}};
        next unless defined $first;
        my $free_at = $self->{free_at}{$name} // 0;
        push @moments, $first > $free_at ? $first : $free_at;
    }
    return (sort { $a <=> $b } @moments)[0];
}

# Announces what is due, one at most on each interface.
sub due {
    my ($self, $now) = @_;
    for my $name (keys %{$self->{queues}}) {
        $self->due_on($name, $now) if ($self->{free_at}{$name} // 0) <= $now;
    }
}

sub due_on {
    my ($self, $name, $now) = @_;
    for my $queue (map { $_ // () } @{$self->{queues}{$name}}) {
        while (@$queue && $queue->[0][0] <= $now) {
            my ($at, $ticket, $step) = @{shift @$queue};
            my $place = $ticket->{place};
            next unless ($self->{valid}{$place->key} // 0) == $ticket;
            $self->announce($place);
            $self->{free_at}{$name} = $now + PACE;
            $step++ if $step < $#{$self->{pauses}} or !$self->{for_ever};
            if ($step <= $#{$self->{pauses}}) {
                $self->queue($now, $place, $step, $ticket);
            } else {
                delete $self->{valid}{$place->key};
            }
            return;
        }
    }
}

# A failure is told once on each interface, until it is over.
sub announce {
    my ($self, $place) = @_;
    return unless $self->{allowed}->($place);
    my $name = $place->{interface};
    eval {
        $self->{announcers}{$name} = Flip::Announcer->new($name) unless exists $self->{announcers}{$name};
        $self->{announcers}{$name}->announce($place->{bytes}) if $self->{announcers}{$name};
        delete $self->{failing}{$name};
        1;
    } or do {
        delete $self->{announcers}{$name};
        warn "$Flip::Lines::PROGRAM: cannot announce $place->{address} on $name: $@" unless $self->{failing}{$name}++;
    };
}

1;
