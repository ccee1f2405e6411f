# The packet filter of the kernel: tables are made by `nft`, from text that a person can read; what changes while they are
# in use goes to the kernel directly, since starting `nft` takes longer than a lease can wait.
package Flip::Nftables;
use strict;
use warnings;
use POSIX ();
use Flip::Clock;
use Flip::Netlink;

use constant {
    SUBSYSTEM => 10 << 8, BATCH_BEGIN => 0x10, BATCH_END => 0x11,
    NEW_TABLE => 0, GET_TABLE => 1, DELETE_TABLE => 2, NEW_ELEMENT => 12, GET_ELEMENT => 13, DELETE_ELEMENT => 14,
    INET => 1, NETDEV => 5, NESTED => 0x8000, DORMANT => 1,
    MOST_ELEMENTS => 1000, # A list has at most 64 KiB.
    FIRST => 3000,         # Milliseconds for the `nft` that says what this host can do, for which the agent waits 5 s,
    PATIENCE => 1000,      # and for the others, which take 20 on a machine that is not busy.
    HASTE => 200,          # Those where the agent takes a driver for dead that does not tell its clock.
    REST => 5000,          # Milliseconds without another `nft` in haste after one that did not end.
    MOST_WORDS => 1 << 16, # Bytes of what it says.
};

# With the tag that all tables of one driver have in their names. Dies when the kernel has no such filter.
sub new {
    my ($class, $tag) = @_;
    my $self = bless {kernel => Flip::Netlink->new(Flip::Netlink::NETFILTER), tag => $tag, unended => {}, rest_until => 0}, $class;
    $self->tables; # The socket alone is there without nf_tables, too.
    return $self;
}

# Where `nft` is; users' paths often lack sbin.
sub program {
    for my $folder (split(/:/, $ENV{PATH} // ''), qw(/usr/sbin /sbin /usr/local/sbin)) {
        return "$folder/nft" if -x "$folder/nft" && !-d _;
    }
    return;
}

# Hands text to `nft`. Returns what is wrong, '' for nothing. In haste only where the loop has to go on at once, and what is not
# done now is asked for again later.
sub run {
    my ($self, $text, $milliseconds) = @_;
    $milliseconds //= PATIENCE;
    my $program = program() // return 'nft is not here: install nftables';
    # Killed in the kernel, it may still do what it was told: nothing else is made under that.
    delete @{$self->{unended}}{grep { waitpid($_, POSIX::WNOHANG()) != 0 } keys %{$self->{unended}}};
    return 'an nft that was killed has not ended' if %{$self->{unended}};
    my $now = Flip::Clock::now();
    return 'nft did not end a moment ago' if $milliseconds <= HASTE && $self->is_resting;
    my $until = $now + $milliseconds;
    pipe my $in, my $words or return "pipe: $!";
    pipe my $said, my $out or return "pipe: $!";
    my $child = fork // return "fork: $!";
    if (!$child) {
        setpgrp; # With all that it starts.
        open STDIN, '<&', $in and open STDOUT, '>&', $out and open STDERR, '>&', $out and exec $program, '-f', '-';
        POSIX::_exit(127);
    }
    close $in;
    close $out;
    my $given = print {$words} $text; # Less than a pipe takes.
    $given &&= close $words;
    my ($said_all, $ended) = said_until($said, $until);
    my $code = $ended ? ended_by($child, $until) : undef;
    if (!defined $code) {
        kill KILL => -$child, $child;
        $self->{unended}{$child} = 1 if !defined ended_by($child, $until + HASTE);
        $self->{rest_until} = Flip::Clock::now() + REST;
        return 'nft did not end';
    }
    return '' if $code == 0 && $given;
    my ($first) = split /\n/, $said_all;
    return 'nft failed' . (defined $first ? ': ' . $first =~ s/\s+$//r : '');
}

# Whether one did not end a moment ago.
sub is_resting { return Flip::Clock::now() < $_[0]{rest_until} }

# What comes out there until that moment, and whether that was all.
sub said_until {
    my ($said, $until) = @_;
    my $words = '';
    while (1) {
        my $left = $until - Flip::Clock::now();
        return ($words, 0) if $left <= 0;
        my $reads = '';
        vec($reads, fileno $said, 1) = 1;
        next if select($reads, undef, undef, $left / 1000) <= 0;
        my $count = sysread $said, my $more, MOST_WORDS;
        return ($words, 1) if !$count;
        $words .= $more if length $words < MOST_WORDS;
    }
}

# How a child has ended by that moment; undefined if it has not.
sub ended_by {
    my ($child, $until) = @_;
    my $pause = 0.0002;
    while (waitpid($child, POSIX::WNOHANG()) == 0) {
        return if Flip::Clock::now() >= $until;
        select undef, undef, undef, $pause;
        $pause *= 2 if $pause < 0.01;
    }
    return $?;
}

# One transaction: all of it, or nothing. Returns the first error number, 0 for done.
sub transact {
    my ($self, @requests) = @_;
    my $frame = pack 'C C n', 0, 0, SUBSYSTEM >> 8;
    my @frame = map { [$_, Flip::Netlink::REQUEST, $frame] } BATCH_BEGIN, BATCH_END;
    my ($wrong) = grep { $_ } $self->{kernel}->transact(@frame, @requests);
    return $wrong // 0;
}

sub request {
    my ($command, $flags, $family, $attributes) = @_;
    return [SUBSYSTEM | $command, $flags, pack('C C n', $family, 0, 0) . $attributes];
}

sub named { return Flip::Netlink::attribute($_[0], "$_[1]\0") }

# Puts elements into a set, with a time-out in milliseconds if one is given.
sub add {
    my ($family, $table, $set, $timeout, @keys) = @_;
    my $lives = defined $timeout ? Flip::Netlink::attribute(4, pack 'Q>', $timeout) : '';
    return changes(NEW_ELEMENT, Flip::Netlink::CREATE, $family, $table, $set, $lives, @keys);
}

sub remove {
    my ($family, $table, $set, @keys) = @_;
    return changes(DELETE_ELEMENT, 0, $family, $table, $set, '', @keys);
}

sub changes {
    my ($command, $flags, $family, $table, $set, $more, @keys) = @_;
    my @requests;
    while (my @some = splice @keys, 0, MOST_ELEMENTS) {
        my $list = join '', map {
            Flip::Netlink::attribute(1 | NESTED, Flip::Netlink::attribute(1 | NESTED, Flip::Netlink::attribute(1, $_)) . $more)
        } @some;
        push @requests, request($command, $flags, $family, named(1, $table) . named(2, $set) . Flip::Netlink::attribute(3 | NESTED, $list));
    }
    return @requests;
}

sub flush {
    my ($family, $table, $set) = @_;
    return request(DELETE_ELEMENT, 0, $family, named(1, $table) . named(2, $set));
}

# A dormant table is out of the way of all packets until it is woken.
sub sleep_or_wake {
    my ($family, $table, $flags) = @_;
    return request(NEW_TABLE, 0, $family, named(1, $table) . Flip::Netlink::attribute(2, pack 'N', $flags));
}

sub delete_table {
    my ($family, $table) = @_;
    return request(DELETE_TABLE, 0, $family, named(1, $table));
}

# The tables of ours, whoever made them: [family, name] each.
sub tables {
    my ($self) = @_;
    my @found;
    for my $family (INET, NETDEV) {
        for my $each ($self->{kernel}->list(SUBSYSTEM | GET_TABLE, pack 'C C n', $family, 0, 0)) {
            my $name = unpack 'Z*', Flip::Netlink::attributes(substr $each->[1], 4)->{1} // '';
            push @found, [$family, $name] if $name =~ /^\Q$self->{tag}\E_/;
        }
    }
    return @found;
}

sub elements {
    my ($self, $family, $table, $set) = @_;
    my @keys;
    for my $each ($self->{kernel}->list(SUBSYSTEM | GET_ELEMENT, pack('C C n', $family, 0, 0) . named(1, $table) . named(2, $set))) {
        my $list = Flip::Netlink::attributes(substr $each->[1], 4)->{3} // next;
        my ($at, $end) = (0, length $list);
        while ($at + 4 <= $end) {
            my $length = unpack 'S', substr $list, $at, 2;
            last if $length < 4;
            my $key = Flip::Netlink::attributes(substr $list, $at + 4, $length - 4)->{1} // '';
            push @keys, Flip::Netlink::attributes($key)->{1} // ();
            $at += ($length + 3) & ~3;
        }
    }
    return @keys;
}

1;
