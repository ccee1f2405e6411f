# The protocol of the watch on addresses (docs/watch.md), and its one loop.
package Flip::Watch;
use strict;
use warnings;
use Flip::Addresses;
use Flip::Announcements;
use Flip::Clock;
use Flip::Ear;
use Flip::Lines;
use Flip::Netlink;
use Flip::Place;

use constant {
    VERSION => 1,
    LOOK_PERIOD => 2000,   # Milliseconds from one look whether each interface can be heard, and what is on it, to the next.
    SOON => 100,           # Milliseconds until the first look at what is held since just now.
    GONE_AFTER => 2000,    # Milliseconds between two looks in a row that miss what is gone.
    OWN_PERIOD => 50,      # Milliseconds for which this host's hardware addresses are taken to be the same.
    TOLD_PERIOD => 1000,   # Milliseconds from one time that a rival is told of to the next.
    MOST_RIVALS => 8,      # Of one address, that are told of in that time.
    LONGEST_LEAVE => 86_400_000,
    GET_LINK => 18, IFLA_ADDRESS => 1, IFLA_PERM_ADDRESS => 54,
};

sub new {
    my ($class, $lines) = @_;
    my $self = bless {
        lines => $lines, addresses => Flip::Addresses->new, links => Flip::Netlink->new(Flip::Netlink::ROUTE),
        places => {}, by_address => {}, ears => {}, deaf => {}, look_at => 0, own => {}, own_until => 0, leave_until => 0,
    }, $class;
    $self->{announcements} = Flip::Announcements->new(Flip::Announcements::FOR_EVER, 1, sub { $self->may_announce($_[0]) });
    return $self;
}

# Until the agent is gone. Returns the exit code.
sub run {
    my ($self) = @_;
    my $lines = $self->{lines};
    $lines->say('hello', VERSION);
    $lines->write_on;
    while (!$lines->{closed}) {
        $lines->wait($self->seconds_to_wait, map { $_->sockets } values %{$self->{ears}});
        $self->hear($_) for $lines->received;
        last if $lines->{closed};
        $self->listen;
        my $now = Flip::Clock::now();
        $self->look($now) if $self->{look_at} <= $now;
        $self->{announcements}->due($now);
        $lines->write_on;
    }
    return 0;
}

sub seconds_to_wait {
    my ($self) = @_;
    return unless %{$self->{places}};
    my ($first) = sort { $a <=> $b } $self->{look_at}, $self->{announcements}->due_at // ();
    my $left = $first - Flip::Clock::now();
    return $left > 0 ? $left / 1000 : 0;
}

# What the agent says.
sub hear {
    my ($self, $line) = @_;
    my $now = Flip::Clock::now();
    my $wrong = '';
    if ($line =~ /^watch (\S+) (\S+) (.+)$/) {
        $wrong = eval { $self->watch($now, Flip::Lines::decoded($1), Flip::Lines::decoded($2), $3); '' } // $@;
    } elsif ($line =~ /^unwatch (\S+) (\S+)$/) {
        $self->unwatch(named($1, $2));
    } elsif ($line =~ /^defend (\S+) (\S+)$/) {
        my $place = $self->{places}{named($1, $2)};
        $self->{announcements}->announce({%$place, defended => 1}) if $place;
    } elsif ($line =~ /^renew (\d{1,9})$/ && $1 <= LONGEST_LEAVE) {
        my $regained = $self->{leave_until} <= $now;
        $self->{leave_until} = $now + $1;
        $self->announce_all($now) if $regained;
    } elsif ($line eq 'announce') {
        $self->announce_all($now);
    } elsif ($line eq 'echo') {
        $self->{lines}->say('echo');
    } else {
        $wrong = 'no such request';
    }
    $self->{lines}->say('refused', substr($line, 0, 80), $wrong) if $wrong ne '';
}

sub named { return "$_[0] $_[1]" } # As they are spelled in lines.

sub watch {
    my ($self, $now, $system, $datum, $json) = @_;
    my $place = Flip::Place->read_datum($system, $datum, $json);
    $place->find_interface or die $place->no_interface . "\n";
    my $name = named(Flip::Lines::encoded($system), Flip::Lines::encoded($datum));
    $self->unwatch($name);
    $self->{places}{$name} = $place;
    $self->{by_address}{$place->{interface}}{$place->{bytes}}{$name} = 1;
    # Whoever took it has announced it, and will for a few seconds.
    $self->{announcements}->follow($now, $place);
    $self->open_ear($place->{interface});
    $self->{look_at} = $now + SOON if $self->{look_at} > $now + SOON;
}

sub unwatch {
    my ($self, $name) = @_;
    my $place = delete $self->{places}{$name} // return;
    my ($interface, $bytes) = @$place{qw(interface bytes)};
    my $there = $self->{by_address}{$interface};
    delete $there->{$bytes}{$name};
    return if %{$there->{$bytes}};
    delete $there->{$bytes};
    $self->{announcements}->end($place);
    return if %$there;
    delete $self->{$_}{$interface} for qw(by_address ears deaf);
}

sub announce_all {
    my ($self, $now) = @_;
    $self->{announcements}->again($now, map { $self->{places}{$_} } sort keys %{$self->{places}});
}

# Only what is here, and only with the agent's leave: a host that may have been replaced takes no clients from its successor.
sub may_announce {
    my ($self, $place) = @_;
    return 0 unless $place->{defended} || $self->{leave_until} > Flip::Clock::now();
    my $present = $self->{addresses}->present->{"$place->{index} $place->{address}"} // [];
    return scalar grep { !$_->{unusable} } @$present;
}

# What the others say.
sub listen {
    my ($self) = @_;
    for my $interface (keys %{$self->{ears}}) {
        my @heard = eval { $self->{ears}{$interface}->heard };
        $self->is_deaf($interface, $@) if $@;
        $self->consider($interface, @$_) for @heard;
    }
}

sub consider {
    my ($self, $interface, $address, $mac) = @_;
    my $names = $self->{by_address}{$interface}{$address} // return;
    my $now = Flip::Clock::now();
    return if $self->is_own($now, $mac);
    for my $name (sort keys %$names) {
        my $told = $self->{places}{$name}{told} //= {};
        delete @$told{grep { $told->{$_} <= $now - TOLD_PERIOD } keys %$told};
        next if exists $told->{$mac} || keys %$told >= MOST_RIVALS;
        $told->{$mac} = $now;
        $self->{lines}->say('rival', $name, join ':', map { sprintf '%02x', ord } split //, $mac);
    }
}

# Whether it is of an interface of this host: a bond, a bridge or a switch may bring back what we said ourselves.
sub is_own {
    my ($self, $now, $mac) = @_;
    return 1 if $self->{own}{$mac} && $self->{own_until} > $now;
    if ($self->{own_until} <= $now) {
        $self->{own} = {};
        for my $each ($self->{links}->list(GET_LINK, pack 'C x S i L L', 0, 0, 0, 0, 0)) {
            my $attributes = Flip::Netlink::attributes(substr $each->[1], 16);
            $self->{own}{$_} = 1 for grep { defined } @$attributes{+IFLA_ADDRESS, +IFLA_PERM_ADDRESS};
        }
        $self->{own_until} = $now + OWN_PERIOD;
    }
    return exists $self->{own}{$mac};
}

# An interface may go, and come again as another one of the same name.
sub look {
    my ($self, $now) = @_;
    $self->{look_at} = $now + LOOK_PERIOD;
    for my $interface (keys %{$self->{by_address}}) {
        my $index = Flip::Place::index_of($interface);
        my $ear = $self->{ears}{$interface};
        next if $ear && $ear->{index} == $index;
        delete $self->{ears}{$interface};
        my @places = grep { $_->{interface} eq $interface && $_->{index} != $index } values %{$self->{places}};
        $self->{announcements}->end(@places);
        $_->{index} = $index for @places;
        $self->{announcements}->follow($now, @places);
        $self->open_ear($interface);
    }
    $self->miss($now) if %{$self->{places}};
}

# Tells, once, of what was on its interface and is not any more. What never was there is for whoever raised it otherwise to watch.
sub miss {
    my ($self, $now) = @_;
    my $present = eval { $self->{addresses}->present } // return; # What cannot be known is not gone.
    for my $name (sort keys %{$self->{places}}) {
        my $place = $self->{places}{$name};
        if ($present->{$place->key}) {
            $place->{seen} = 1;
            delete $place->{missed_at};
        } elsif ($place->{seen}) {
            $place->{missed_at} //= $now;
            next if $now - $place->{missed_at} < GONE_AFTER;
            $self->{lines}->say('gone', $name);
            delete @$place{qw(seen missed_at)};
        }
    }
}

sub open_ear {
    my ($self, $interface) = @_;
    eval {
        my $ear = $self->{ears}{$interface} // Flip::Ear->new($interface);
        if ($ear) {
            $ear->hear_ipv6 if grep { length == 16 } keys %{$self->{by_address}{$interface}};
            $self->{ears}{$interface} = $ear;
            $self->{lines}->say('hears', $interface) if delete $self->{deaf}{$interface};
        }
        1;
    } or $self->is_deaf($interface, $@);
}

sub is_deaf {
    my ($self, $interface, $why) = @_;
    delete $self->{ears}{$interface};
    $self->{lines}->say('deaf', $interface, $why) unless $self->{deaf}{$interface}++;
}

1;
