# What this driver holds: addresses by system and datum, each with its lease. Taking and giving back, many at a time.
package Flip::Holdings;
use strict;
use warnings;
use Flip::Addresses;
use Flip::Announcements;
use Flip::Clock;
use Flip::Connections;
use Flip::KernelLease;
use Flip::Leaving;
use Flip::Nftables;
use Flip::Place;

use constant LONGEST_RESET => 10; # Milliseconds. The address goes then, with what connections are left.

sub new {
    my ($class, $tag) = @_;
    my $filter = eval { Flip::Nftables->new($tag) };
    my $no_filter = $@;
    return bless {
        addresses => Flip::Addresses->new, connections => eval { Flip::Connections->new },
        announcements => Flip::Announcements->new(Flip::Announcements::AFTER_A_TAKE),
        filter => $filter, no_filter => $no_filter, leaving => undef, kernel_lease => 0, tables => 0,
        held => {}, owner => {}, leases => {}, until => {},
    }, $class;
}

# Takes back what a former driver of this name has left guarded, and finds out what this host can do.
sub prepare {
    my ($self) = @_;
    $self->{addresses}->listen;
    my $filter = $self->{filter} // return "this kernel has no nftables: $self->{no_filter}";
    for my $table ($filter->tables) {
        my ($family, $name) = @$table;
        my @left = $self->left_in($family, $name);
        my @wrong = grep { $_ ne '' } $self->{addresses}->remove(@left);
        # What is still there stays guarded: nobody renews its lease.
        warn "ip_driver: of a former driver: $_\n" for @wrong;
        $filter->transact(Flip::Nftables::delete_table($family, $name)) unless @wrong;
    }
    my $why_not = Flip::KernelLease::why_not($filter);
    $self->{kernel_lease} = $why_not eq '';
    my $leaving = Flip::Leaving->new($filter);
    # Once `nft` has not ended, there is no time for another one before `hello`, and in haste there is none.
    $self->{leaving} = $leaving if $leaving->prepare($filter->is_resting ? Flip::Nftables::HASTE : Flip::Nftables::PATIENCE);
    return $why_not;
}

sub left_in {
    my ($self, $family, $name) = @_;
    my $index = Flip::KernelLease::index_in($name) // return;
    my $interface = Flip::Place::name_of($index);
    return map {
        my $version = $_;
        map { Flip::Place->found($version, $_, $version == 4 ? 32 : 128, $index, $interface) } $self->{filter}->elements($family, $name, "guarded$version");
    } 4, 6;
}

sub is_empty { return !%{$_[0]{held}} }

sub of_system {
    my ($self, $system) = @_;
    return grep { $_->{system} eq $system } values %{$self->{held}};
}

sub everything { return values %{$_[0]{held}} }

sub named { return join "\0", @_ }

# Takes what is asked for: each is {system, datum, config}. Sets `wrong` in each, and `unleased` where only the lease is wrong.
sub take {
    my ($self, @asked) = @_;
    $_->{wrong} = $self->found_wrong($_) // '' for @asked;
    my %arm;
    for my $each (good(@asked)) {
        push @{$arm{named($each->{system}, $each->{place}{index})}}, $each if $each->{place}{kernel_lease} && $self->{kernel_lease};
    }
    for my $some (values %arm) {
        my $wrong = $self->arm($some->[0]{system}, map { $_->{place} } @$some);
        @$_{qw(wrong unleased)} = ($wrong, $wrong eq Flip::KernelLease::ENDED) for @$some;
    }
    $self->put_on(good(@asked));
    $self->forget(map { $_->{place} } grep { $_->{place} && !$self->{held}{named(@$_{qw(system datum)})} } @asked);
    return;
}

sub good { return grep { $_->{wrong} eq '' } @_ }

# Held from before the kernel is asked, until it shows that the address is not there: an answer that is lost tells nothing.
sub put_on {
    my ($self, @asked) = @_;
    my $held = $self->{held};
    my %new = map { $_ => 1 } grep { !$held->{$_} } map { named(@$_{qw(system datum)}) } @asked;
    $held->{named(@$_{qw(system datum)})} = $_->{place} for @asked;
    my @wrong;
    my $answered = eval { @wrong = $self->{addresses}->take(map { $_->{place} } @asked); 1 };
    @wrong = ($@ =~ s/\n\z//r) x @asked unless $answered;
    return unless grep { $_ ne '' } @wrong;
    my $present = eval { $self->{addresses}->present };
    for my $each (@asked) {
        $each->{wrong} = shift @wrong;
        next if $each->{wrong} eq '';
        my $name = named(@$each{qw(system datum)});
        delete $held->{$name} if $new{$name} && $present && !$present->{$each->{place}->key};
        $each->{wrong} = $each->{place}->no_interface if Flip::Place::name_of($each->{place}{index}) eq '';
    }
    return;
}

# Finds the place. Says what speaks against taking it, or nothing.
sub found_wrong {
    my ($self, $asked) = @_;
    my ($system, $datum) = @$asked{qw(system datum)};
    my $place = eval { Flip::Place->read_datum($system, $datum, $asked->{config}) } // return $@ =~ s/\n\z//r;
    $place->{datum} = $datum;
    my $until = $self->{until}{$system};
    if (defined $until && $until <= Flip::Clock::now()) {
        $asked->{unleased} = 1;
        return "the lease of $system has ended";
    }
    return $place->no_interface unless $place->find_interface;
    if ($place->{kernel_lease} && $self->{kernel_lease}) {
        return "kernel_lease of $system: renew its lease first" unless defined $until;
        return "kernel_lease of $system: nothing from elsewhere passes the interface $place->{interface}: choose another" if $place->{interface} eq 'lo';
    }
    my $name = named($system, $datum);
    my $owner = $self->{owner}{$place->key} // $name;
    return "$place->{address} on $place->{interface} is held as " . $owner =~ s/\0/ /r if $owner ne $name;
    my $former = $self->{held}{$name};
    if ($former && $former->key ne $place->key) {
        # The configuration has another place for it now.
        my ($wrong) = $self->release($former);
        $self->after_release;
        return $wrong if $wrong ne '';
    }
    $self->{owner}{$place->key} = $name;
    $asked->{place} = $place;
    return;
}

# Announces what was taken: afterwards, since whoever asked need not wait for that.
sub announce {
    my ($self, @places) = @_;
    $self->{announcements}->begin(Flip::Clock::now(), @places);
}

# Gives these places back. Returns what is wrong with each, '' for nothing.
sub release {
    my ($self, @places) = @_;
    return unless @places;
    $self->{announcements}->end(@places);
    $self->drop(@places) if $self->{leaving};
    $self->{connections}->reset_all(LONGEST_RESET, @places) if $self->{connections};
    my @wrong = $self->{addresses}->remove(@places);
    for my $place (map { $wrong[$_] eq '' ? $places[$_] : () } 0 .. $#places) {
        my $name = $self->{owner}{$place->key} // next;
        delete $self->{held}{$name};
        push @{$self->{gone}}, $place;
    }
    return @wrong;
}

# The packet filter waits for whoever changes it, however long that takes: there is no time for that once a lease has ended.
sub drop {
    my ($self, @places) = @_;
    my $now = Flip::Clock::now();
    my @in_time = grep { ($self->{until}{$_->{system}} // $now + 1) > $now } @places;
    return unless @in_time;
    $self->{leaving}->drop(@in_time);
    $self->{to_lift} = 1;
}

# What need not be waited for once the addresses are gone.
sub after_release {
    my ($self) = @_;
    $self->{leaving}->lift if $self->{leaving} && delete $self->{to_lift};
    $self->forget(@{delete $self->{gone} // []});
}

# The place where a datum is held, else where its config says that it would be, if it is there; or nothing.
sub place_of {
    my ($self, $present, $asked) = @_;
    my $place = $self->{held}{named(@$asked{qw(system datum)})};
    return $place if $place;
    $place = eval { Flip::Place->read_datum(@$asked{qw(system datum config)}) };
    if (!$place) {
        $asked->{wrong} = $@ =~ s/\n\z//r;
        return;
    }
    if (!$place->find_interface) {
        $asked->{wrong} = $self->still_on($present, $place);
        return;
    }
    return unless $present->{$place->key};
    my $owner = $self->{owner}{$place->key};
    return defined $owner && $self->{held}{$owner} ? undef : $place;
}

# What is wrong where there is no interface of that name: it may have another one by now, with the address on it.
sub still_on {
    my ($self, $present, $place) = @_;
    for my $there (grep { $_->{bytes} eq $place->{bytes} } map { @$_ } values %$present) {
        my $owner = $self->{owner}{$there->key};
        next if defined $owner && $self->{held}{$owner};
        return "cannot look at the interface \"$place->{interface}\" of system \"$place->{system}\", and $place->{address} is on "
            . Flip::Place::name_of($there->{index}) . ': take it off there by hand';
    }
    return '';
}

# Gives back what is asked for; sets `wrong` in each. What is not there costs a look.
sub give_back {
    my ($self, @asked) = @_;
    my $present = grep({ !$self->{held}{named(@$_{qw(system datum)})} } @asked) ? $self->{addresses}->present : {};
    my @some;
    for my $each (@asked) {
        $each->{wrong} = '';
        $each->{place} = $self->place_of($present, $each);
        push @some, $each if $each->{place};
    }
    my @wrong = $self->release(map { $_->{place} } @some);
    $_->{wrong} = shift @wrong for @some;
    return;
}

sub forget {
    my ($self, @places) = @_;
    my %some;
    for my $place (@places) {
        my $name = delete $self->{owner}{$place->key} // next;
        my ($system) = split /\0/, $name;
        push @{$some{named($system, $place->{index})}}, $place;
    }
    for my $name (keys %some) {
        my $lease = $self->{leases}{$name} // next;
        $lease->release(@{$some{$name}});
        delete $self->{leases}{$name} if !$lease->{made};
    }
}

# Puts the lease that the system has now on what it holds on one interface, and on these places. Returns what is wrong.
sub arm {
    my ($self, $system, @places) = @_;
    my ($index, $interface) = @{$places[0]}{qw(index interface)};
    my $lease = $self->{leases}{named($system, $index)} //= Flip::KernelLease->new($self->{filter}, ++$self->{tables}, $index, $interface);
    return $lease->arm($self->{until}{$system}, @places);
}

# The lease of a system ends then, and no sooner. Returns what is wrong with that in the kernel, '' for nothing.
sub renew {
    my ($self, $system, $until) = @_;
    $self->{until}{$system} = $until;
    my @wrong;
    for my $name (grep { /^\Q$system\E\0/ } sort keys %{$self->{leases}}) {
        my $wrong = $self->{leases}{$name}->arm($until);
        push @wrong, $wrong if $wrong ne '';
    }
    return join '; ', @wrong;
}

# A lease of the system was meant and did not come about: what would be held without one is as if its lease had ended.
sub without_lease {
    my ($self, $system) = @_;
    $self->{until}{$system} //= 0;
    return;
}

# Whether the kernel says that something of what is held was changed.
sub changed {
    my ($self) = @_;
    return $self->{addresses}->changed($self->everything);
}

sub sockets { return $_[0]{addresses}->sockets }

# What is held and no longer there: somebody has removed it. Each is told of once.
sub lost {
    my ($self) = @_;
    return if $self->is_empty;
    my $present = $self->{addresses}->present;
    my @lost;
    for my $place ($self->everything) {
        my $there = exists $present->{$place->key};
        if (!$there && !$place->{lost}) {
            push @lost, $place;
            $self->{announcements}->end($place);
        } elsif ($there && $place->{lost}) {
            $self->announce($place);
        }
        $place->{lost} = !$there;
    }
    return @lost;
}

# When all is released and nothing will be taken any more.
sub close {
    my ($self) = @_;
    $self->after_release;
    return unless $self->{leaving};
    $self->{filter}->transact(Flip::Nftables::delete_table(Flip::Nftables::INET, $self->{leaving}{table}));
}

1;
