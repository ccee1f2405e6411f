# The packet filter of the kernel: tables are made by `nft`, from text that a person can read; what changes while they are
# in use goes to the kernel directly, since starting `nft` takes longer than a lease can wait.
package Flip::Nftables;
use strict;
use warnings;
use POSIX ();
use Flip::Netlink;

use constant {
    SUBSYSTEM => 10 << 8, BATCH_BEGIN => 0x10, BATCH_END => 0x11,
    NEW_TABLE => 0, GET_TABLE => 1, DELETE_TABLE => 2, NEW_ELEMENT => 12, GET_ELEMENT => 13, DELETE_ELEMENT => 14,
    INET => 1, NETDEV => 5, NESTED => 0x8000, DORMANT => 1,
    MOST_ELEMENTS => 1000, # A list has at most 64 KiB.
};

# With the tag that all tables of one driver have in their names. Dies when the kernel has no such filter.
sub new {
    my ($class, $tag) = @_;
    return bless {kernel => Flip::Netlink->new(Flip::Netlink::NETFILTER), tag => $tag}, $class;
}

# Where `nft` is; users' paths often lack sbin.
sub program {
    for my $folder (split(/:/, $ENV{PATH} // ''), qw(/usr/sbin /sbin /usr/local/sbin)) {
        return "$folder/nft" if -x "$folder/nft" && !-d _;
    }
    return;
}

# Hands text to `nft`. Returns what is wrong, '' for nothing.
sub run {
    my ($self, $text) = @_;
    my $program = program() // return 'nft is not here: install nftables';
    pipe my $in, my $words or return "pipe: $!";
    pipe my $said, my $out or return "pipe: $!";
    my $child = fork // return "fork: $!";
    if (!$child) {
        open STDIN, '<&', $in and open STDOUT, '>&', $out and open STDERR, '>&', $out and exec $program, '-f', '-';
        POSIX::_exit(127);
    }
    close $in;
    close $out;
    my $given = print {$words} $text;
    $given &&= close $words;
    my ($first) = my @lines = <$said>;
    waitpid $child, 0;
    return '' if $? == 0 && $given;
    return 'nft failed' . (defined $first ? ': ' . $first =~ s/\s+$//r : '');
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
