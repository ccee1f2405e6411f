#!/usr/bin/perl
# The watch on addresses. What it is spoken to with is in docs/watch.md.
use strict;
use warnings;

BEGIN { unshift @INC, __FILE__ =~ m{^(.*)/} ? $1 : '.' }
use Flip::Lines;
use Flip::Watch;

use constant PRIORITY => -15;

# It ends when its input does, and not before, like the driver.
$SIG{$_} = 'IGNORE' for qw(TERM INT HUP PIPE);
# It sleeps nearly always; when it does not, an address is on two hosts. Root may do that.
eval { setpriority 0, 0, PRIORITY };

$Flip::Lines::PROGRAM = 'ip_watch';
@ARGV == 0 or failed('usage: ip_watch');
$^O eq 'linux' or failed("only on Linux, not on $^O, is it possible to hear who else has an address");
Flip::Lines::not_waiting(\*STDERR) if -p STDERR;
exit Flip::Watch->new(Flip::Lines->new(\*STDIN, \*STDOUT))->run;

sub failed {
    print STDERR "ip_watch: $_[0]\n";
    exit 1;
}
