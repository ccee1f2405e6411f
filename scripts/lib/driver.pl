#!/usr/bin/perl
# The resident driver of addresses: driver.pl LOCK_FILE. What it is spoken to with is in docs/driver.md.
use strict;
use warnings;

BEGIN { unshift @INC, __FILE__ =~ m{^(.*)/} ? $1 : '.' }
use Cwd qw(abs_path);
use Errno qw(EROFS EWOULDBLOCK);
use Fcntl qw(:flock F_SETFD O_RDONLY O_RDWR O_CREAT);
use Flip::Clock;
use Flip::Driver;
use Flip::Lines;

use constant {
    PAUSE => 0.005,   # Seconds from one try for the lock to the next.
    SAID_FOR => 2000, # Milliseconds from one time that it says that it waits to the next: the agent ends who says nothing for 5 s.
    PRIORITY => -15,
};

# It ends when its input does, and not before: the agent, which these signals are for too, decides in which order.
$SIG{$_} = 'IGNORE' for qw(TERM INT HUP PIPE);
# It sleeps nearly always; when it does not, addresses are to be gone at once, on a busy machine too. Root may do that.
eval { setpriority 0, 0, PRIORITY };

my $path = $ARGV[0];
@ARGV == 1 && $path ne '' or failed('usage: ip_driver LOCK_FILE');
$^O eq 'linux' or failed("this driver is for Linux, not $^O: use \"alive\": \"ip_up\", \"down\": \"ip_down\"");
Flip::Lines::not_waiting(\*STDERR) if -p STDERR;
my $lines = Flip::Lines->new(\*STDIN, \*STDOUT);
my $lock = locked();
exit Flip::Driver->new($lines, sprintf 'flip_%08x', hash(abs_path($path)))->run;

# Held to the very end, by our children too: who has it knows that whoever was before is gone.
sub locked {
    my ($file, $writable) = opened();
    my $silent_until = 0;
    until (flock $file, LOCK_EX | LOCK_NB) {
        $!{EWOULDBLOCK} or failed("cannot lock $path: $!");
        # By the clock: a pause is longer on a busy machine.
        if (Flip::Clock::now() >= $silent_until) {
            $silent_until = Flip::Clock::now() + SAID_FOR;
            seek $file, 0, 0;
            my ($former) = (readline($file) // '') =~ /^([1-9]\d{0,9})$/;
            $lines->say('waiting', defined $former && has($former, $file) ? $former : 0);
        }
        $lines->write_on;
        $lines->fill;
        exit 1 if $lines->{closed};
        select undef, undef, undef, PAUSE;
    }
    fcntl $file, F_SETFD, 0 or failed("cannot keep the lock $path: $!");
    if ($writable) {
        truncate $file, 0;
        sysseek $file, 0, 0;
        syswrite $file, "$$\n";
    }
    return $file;
}

# A lock need not be written: where a disk can only be read by now, it still keeps two apart. Returns also whether it can.
sub opened {
    my $file;
    return ($file, 1) if sysopen $file, $path, O_RDWR | O_CREAT, 0600;
    $!{EROFS} && sysopen $file, $path, O_RDONLY or failed("cannot open the lock $path: $!");
    return ($file, 0);
}

# Whether that process has the file open: what was written there may be old, and its number another's by now.
sub has {
    my ($process, $file) = @_;
    my ($device, $inode) = stat $file;
    for my $each (glob "/proc/$process/fd/*") {
        my ($its_device, $its_inode) = stat $each;
        return 1 if defined $its_inode && $its_device == $device && $its_inode == $inode;
    }
    return 0;
}

# A number for a path (FNV-1a): it keeps the tables of two drivers on one host apart.
sub hash {
    my $hash = 0x811c9dc5;
    $hash = ($hash ^ $_) * 0x01000193 & 0xffffffff for unpack 'C*', $_[0];
    return $hash;
}

sub failed {
    print STDERR "ip_driver: $_[0]\n";
    exit 1;
}
