# A socket to one of the kernel's netlink families. Requests are handed over many at a time, and each is answered for:
# nothing is taken for done that the kernel did not acknowledge.
package Flip::Netlink;
use strict;
use warnings;
use Errno ();

use constant {
    AF_NETLINK => 16, SOCK_RAW => 3,
    ROUTE => 0, SOCK_DIAG => 4, NETFILTER => 12,
    REQUEST => 0x1, ACK => 0x4, INTERRUPTED => 0x10, DUMP => 0x300, REPLACE => 0x100, CREATE => 0x400,
    ERROR => 2, DONE => 3,
    SOL_SOCKET => 1, SO_RCVTIMEO => 20, SO_SNDBUFFORCE => 32, SO_RCVBUFFORCE => 33,
    SOL_NETLINK => 270, NETLINK_CAP_ACK => 10, NETLINK_GET_STRICT_CHK => 12,
    PATIENCE_SECONDS => 2, # The kernel answers at once; this is for one that has lost an answer.
    QUEUE_BYTES => 1 << 22,
    LONGEST_DATAGRAM => 1 << 18,
    MSG_DONTWAIT => 0x40,
    MOST_LISTS => 10,
    MOST_AT_ONCE => 200, # Each answer takes room in our queue until it is read.
};

sub new {
    my ($class, $family, $groups) = @_;
    socket(my $socket, AF_NETLINK, SOCK_RAW, $family) or die "cannot speak to the kernel: socket: $!\n";
    # To hear what it says of its own accord.
    !$groups || bind($socket, pack 'S S L L', AF_NETLINK, 0, 0, $groups) or die "cannot listen to the kernel: $!\n";
    # Without the privilege these do nothing, and the sizes that are usual do.
    setsockopt $socket, SOL_SOCKET, $_, pack('i', QUEUE_BYTES) for SO_SNDBUFFORCE, SO_RCVBUFFORCE;
    setsockopt $socket, SOL_NETLINK, $_, pack('i', 1) for NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK;
    setsockopt($socket, SOL_SOCKET, SO_RCVTIMEO, pack('l! l!', PATIENCE_SECONDS, 0)) or die "cannot speak to the kernel: $!\n";
    return bless {socket => $socket, sequence => 0}, $class;
}

# One attribute: its number, and its bytes.
sub attribute {
    my ($number, $bytes) = @_;
    return pack('S S a*', 4 + length $bytes, $number, $bytes) . "\0" x (-length($bytes) & 3);
}

# The attributes in some bytes, by number. Where one comes twice, the last.
sub attributes {
    my ($bytes) = @_;
    my %found;
    my ($at, $end) = (0, length $bytes);
    while ($at + 4 <= $end) {
        my ($length, $number) = unpack 'S S', substr $bytes, $at, 4;
        last if $length < 4 || $at + $length > $end;
        $found{$number & 0x3fff} = substr $bytes, $at + 4, $length - 4;
        $at += ($length + 3) & ~3;
    }
    return \%found;
}

# Requests are [type, flags, body]. Returns an error number for each, 0 for done, in their order.
sub ask {
    my ($self, @requests) = @_;
    my @errors;
    while (my @some = splice @requests, 0, MOST_AT_ONCE) {
        push @errors, $self->exchanged('', '', @some);
    }
    return @errors;
}

# The same as one transaction: between what opens and what closes it, all or nothing.
sub transact {
    my ($self, $open, $close, @requests) = @_;
    return $self->exchanged($self->message(@$open), $self->message(@$close), @requests);
}

sub exchanged {
    my ($self, $before, $after, @requests) = @_;
    my $first = $self->{sequence} + 1;
    my $bytes = join '', $before, map({ $self->message($_->[0], $_->[1] | REQUEST | ACK, $_->[2]) } @requests), $after;
    my %error;
    $self->sent($bytes);
    while (keys %error < @requests) {
        for my $answer ($self->received) {
            my ($type, $sequence, $body) = @$answer;
            my $error = -unpack 'i', $body;
            if ($type == ERROR && $sequence >= $first && $sequence < $first + @requests) {
                $error{$sequence} = $error;
            } elsif ($type == ERROR && $error && $sequence == 0) {
                return ($error) x @requests; # The transaction could not even be opened.
            }
        }
    }
    return map { $error{$_} } $first .. $first + $#requests;
}

# All that the kernel lists in answer to a question: [type, body] each. A list that was changed while it was read is read anew,
# since what is missing in it may be there.
sub list {
    my ($self, $type, $body) = @_;
    for (1 .. MOST_LISTS) {
        my @found;
        return @found if $self->listed($type, $body, sub { push @found, @_; 1 });
    }
    die "the kernel's list has changed each time while it was read\n";
}

# Hands over what the kernel lists, a datagram at a time, for as long as more is wanted. Says whether nothing changed meanwhile;
# undefined if not all was wanted, and this socket is of no more use then.
sub listed {
    my ($self, $type, $body, $take) = @_;
    $self->sent($self->message($type, REQUEST | DUMP, $body));
    my $mine = $self->{sequence};
    my ($whole, $done) = (1, 0);
    until ($done) {
        my @some;
        for my $answer (grep { $_->[1] == $mine } $self->received) {
            my ($kind, $sequence, $bytes, $flags) = @$answer;
            $whole = 0 if $flags & INTERRUPTED;
            my $error = $kind == ERROR || ($kind == DONE && length $bytes >= 4) ? -unpack 'i', $bytes : 0;
            if ($kind == ERROR || $error > 0) {
                $! = $error;
                die "the kernel does not list: $!\n";
            }
            $done = 1 if $kind == DONE;
            push @some, [$kind, $bytes] unless $done;
        }
        return if !$take->(@some) && !$done;
    }
    return $whole;
}

# A request takes the next number, except the frame of a transaction, which is 0.
sub message {
    my ($self, $type, $flags, $body) = @_;
    my $sequence = $flags & (ACK | DUMP) ? ++$self->{sequence} : 0;
    return pack('L S S L L a*', 16 + length $body, $type, $flags, $sequence, 0, $body) . "\0" x (-length($body) & 3);
}

sub sent {
    my ($self, $bytes) = @_;
    defined send($self->{socket}, $bytes, 0) or die "the kernel takes no request: $!\n";
}

# The messages of the next datagram: [type, sequence, body, flags] each.
sub received {
    my ($self) = @_;
    defined recv($self->{socket}, my $bytes, LONGEST_DATAGRAM, 0) or die "the kernel does not answer: $!\n";
    return messages_in($bytes);
}

sub messages_in {
    my ($bytes) = @_;
    my @messages;
    my ($at, $end) = (0, length $bytes);
    while ($at + 16 <= $end) {
        my ($length, $type, $flags, $sequence) = unpack 'L S S L', substr $bytes, $at, 12;
        last if $length < 16;
        push @messages, [$type, $sequence, substr($bytes, $at + 16, $length - 16), $flags];
        $at += ($length + 3) & ~3;
    }
    return @messages;
}

# What the kernel has said of its own accord since, as messages; at the end [0] if there is more than that, which is lost.
sub heard {
    my ($self) = @_;
    my @messages;
    for (1 .. MOST_AT_ONCE) {
        if (defined recv $self->{socket}, my $bytes, LONGEST_DATAGRAM, MSG_DONTWAIT) {
            push @messages, messages_in($bytes);
        } elsif ($!{EAGAIN}) {
            return @messages;
        } elsif (!$!{EINTR}) {
            return (@messages, [0]);
        }
    }
    return @messages;
}

1;
