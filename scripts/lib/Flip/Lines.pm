# Lines in and out, without ever waiting for whoever is at the other end: an agent that hangs must not make us hang.
package Flip::Lines;
use strict;
use warnings;
use Errno qw(EAGAIN EINTR);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);

use constant {
    LONGEST => 1 << 20, # Bytes of a line.
    UNREAD => 1 << 22,  # Bytes that the other end may leave unread.
    AT_ONCE => 1 << 16,
};

# Who says what goes to standard error.
our $PROGRAM = 'ip_driver';

sub new {
    my ($class, $in, $out) = @_;
    not_waiting($_) for $in, $out;
    return bless {in => $in, out => $out, read => '', unwritten => '', closed => 0}, $class;
}

sub not_waiting {
    my ($handle) = @_;
    my $flags = fcntl($handle, F_GETFL, 0) // die "fcntl: $!\n";
    fcntl($handle, F_SETFL, $flags | O_NONBLOCK) or die "fcntl: $!\n";
}

# Waits until there is something to read, there or on other sockets, or what was said before can be written on, or the
# seconds are over.
sub wait {
    my ($self, $seconds, @others) = @_;
    my ($reads, $writes) = ('', '');
    vec($reads, fileno $_, 1) = 1 for $self->{in}, @others;
    vec($writes, fileno $self->{out}, 1) = 1 if $self->{unwritten} ne '';
    $seconds = 0 if index($self->{read}, "\n") >= 0; # Read while we waited for the lock.
    select $reads, $writes, undef, $seconds;
    $self->write_on;
}

# Takes in what has come. Once the other end is gone, or says what no protocol is, `closed`.
sub fill {
    my ($self) = @_;
    while (length $self->{read} <= LONGEST) {
        my $count = sysread $self->{in}, $self->{read}, AT_ONCE, length $self->{read};
        last if !defined $count && $! == EAGAIN;
        next if !defined $count && $! == EINTR;
        next if $count;
        $self->{closed} = 1;
        last;
    }
}

# The whole lines that have come.
sub received {
    my ($self) = @_;
    $self->fill;
    my @lines;
    push @lines, $1 while $self->{read} =~ /\G([^\n]*)\n/gc;
    substr $self->{read}, 0, pos $self->{read} // 0, '';
    if (length $self->{read} > LONGEST) {
        warn "$PROGRAM: a line of more than @{[LONGEST]} bytes\n";
        $self->{closed} = 1;
    }
    return @lines;
}

sub say {
    my ($self, @words) = @_;
    $self->{unwritten} .= join(' ', map { s/\s+\z//r =~ s/[\x00-\x1f\x7f]+/ /gr } @words) . "\n";
}

sub write_on {
    my ($self) = @_;
    while ($self->{unwritten} ne '') {
        my $count = syswrite $self->{out}, $self->{unwritten};
        next if !defined $count && $! == EINTR;
        if (!defined $count) {
            # Nobody reads what we say: as good as gone.
            $self->{closed} = 1 if $! != EAGAIN || length $self->{unwritten} > UNREAD;
            return;
        }
        substr $self->{unwritten}, 0, $count, '';
    }
}

# Names in lines: every byte that is not visible, and %, is % and two digits.
sub encoded { return $_[0] =~ s/([^\x21-\x24\x26-\x7e])/sprintf '%%%02X', ord $1/ger }

sub decoded { return $_[0] =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ger }

1;
