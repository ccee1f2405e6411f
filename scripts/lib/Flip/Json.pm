# Reads JSON, as much of it as a configuration can be. Debian's perl-base has no reader.
package Flip::Json;
use strict;
use warnings;

use constant DEEPEST => 64;

my %ESCAPED = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");
my %WORD = (true => 1, false => 0, null => undef);

# The value as Perl has it: hashes, arrays, strings, numbers; true is 1, false 0, null undefined. Dies on anything else.
sub read_value {
    my ($text) = @_;
    my $at = \$text;
    my $value = value($at, 0);
    $$at =~ /\G\s*\z/gc or bad($at);
    return $value;
}

sub value {
    my ($at, $depth) = @_;
    $depth < DEEPEST or die "JSON of more than @{[DEEPEST]} levels\n";
    $$at =~ /\G\s+/gc;
    return object($at, $depth) if $$at =~ /\G\{/gc;
    return items($at, $depth) if $$at =~ /\G\[/gc;
    return string($at) if $$at =~ /\G"/gc;
    return $1 if $$at =~ /\G(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)/gc;
    return $WORD{$1} if $$at =~ /\G(true|false|null)\b/gc;
    return bad($at);
}

sub object {
    my ($at, $depth) = @_;
    my %object;
    return \%object if $$at =~ /\G\s*\}/gc;
    while (1) {
        $$at =~ /\G\s*"/gc or bad($at);
        my $key = string($at);
        $$at =~ /\G\s*:/gc or bad($at);
        $object{$key} = value($at, $depth + 1);
        return \%object if $$at =~ /\G\s*\}/gc;
        $$at =~ /\G\s*,/gc or bad($at);
    }
}

sub items {
    my ($at, $depth) = @_;
    my @items;
    return \@items if $$at =~ /\G\s*\]/gc;
    while (1) {
        push @items, value($at, $depth + 1);
        return \@items if $$at =~ /\G\s*\]/gc;
        $$at =~ /\G\s*,/gc or bad($at);
    }
}

# After the quote that opens it. Bytes stay the bytes that they are.
sub string {
    my ($at) = @_;
    my $string = '';
    while (1) {
        if ($$at =~ /\G([^"\\\x00-\x1f]+)/gc) {
            $string .= $1;
        } elsif ($$at =~ /\G"/gc) {
            return $string;
        } elsif ($$at =~ /\G\\(["\\\/])/gc) {
            $string .= $1;
        } elsif ($$at =~ /\G\\([bfnrt])/gc) {
            $string .= $ESCAPED{$1};
        } elsif ($$at =~ /\G\\u([0-9A-Fa-f]{4})/gc) {
            my $letter = chr hex $1;
            utf8::encode($letter);
            $string .= $letter;
        } else {
            bad($at);
        }
    }
}

sub bad {
    my ($at) = @_;
    die 'not JSON from character ' . ((pos($$at) // 0) + 1) . " on\n";
}

1;
