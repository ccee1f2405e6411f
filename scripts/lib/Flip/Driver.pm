# The protocol of a resident driver (docs/driver.md), and its one loop.
package Flip::Driver;
use strict;
use warnings;
use Flip::Clock;
use Flip::Holdings;
use Flip::Lines;
use Flip::Will;

use constant {
    VERSION => 1,
    LOOK_PERIOD => 60_000,       # Milliseconds from one look for lost addresses to the next,
    LOOK_PERIOD_UNTOLD => 2000,  # where the kernel does not say that they changed.
    SOON => 50,                  # Milliseconds from when it does to the look: it has more to say.
    SILENCE => 40,               # Milliseconds of the agent's before the last will is sent while its input is still open.
    RETRY_PERIOD => 1000,        # Milliseconds until a release that failed is tried again, while the agent lives.
    LAST_TRIES => 3,             # Of a release when the agent is gone,
    LAST_PAUSE => 0.1,           # with so many seconds between.
    LONGEST_LEASE => 86_400_000, # A day, in milliseconds: more is another unit, or nonsense.
};

my %VERB = (alive => \&alive, down => \&down, will => \&will, nowill => \&nowill, clock => \&clock);

sub new {
    my ($class, $lines, $tag) = @_;
    return bless {
        lines => $lines, holdings => Flip::Holdings->new($tag), will => undef, will_at => undef, silence => SILENCE,
        ending => {}, look_at => 0,
    }, $class;
}

# Until the agent is gone, or this driver has done its last. Returns the exit code.
sub run {
    my ($self) = @_;
    my ($lines, $holdings) = @$self{qw(lines holdings)};
    my $why_not = $holdings->prepare;
    warn 'ip_driver: no kernel leases on this host: ' . $why_not =~ s/\n\z//r . "\n" if $why_not ne '';
    $lines->say('hello', VERSION, 'will', 'kernel_lease=' . ($why_not eq '' ? 'nftables' : 'none'));
    $self->look_later(Flip::Clock::now());
    my $gone = 0;
    my $fine = eval {
        $lines->write_on;
        while (!$lines->{closed} && !$gone) {
            $lines->wait($self->seconds_to_wait, $holdings->sockets);
            $self->hear($lines->received) unless $lines->{closed};
            $gone = $self->look_at_clock unless $lines->{closed};
            $lines->write_on;
        }
        1;
    };
    return 0 if $fine && $gone;
    warn "ip_driver: $@" unless $fine;
    return $self->end;
}

sub seconds_to_wait {
    my ($self) = @_;
    my $holdings = $self->{holdings};
    my @moments = (values %{$self->{ending}}, $self->{will_at}, $holdings->{announcements}->due_at // ());
    push @moments, $self->{look_at} unless $holdings->is_empty;
    push @moments, $holdings->{until}{$_} for map { $_->{system} } $holdings->everything;
    @moments = sort { $a <=> $b } grep { defined } @moments;
    return unless @moments;
    my $left = $moments[0] - Flip::Clock::now();
    return $left > 0 ? $left / 1000 : 0;
}

# Neighbouring requests of one kind are carried out as one.
sub hear {
    my ($self, @lines) = @_;
    my ($verb, @same) = ('');
    for my $line (@lines) {
        if ($line =~ /^(\d{1,18}) (\w+)(?: (.*))?$/ && $VERB{$2}) {
            my ($id, $new, $rest) = ($1, $2, $3 // '');
            if ($new ne $verb) {
                $self->carry_out($verb, @same);
                ($verb, @same) = ($new);
            }
            push @same, {id => $id, rest => $rest};
        } else {
            $self->carry_out($verb, @same);
            ($verb, @same) = ('');
            $self->hear_other($line);
        }
    }
    $self->carry_out($verb, @same);
    # An agent that hangs may still ask for the clock.
    $self->listen_on if defined $self->{will_at} && grep { !/^\d+ clock$/ } @lines;
}

sub hear_other {
    my ($self, $line) = @_;
    my $lines = $self->{lines};
    if ($line =~ /^renew (\S+) (\d{1,15}(?:\.\d+)?)$/) {
        my $wrong = eval { $self->renew(Flip::Lines::decoded($1), $2) } // $@;
        $lines->say('refused', 'renew', $1, $wrong) if $wrong ne '';
    } elsif ($line =~ /^(\d{1,18})(?: |$)/) {
        $lines->say($1, 'failed', 'no such request');
    } else {
        $lines->say('refused', substr $line, 0, 80);
    }
}

# Answers each of the requests, whatever happens.
sub carry_out {
    my ($self, $verb, @requests) = @_;
    return unless @requests;
    my $done = eval { $VERB{$verb}->($self, @requests); 1 };
    my $why = $@;
    for my $each (grep { !$done } @requests) {
        $each->{wrong} = $why if ($each->{wrong} // '') eq '';
    }
    for my $each (@requests) {
        my $wrong = $each->{wrong} // '';
        $self->{lines}->say($each->{id}, $wrong eq '' ? ('ok', $each->{answer} // ()) : ($each->{unleased} ? 'unleased' : 'failed', $wrong));
    }
    $self->{lines}->write_on;
    my $holdings = $self->{holdings};
    $holdings->after_release;
    $holdings->announce(map { $_->{place} } grep { ($_->{wrong} // '') eq '' } @requests) if $verb eq 'alive';
}

# SYSTEM DATUM CONFIG_JSON in each of the requests.
sub data_in {
    my ($self, @requests) = @_;
    return grep {
        my $each = $_;
        my ($system, $datum, $config) = $each->{rest} =~ /^(\S+) (\S+) (.+)$/;
        @$each{qw(system datum config)} = (map({ Flip::Lines::decoded($_ // '') } $system, $datum), $config);
        $each->{wrong} = 'SYSTEM DATUM CONFIG_JSON is missing' unless defined $config;
        defined $config;
    } @requests;
}

sub alive {
    my ($self, @requests) = @_;
    my @asked;
    for my $each ($self->data_in(@requests)) {
        if (exists $self->{ending}{$each->{system}}) {
            $each->{wrong} = "$each->{system} is not yet released";
        } else {
            push @asked, $each;
        }
    }
    $self->{holdings}->take(@asked);
}

sub down {
    my ($self, @requests) = @_;
    my $holdings = $self->{holdings};
    my @asked = $self->data_in(@requests);
    $holdings->give_back(@asked);
    # What was stuck may be gone with that, and the system may be taken again: nobody waits for the next try.
    my %asked = map { $_->{system} => 1 } @asked;
    for my $system (grep { exists $self->{ending}{$_} && !$holdings->of_system($_) } sort keys %asked) {
        $self->released($system);
    }
}

# Nothing of that system is held any more, and its lease has ended.
sub released {
    my ($self, $system) = @_;
    delete $self->{ending}{$system};
    $self->{lines}->say('released', Flip::Lines::encoded($system));
    $self->listen_on;
}

sub renew {
    my ($self, $system, $until) = @_;
    my $now = Flip::Clock::now();
    my $holdings = $self->{holdings};
    return $holdings->renew($system, $until) if $until > $now && $until <= $now + LONGEST_LEASE;
    $holdings->without_lease($system);
    return $until > $now ? 'longer than a day' : 'too late by ' . int($now - $until) . ' ms';
}

sub will {
    my ($self, @requests) = @_;
    for my $each (@requests) {
        my $will = eval { Flip::Will->read_words(split / /, $each->{rest}) };
        $self->{will} = $will if $will;
        $each->{wrong} = $@ unless $will;
    }
}

sub nowill {
    my ($self) = @_;
    $self->{will} = undef;
}

sub clock {
    my ($self, @requests) = @_;
    $_->{answer} = sprintf '%.3f', Flip::Clock::told() for @requests;
}

# From now on the last will is due if the agent keeps silent: one that lives has to say what becomes of what is released.
sub listen_on {
    my ($self) = @_;
    $self->{will_at} = Flip::Clock::now() + $self->{silence};
}

# What is due. Says whether this driver has sent the last will, and so is no more.
sub look_at_clock {
    my ($self) = @_;
    my $holdings = $self->{holdings};
    my $now = Flip::Clock::now();
    my $until = $holdings->{until};
    my %due = map { $_->{system} => 1 } grep { ($until->{$_->{system}} // $now + 1) <= $now } $holdings->everything;
    $due{$_} = 1 for keys %{$self->{ending}};
    for my $system (sort keys %due) {
        $self->end_system($system, $now) if ($self->{ending}{$system} // 0) <= $now;
    }
    $self->listen_on if %due;
    $self->{will_at} = undef unless $self->{will} && $holdings->is_empty;
    if (defined $self->{will_at} && $self->{will_at} <= $now) {
        $self->{lines}->write_on;
        $self->last_will;
        return 1;
    }
    $self->{look_at} = $now + SOON if $holdings->changed && $self->{look_at} > $now + SOON;
    if ($self->{look_at} <= $now) {
        $self->{lines}->say('lost', map { Flip::Lines::encoded($_) } @$_{qw(system datum)}) for $holdings->lost;
        $self->look_later($now);
    }
    $holdings->{announcements}->due($now);
    return 0;
}

sub look_later {
    my ($self, $now) = @_;
    $self->{look_at} = $now + ($self->{holdings}->sockets ? LOOK_PERIOD : LOOK_PERIOD_UNTOLD);
}

# Releases what a system holds whose lease is over.
sub end_system {
    my ($self, $system, $now) = @_;
    my ($lines, $holdings) = @$self{qw(lines holdings)};
    my $name = Flip::Lines::encoded($system);
    my @places = $holdings->of_system($system);
    my @wrong = $holdings->release(@places);
    my @left = grep { $wrong[$_] ne '' } 0 .. $#places;
    if (@left) {
        $lines->say('unreleased', $name, Flip::Lines::encoded($places[$_]{datum}), $wrong[$_]) for @left;
        $self->{ending}{$system} = $now + RETRY_PERIOD;
    } else {
        $self->released($system);
    }
    $lines->write_on;
    $holdings->after_release;
}

# Nobody is there any more: releases everything. Only if all of it is gone is there a will. Returns the exit code.
sub end {
    my ($self) = @_;
    my $holdings = $self->{holdings};
    my @wrong;
    for my $try (1 .. LAST_TRIES) {
        select undef, undef, undef, LAST_PAUSE if $try > 1;
        @wrong = eval { grep { $_ ne '' } $holdings->release($holdings->everything) };
        @wrong = ($@) if $@;
        last unless @wrong;
    }
    if (@wrong) {
        warn 'ip_driver: ' . s/\n\z//r . "\n" for @wrong;
        $holdings->after_release;
        return 1;
    }
    $self->last_will;
    return 0;
}

sub last_will {
    my ($self) = @_;
    $self->{will}->send_all if $self->{will};
    $self->{holdings}->close;
}

1;
