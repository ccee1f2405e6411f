# The clock of leases: milliseconds since the machine was started, the time that it slept included (CLOCK_BOOTTIME).
package Flip::Clock;
use strict;
use warnings;

use constant {
    BOOTTIME => 7,
    COARSE => 10, # What /proc/uptime leaves away, in milliseconds.
};

# Debian's perl-base has no Time::HiRes; the kernel writes the same clock into a file, in hundredths.
my $exact = eval {
    require Time::HiRes;
    Time::HiRes::clock_gettime(BOOTTIME);
};
open my $uptime, '<', '/proc/uptime' unless $exact;

# Late rather than early where it is not exact: a lease never seems longer than it is.
sub now {
    return told() + ($exact ? 0 : COARSE);
}

# What is told to somebody who will say until when a lease is: early rather than late, for the same reason.
sub told {
    return Time::HiRes::clock_gettime(BOOTTIME) * 1000 if $exact;
    seek $uptime, 0, 0;
    my ($seconds) = split ' ', readline($uptime) // '';
    return $seconds * 1000;
}

1;
