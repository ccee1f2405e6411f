# The kernel's lease on the addresses of one system on one interface: what is for or from a guarded address is dropped
# unless the address is in a set whose elements the kernel itself takes out when the lease is over. No process of ours
# has to be alive for that.
#
# Why a lease that is renewed too late never comes into force, wherever we may have stood still: the kernel knows only how
# long an element shall live from now on, not until when. So there are two slots. A renewal first fills the slot that
# counts for nothing; when that is done, we look at the clock: had all of it taken longer than was left out of the time to
# live, it is done anew. So the kernel is known to take these elements out before the lease is over, and then only do
# they count, in a second transaction. If that one comes late, the elements are gone already.
package Flip::KernelLease;
use strict;
use warnings;
use Flip::Clock;
use Flip::Nftables;

use constant {
    ALLOWANCE => 4,   # Milliseconds that a renewal may take, and so the least that a lease ends early.
    ENDED => 'the lease has ended',
    SHORTEST => 20,   # A shorter one might be none at all, and so without end, in the kernel's ticks.
    ETHER_TYPES => [map { pack 'n', $_ } 0x0800, 0x0806, 0x86dd], # IPv4, ARP, IPv6: all that is looked at.
    NETDEV => Flip::Nftables::NETDEV,
};

sub new {
    my ($class, $filter, $number, $index, $interface) = @_;
    return bless {
        filter => $filter, table => table($filter->{tag}, $index, $number), interface => $interface,
        slot => 'a', guarded => {4 => {}, 6 => {}}, made => 0,
    }, $class;
}

sub table {
    my ($tag, $index, $number) = @_;
    return "${tag}_${index}_$number";
}

# Which interface a table of this kind is about, none for other tables.
sub index_in {
    my ($name) = @_;
    return $name =~ /_(\d+)_\d+$/ ? $1 : undef;
}

# The kernel answers for an IPv6 address from that address, so that neighbour discovery needs no rules of its own.
sub text {
    my ($table, $interface) = @_;
    my %field = (to4 => 'ip daddr', from4 => 'ip saddr', asked4 => 'arp daddr ip', says4 => 'arp saddr ip', to6 => 'ip6 daddr', from6 => 'ip6 saddr');
    my $sets = join '', map { "\tset guarded$_ { type ipv${_}_addr; }\n" } 4, 6;
    for my $slot (qw(a b)) {
        $sets .= "\tset $slot { type ether_type; }\n";
        $sets .= join '', map { "\tset $slot$_ { type ipv${_}_addr; flags timeout; }\n" } 4, 6;
    }
    my $chains = join '', map {
        my ($name, $family) = ($_, substr $_, -1);
        "\tchain $name {\n"
            . join('', map { "\t\tmeta protocol \@$_ $field{$name} \@$_$family return\n" } qw(a b))
            . "\t\tdrop\n\t}\n";
    } sort keys %field;
    my $jumps = sub { join '', map { "\t\t$field{$_} \@guarded" . substr($_, -1) . " goto $_\n" } @_ };
    return "table netdev $table {\n$sets$chains"
        . "\tchain incoming {\n\t\ttype filter hook ingress device \"$interface\" priority -300;\n" . $jumps->(qw(to4 asked4 to6)) . "\t}\n"
        . "\tchain outgoing {\n\t\ttype filter hook egress device \"$interface\" priority -300;\n" . $jumps->(qw(from4 says4 from6)) . "\t}\n}\n";
}

# Whether this host can do it: '' or why not. Leaves nothing behind.
sub why_not {
    my ($filter) = @_;
    my $table = "$filter->{tag}_try";
    return $filter->run(text($table, 'lo') . "delete table netdev $table\n", Flip::Nftables::FIRST);
}

# Guards these addresses too, and puts the lease on all in force until then. Returns what is wrong, '' for nothing; then
# what was in force before still is.
sub arm {
    my ($self, $until, @places) = @_;
    for my $attempt (1, 2) {
        my ($done, $error) = $self->{made} ? $self->arm_slot($until, @places) : (0, 0);
        return '' if $done;
        return ENDED if !defined $error;
        # There is no table yet, or somebody has flushed all rules.
        $self->{made} = 0;
        # With an `alive` the agent waits longer than with a renewal.
        my $wrong = $self->make(@places ? Flip::Nftables::PATIENCE : Flip::Nftables::HASTE);
        return "no kernel lease: $wrong" if $wrong ne '';
    }
    return 'no kernel lease: the packet filter refuses it';
}

sub make {
    my ($self, $milliseconds) = @_;
    my $text = "table netdev $self->{table}\ndelete table netdev $self->{table}\n" . text($self->{table}, $self->{interface});
    my $wrong = $self->{filter}->run($text, $milliseconds);
    return $wrong if $wrong ne '';
    $self->{made} = 1;
    my $error = $self->{filter}->transact(map { $self->into("guarded$_", undef, keys %{$self->{guarded}{$_}}) } 4, 6);
    return $error ? "error $error" : '';
}

# (1) when it is in force; (0, error) when the kernel refuses; (0, undef) when the lease is over.
sub arm_slot {
    my ($self, $until, @places) = @_;
    my ($old, $new) = $self->{slot} eq 'a' ? qw(a b) : qw(b a);
    for (my $allowance = ALLOWANCE; ; $allowance *= 2) {
        my $before = Flip::Clock::now();
        my $left = int($until - $before - $allowance);
        return (0, undef) if $left < SHORTEST;
        # From before the kernel is told: what it may guard has to be released, whatever becomes of this.
        $self->{guarded}{$_->{family}}{$_->{bytes}} = 1 for @places;
        my @fill = map {
            my $family = $_;
            my @more = map { $_->{family} == $family ? $_->{bytes} : () } @places;
            ($self->into("guarded$family", undef, @more), $self->into("$new$family", $left, keys %{$self->{guarded}{$family}}));
        } 4, 6;
        my $error = $self->{filter}->transact(map({ Flip::Nftables::flush(NETDEV, $self->{table}, $_) } $new, "${new}4", "${new}6"), @fill);
        return (0, $error) if $error;
        next if Flip::Clock::now() - $before > $allowance;
        $error = $self->{filter}->transact(Flip::Nftables::flush(NETDEV, $self->{table}, $old), $self->into($new, undef, @{+ETHER_TYPES}));
        return (0, $error) if $error;
        $self->{slot} = $new;
        return (1);
    }
}

sub into {
    my ($self, $set, $timeout, @keys) = @_;
    return Flip::Nftables::add(NETDEV, $self->{table}, $set, $timeout, @keys);
}

# Nothing is guarded any more that has been taken off the interface; without anything left there is no table either.
sub release {
    my ($self, @places) = @_;
    my @gone = grep { delete $self->{guarded}{$_->{family}}{$_->{bytes}} } @places;
    return unless $self->{made};
    if (grep { %{$self->{guarded}{$_}} } 4, 6) {
        return unless @gone;
        my @requests = map {
            my $family = $_;
            Flip::Nftables::remove(NETDEV, $self->{table}, "guarded$family", map { $_->{bytes} } grep { $_->{family} == $family } @gone);
        } 4, 6;
        $self->{made} = 0 == $self->{filter}->transact(@requests);
    } else {
        $self->{filter}->transact(Flip::Nftables::delete_table(NETDEV, $self->{table}));
        $self->{made} = 0;
    }
}

1;
