# The addresses of this host's interfaces: taking and removing many at a time, by netlink.
package Flip::Addresses;
use strict;
use warnings;
use Flip::Netlink;
use Flip::Place;

use constant {
    NEW => 20, DELETE => 21, LIST => 22, OF_ADDRESSES => 0x110,
    IFA_ADDRESS => 1, IFA_LOCAL => 2, IFA_FLAGS => 8,
    NODAD => 0x02, DADFAILED => 0x08, TENTATIVE => 0x40,
    SCOPE_HOST => 254,
    AF_INET => 2, AF_INET6 => 10,
    EPERM => 1, ENODEV => 19, EADDRNOTAVAIL => 99,
    ROUNDS => 3, # Of looking whether all is gone.
};

sub new {
    my ($class) = @_;
    return bless {kernel => Flip::Netlink->new(Flip::Netlink::ROUTE)}, $class;
}

# What is there now, by key: a list of places, one for each prefix. `unusable` marks one that the kernel keeps back.
sub present {
    my ($self) = @_;
    my %present;
    for my $each ($self->{kernel}->list(LIST, pack 'C C C C L', 0, 0, 0, 0, 0)) {
        my $place = place_in($each->[1]) // next;
        push @{$present{$place->key}}, $place;
    }
    return \%present;
}

# The place that a message of the kernel is about.
sub place_in {
    my ($body) = @_;
    my ($family, $prefix, $flags, $scope, $index) = unpack 'C C C C L', $body;
    my $attributes = Flip::Netlink::attributes(substr $body, 8);
    my $bytes = $attributes->{+IFA_LOCAL} // $attributes->{+IFA_ADDRESS};
    return unless defined $bytes && ($family == AF_INET || $family == AF_INET6);
    $flags = unpack 'L', $attributes->{+IFA_FLAGS} if defined $attributes->{+IFA_FLAGS};
    my $place = Flip::Place->found($family == AF_INET ? 4 : 6, $bytes, $prefix, $index);
    $place->{unusable} = 1 if $flags & (DADFAILED | TENTATIVE);
    return $place;
}

# From now on the kernel says when an address comes or goes. Without it there is nothing to hear.
sub listen {
    my ($self) = @_;
    $self->{news} = eval { Flip::Netlink->new(Flip::Netlink::ROUTE, OF_ADDRESSES) };
}

sub sockets { return map { $_->{socket} } $_[0]{news} // () }

# Whether it has said since that one of these went, or that one of them came which was lost. A list takes a lock that whoever
# changes an interface may have for seconds; what is said here waits for nothing.
sub changed {
    my ($self, @places) = @_;
    my @messages = map { $_->heard } $self->{news} // () or return 0;
    my %places = map { $_->key => $_ } @places;
    my $changed = 0;
    for my $message (@messages) {
        my ($type, $sequence, $body) = @$message;
        my $place = $type == NEW || $type == DELETE ? place_in($body) : undef;
        my $ours = $place && $places{$place->key};
        $changed = 1 if !$type || ($ours && ($type == DELETE || $ours->{lost}));
    }
    return $changed;
}

# Puts each place's address on its interface, with this prefix and no other. Returns what is wrong with each, '' for nothing.
sub take {
    my ($self, @places) = @_;
    return unless @places;
    my $present = $self->present;
    for my $place (@places) {
        my @stale = grep { $_->{prefix} != $place->{prefix} || $_->{unusable} } @{$present->{$place->key} // []};
        $_->{interface} = $place->{interface} for @stale;
        $self->delete_all(@stale);
    }
    my @errors = $self->{kernel}->ask(map { request(NEW, Flip::Netlink::CREATE | Flip::Netlink::REPLACE, $_) } @places);
    return map { $errors[$_] ? problem("cannot put %s on %s: ", $places[$_], $errors[$_]) : '' } 0 .. $#places;
}

# Removes each place's address, with whatever prefix it is there. Returns what is wrong with each; that it is gone, '', is
# the kernel's own word, asked for afterwards.
sub remove {
    my ($self, @places) = @_;
    my @errors = $self->delete_all(@places);
    my %wrong;
    for my $round (1 .. ROUNDS) {
        my $present = $self->present;
        my @left = map { @{$present->{$_} // []} } keys %{{map { $_->key => 1 } @places}};
        my %left = map { $_->key => $_ } @left;
        %wrong = map { $left{$places[$_]->key} ? ($_ => $errors[$_]) : () } 0 .. $#places;
        last if !@left || $round == ROUNDS;
        $_->{interface} = name_of($_, @places) for @left;
        $self->delete_all(@left);
    }
    return map { exists $wrong{$_} ? problem("cannot take %s off %s: ", $places[$_], $wrong{$_}) : '' } 0 .. $#places;
}

sub name_of {
    my ($left, @places) = @_;
    my ($place) = grep { $_->key eq $left->key } @places;
    return $place->{interface};
}

sub delete_all {
    my ($self, @places) = @_;
    return unless @places;
    for my $name (keys %{{map { $_->{family} == 4 && $_->{prefix} < 32 ? ($_->{interface} => 1) : () } @places}}) {
        keep_secondaries($name);
    }
    my @errors = $self->{kernel}->ask(map { request(DELETE, 0, $_) } @places);
    return map { $_ == ENODEV || $_ == EADDRNOTAVAIL ? 0 : $_ } @errors;
}

sub request {
    my ($type, $flags, $place) = @_;
    my $v6 = $place->{family} == 6;
    my $scope = !$v6 && ord($place->{bytes}) == 127 ? SCOPE_HOST : 0;
    # A take-over cannot wait for duplicate address detection; the quorum has decided.
    my $header = pack 'C C C C L', $v6 ? AF_INET6 : AF_INET, $place->{prefix}, $v6 ? NODAD : 0, $scope, $place->{index};
    my $body = $header . Flip::Netlink::attribute(IFA_LOCAL, $place->{bytes}) . Flip::Netlink::attribute(IFA_ADDRESS, $place->{bytes});
    return [$type, $flags, $body];
}

# Without this the kernel takes every other address of a subnet along with the first one of it.
sub keep_secondaries {
    my ($name) = @_;
    for my $each ('all', $name) {
        open my $kept, '<', "/proc/sys/net/ipv4/conf/$each/promote_secondaries" or next;
        return if (readline($kept) // 0) > 0;
    }
    my $set = open my $file, '>', "/proc/sys/net/ipv4/conf/$name/promote_secondaries";
    $set &&= print {$file} "1\n";
    $set &&= close $file;
    warn "ip_driver: other addresses may leave $name with one of their subnet: set net.ipv4.conf.$name.promote_secondaries to 1\n"
        unless $set;
}

sub problem {
    my ($words, $place, $error) = @_;
    my $what = sprintf $words, $place->with_prefix, $place->{interface};
    return "${what}it is there again each time: somebody else puts it back" if !$error;
    $! = $error;
    my $advice = $error == EPERM ? '; run the agent as root or give it CAP_NET_ADMIN' : '';
    return "$what$!$advice";
}

1;
