# Where a datum of addresses belongs: family, bytes, prefix, interface. The rules are those of ip_up and ip_down
# (addresses.sh), and so are the words when something is wrong.
package Flip::Place;
use strict;
use warnings;
use Socket qw(inet_pton inet_ntop AF_INET AF_INET6);
use Flip::Json;

use constant {
    SIOCGIFNAME => 0x8910, SIOCGIFINDEX => 0x8933,
    LONGEST_INTERFACE => 15,
};

# Reads a datum and its config. Dies with one line that says what, where and what to do.
sub read_datum {
    my ($class, $system, $datum, $json) = @_;
    my $config = eval { Flip::Json::read_value($json) };
    ref $config eq 'HASH' or die "the config of system \"$system\" is no JSON object\n";
    my ($address, $prefix) = split m{/}, $datum, 2;
    $address //= '';
    my $family = $address =~ /:/ ? 6 : 4;
    my $bytes = inet_pton($family == 6 ? AF_INET6 : AF_INET, $address)
        // die "\"$datum\" is not an IPv4 or IPv6 address: correct it in the system's \"data\"\n";
    my $single = $family == 6 ? 128 : 32;
    $prefix //= scalar_of($config, 'prefix');
    $prefix = $single if $prefix eq '' && $datum !~ m{/};
    $prefix =~ /^[1-9][0-9]{0,2}$/ && $prefix <= $single
        or die "\"$prefix\" is not a prefix of the address $address: it must be 1 to $single, in \"data\" or as \"prefix\" in the config\n";
    return bless {
        family => $family, bytes => $bytes, prefix => $prefix, address => inet_ntop($family == 6 ? AF_INET6 : AF_INET, $bytes),
        interface => interface(scalar_of($config, 'interface'), $system), system => $system,
        kernel_lease => $config->{kernel_lease} ? 1 : 0,
    }, $class;
}

# One that is found without a config: by what the kernel has.
sub found {
    my ($class, $family, $bytes, $prefix, $index, $interface) = @_;
    return bless {
        family => $family, bytes => $bytes, prefix => $prefix, index => $index,
        address => inet_ntop($family == 6 ? AF_INET6 : AF_INET, $bytes), interface => $interface // '',
    }, $class;
}

sub scalar_of {
    my ($config, $key) = @_;
    my $value = $config->{$key};
    return defined $value && !ref $value ? $value : '';
}

# `lo0`, the loopback of the systems that flip grew up on, is `lo` where there is no lo0.
sub interface {
    my ($name, $system) = @_;
    $name ne '' or die "no interface is given: add \"interface\" to the config of system \"$system\"\n";
    $name !~ m{^-|[/\s]|^(?:\.\.?|all|default)$} && length $name <= LONGEST_INTERFACE
        or die "\"$name\" cannot be an interface: correct \"interface\" in the config of system \"$system\"\n";
    return $name eq 'lo0' && !index_of('lo0') ? 'lo' : $name;
}

# The kernel's number of an interface, 0 if there is none of this name.
sub index_of {
    my ($name) = @_;
    socket(my $any, AF_INET, Socket::SOCK_DGRAM(), 0) or die "socket: $!\n";
    my $question = pack 'a16 x24', $name;
    return ioctl($any, SIOCGIFINDEX, $question) ? unpack 'x16 i', $question : 0;
}

# The name of the interface with a number, '' if there is none.
sub name_of {
    my ($index) = @_;
    socket(my $any, AF_INET, Socket::SOCK_DGRAM(), 0) or die "socket: $!\n";
    my $question = pack 'x16 i x20', $index;
    return ioctl($any, SIOCGIFNAME, $question) ? unpack 'Z16', $question : '';
}

# Fills in the interface's number; says whether there is such an interface.
sub find_interface {
    my ($self) = @_;
    return $self->{index} = index_of($self->{interface});
}

sub no_interface {
    my ($self) = @_;
    my $server = $ENV{FLIP_SERVER} // 'ID';
    return "this host has no interface \"$self->{interface}\": correct \"interface\" in the config of system \"$self->{system}\""
        . " (or for this server alone, in servers.$server.config)";
}

# One word for this address on this interface, whatever the prefix.
sub key {
    my ($self) = @_;
    return "$self->{index} $self->{address}";
}

sub with_prefix {
    my ($self) = @_;
    return "$self->{address}/$self->{prefix}";
}

1;
