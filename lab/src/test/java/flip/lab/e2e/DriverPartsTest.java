package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the driver of addresses, with a kernel and programs that only pretend. */
class DriverPartsTest {
    /** A kernel that has answered already: answer(sequence, [type, flags, body] ...). */
    private static final String ANSWERED =
            """
            use Flip::Netlink; use Socket;
            socketpair(my $driver, my $kernel, AF_UNIX, SOCK_DGRAM, 0) or die;
            my $netlink = bless {socket => $driver, sequence => 0}, 'Flip::Netlink';
            sub answer {
                my ($sequence, @messages) = @_;
                my $bytes = join '', map {
                    my ($type, $flags, $body) = @$_;
                    pack('L S S L L a*', 16 + length $body, $type, $flags, $sequence, 0, $body);
                } @messages;
                defined send $kernel, $bytes, 0 or die;
            }
            sub listed { print join(' ', map { $_->[1] } eval { $netlink->list(22, '') }), $@ =~ s/\\n//r, "\\n" }
            my ($ok, $no) = (pack('i', 0), pack('i', -4));
            """;

    @TempDir private Path folder;

    private List<String> said(String... acts) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("perl", "-w", "-I" + TwoHosts.script("lib"), "-e"));
        command.add(String.join("\n", acts));
        Ran ran = Ran.command(Map.of("PATH", folder + ":" + Ran.usualPath()), command);
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        return ran.output().lines().toList();
    }

    private void nft(String... script) throws IOException {
        Path nft = folder.resolve("nft");
        Files.writeString(nft, "#!/bin/sh\n" + String.join("\n", script) + "\n");
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void anNftThatDoesNotEndIsEndedWithAllThatItStarted() throws IOException {
        nft("echo $$ >" + folder + "/pid", "sleep 60 & wait");

        assertThat(
                        said(
                                "use Flip::Nftables; use Flip::Clock;",
                                "my $filter = bless {unended => {}, rest_until => 0}, 'Flip::Nftables';",
                                "print $filter->run('list tables'), \"\\n\";",
                                "my $pid = `cat %s/pid`;".formatted(folder),
                                // Of the child that is an orphan now only the corpse may be left.
                                "my @left = grep { /^\\S+ \\(sleep\\) [^Z] \\d+ $pid/ }"
                                        + " map { open my $stat, '<', $_; readline($stat) // '' } glob '/proc/[0-9]*/stat';",
                                "print scalar(@left), \"\\n\";",
                                "my $before = Flip::Clock::now();",
                                "print $filter->run('list tables', Flip::Nftables::HASTE), \"\\n\";",
                                "print Flip::Clock::now() - $before < 50 ? 'at once' : 'later', \"\\n\";"))
                .containsExactly("nft did not end", "0", "nft did not end a moment ago", "at once");
    }

    @Test
    void whatNftSaysAndHowItEndsIsTold() throws IOException {
        nft("read -r text", "[ \"$text\" = good ] || { echo \"no: $text\"; echo more; exit 3; }");

        assertThat(
                        said(
                                "use Flip::Nftables;",
                                "my $filter = bless {unended => {}, rest_until => 0}, 'Flip::Nftables';",
                                "print $filter->run(\"$_\\n\"), \".\\n\" for qw(good bad);"))
                .containsExactly(".", "nft failed: no: bad.");
    }

    @Test
    void aListThatWasChangedWhileItWasReadIsReadAnew() throws IOException {
        assertThat(
                        said(
                                ANSWERED,
                                "answer(1, [20, 2, 'aaaa']); answer(1, [20, 0x12, 'cccc']);",
                                "answer(1, [3, 2, $ok]);",
                                "answer(2, [20, 2, 'aaaa'], [20, 2, 'bbbb']); answer(2, [3, 0x12, $ok]);",
                                "answer(3, [20, 2, 'bbbb'], [20, 2, 'cccc']); answer(3, [3, 2, $ok]);",
                                "listed();"))
                .containsExactly("bbbb cccc");
    }

    @Test
    void aListThatIsNeverWholeOrEndsWithAnErrorIsNone() throws IOException {
        assertThat(
                        said(
                                ANSWERED,
                                "answer($_, [20, 0x12, 'aaaa'], [3, 2, $ok]) for 1 .. 10;",
                                "listed();",
                                "answer(11, [20, 2, 'aaaa'], [3, 2, $no]);",
                                "listed();"))
                .containsExactly(
                        "the kernel's list has changed each time while it was read",
                        "the kernel does not list: Interrupted system call");
    }

    @Test
    void whatAnAliveGuardedThatFoundItsLeaseOverIsGuardedNoMore() throws IOException {
        assertThat(
                        said(
                                "use Flip::KernelLease; use Flip::Place;",
                                "my ($now, $slow, @changes) = (1000, 0);",
                                "no warnings; *Flip::Clock::now = sub { $now };",
                                "package Filter { sub run { '' } sub transact { shift; push @changes, @_; $now += $slow; 0 } }",
                                "my $lease = Flip::KernelLease->new(bless({tag => 't'}, 'Filter'), 1, 2, 'eth0');",
                                "my ($one, $two) = map { Flip::Place->found(4, \"\\x0a\\0\\0\" . chr, 32, 2) } 1, 2;",
                                "print $lease->arm(2000, $one), \".\\n\";",
                                "$slow = 1000;",
                                "print $lease->arm(2000, $two), \".\\n\";",
                                "@changes = (); $slow = 0;",
                                "$lease->release($two);",
                                "sub key { $_[0] =~ /\\x0a\\0\\0(.)/s ? ord $1 : 0 }",
                                "print join(' ', map { ($_->[0] & 255, $_->[2] =~ /(guarded4)/, key($_->[2])) } @changes), \".\\n\";",
                                "@changes = (); $now = 1000; $lease->release($one);",
                                "print join(' ', map { $_->[0] & 255 } @changes), \".\\n\";"))
                .containsExactly(".", "the lease has ended.", "14 guarded4 2.", "2.");
    }

    @Test
    void aTableInWhichNothingCameToBeGuardedIsDeleted() throws IOException {
        assertThat(
                        said(
                                "use Flip::KernelLease; use Flip::Place;",
                                "my @changes;",
                                "no warnings; *Flip::Clock::now = sub { 1000 };",
                                "package Filter { sub run { '' } sub transact { shift; push @changes, @_; 0 } }",
                                "my $lease = Flip::KernelLease->new(bless({tag => 't'}, 'Filter'), 1, 2, 'eth0');",
                                "my $one = Flip::Place->found(4, \"\\x0a\\0\\0\\1\", 32, 2);",
                                "print $lease->arm(1010, $one), \".\\n\";",
                                "$lease->release($one);",
                                "print join(' ', map { $_->[0] & 255 } @changes), \" $lease->{made}.\\n\";"))
                .containsExactly("the lease has ended.", "2 0.");
    }

    @Test
    void anAddressWhoseInterfaceGotAnotherNameIsNotGone() throws IOException {
        assertThat(
                        said(
                                "use Flip::Holdings;",
                                "my @there = map { Flip::Place->found(4, \"\\x0a\\0\\0\" . chr, 32, 1) } 1, 2;",
                                "sub Kernel::present { return {map { $_->key => [$_] } @there} }",
                                "my $holdings = bless {addresses => bless([], 'Kernel'), held => {}, owner => {}}, 'Flip::Holdings';",
                                "@$holdings{qw(held owner)} = ({\"a\\0b\" => $there[1]}, {$there[1]->key => \"a\\0b\"});",
                                "my $config = '{\"interface\": \"none0\"}';",
                                "my @asked = map { {system => 'ip', datum => \"10.0.0.$_\", config => $config} } 1 .. 3;",
                                "$holdings->give_back(@asked);",
                                "print \"$_->{wrong}.\\n\" for @asked;"))
                .containsExactly(
                        "cannot look at the interface \"none0\" of system \"ip\", and 10.0.0.1 is on lo: take it off there by hand.",
                        ".",
                        ".");
    }

    /** One queue that is full holds up nobody, is told of once, and is tried again. */
    @Test
    void anInterfaceThatSendsNothingIsNotWaitedFor() throws IOException {
        assertThat(
                        said(
                                "my $tries = 0;",
                                "BEGIN { *CORE::GLOBAL::send = sub (*$$;$) {",
                                "    print \"waits\\n\" unless $_[2] & 0x40;",
                                "    $tries++; $! = 11;",
                                "    return;",
                                "} }",
                                "use Flip::Announcements; use Flip::Place;",
                                "no warnings;",
                                "my %asked = (0x8913, pack('S', 0x1043), 0x8927, pack('S a6', 1, 'abcdef'), 0x8933, pack 'i', 2);",
                                "*Flip::Announcer::asked = sub { $asked{$_[1]} };",
                                "*Flip::Announcer::prepare = sub { };",
                                "*Flip::Announcer::wire6 = sub { socket my $wire, 10, 2, 0; $wire };",
                                "my $announcements = Flip::Announcements->new([300]);",
                                "my $ipv4 = Flip::Place->found(4, \"\\x0a\\0\\0\\1\", 32, 2, 'eth0');",
                                "my $ipv6 = Flip::Place->found(6, \"\\0\" x 15 . \"\\1\", 128, 2, 'eth1');",
                                "$announcements->begin(1000, $ipv4, $ipv6);",
                                "$announcements->due(1300); $announcements->due(1400);",
                                "print \"$tries\\n\";"))
                .containsExactly(
                        "ip_driver: cannot announce 10.0.0.1 on eth0: send: Resource temporarily unavailable",
                        "ip_driver: cannot announce ::1 on eth1: send: Resource temporarily unavailable",
                        "4");
    }

    /**
     * To list them takes longer than there is time; and what is left of a list confuses no other.
     */
    @Test
    void connectionsAreResetWhileTheyAreListed() throws IOException {
        assertThat(
                        said(
                                "use Flip::Connections; use Flip::Place;",
                                "no warnings;",
                                "my ($now, $reset, %of) = (1000, 0);",
                                "*Flip::Clock::now = sub { $now };",
                                "*Flip::Netlink::new = sub { bless {sequence => 0}, 'Flip::Netlink' };",
                                // 7 datagrams of 300 connections on each socket, 4 ms for each.
                                "*Flip::Netlink::sent = sub { push @{$of{$_[0]}}, map { [20, $_[0]{sequence}, 'x' x 60, 2] } 1 .. 2100 };",
                                "*Flip::Netlink::received = sub {",
                                "    $now += 4;",
                                "    my @some = splice @{$of{$_[0]}}, 0, 300;",
                                "    return @some ? @some : [3, $_[0]{sequence}, '', 2];",
                                "};",
                                "*Flip::Netlink::ask = sub { my ($self, @some) = @_; $reset += @some; map { 0 } @some };",
                                "my $connections = Flip::Connections->new;",
                                "my $before = $now;",
                                "for (1, 2) {",
                                "    ($reset, $before) = (0, $now);",
                                "    $connections->reset_all(10, Flip::Place->found(4, \"\\x0a\\0\\0\\1\", 32, 2));",
                                "    print $reset, ' in ', $now - $before, \"\\n\";",
                                "}"))
                .containsExactly("600 in 12", "600 in 12");
    }

    /** Whoever changes the packet filter at that time may take longer than the guard. */
    @Test
    void theEndOfALeaseAsksThePacketFilterForNothingBeforeTheAddressIsGone() throws IOException {
        String made =
                """
                use Flip::Driver; use Flip::Place;
                no warnings;
                sub Told::say { shift; print "@_\\n" }
                sub Told::write_on { }
                sub Kernel::remove { shift; print "removes\\n"; map { '' } @_ }
                sub Filter::drop { print "drops\\n" }
                sub Filter::lift { print "lifts\\n" }
                my $place = Flip::Place->found(4, "\\x0a\\0\\0\\1", 32, 2, 'eth0');
                @$place{qw(system datum)} = ('ip', '10.0.0.1');
                my $holdings = bless {
                    held => {"ip\\0a" => $place}, owner => {$place->key => "ip\\0a"}, leases => {}, until => {},
                    announcements => Flip::Announcements->new([]),
                    addresses => bless([], 'Kernel'), leaving => bless([], 'Filter'),
                }, 'Flip::Holdings';
                my $driver = bless {
                    lines => bless([], 'Told'), holdings => $holdings, ending => {}, silence => 40,
                }, 'Flip::Driver';
                """;

        assertThat(said(made, "$holdings->{until}{ip} = 1;", "$driver->end_system('ip', 0);"))
                .containsExactly("removes", "released ip");
        assertThat(said(made, "$driver->hear('1 down ip a {}');"))
                .containsExactly("drops", "removes", "1 ok", "lifts");
    }

    @Test
    void whatTheKernelSaysOfWhatIsHeldIsAReasonToLook() throws IOException {
        assertThat(
                        said(
                                ANSWERED,
                                "use Flip::Addresses;",
                                "my $addresses = bless {news => $netlink}, 'Flip::Addresses';",
                                "sub of { pack 'C C C C L S S a4', 2, 32, 0, 0, 7, 8, 2, \"\\x0a\\0\\0\" . chr $_[0] }",
                                "my @held = map { Flip::Place->found(4, \"\\x0a\\0\\0\" . chr, 32, 7) } 1, 2;",
                                "$held[1]{lost} = 1;",
                                "print $addresses->changed(@held), \"\\n\";",
                                "answer(0, [20, 0, of(1)], [20, 0, of(3)], [21, 0, of(3)]);",
                                "print $addresses->changed(@held), \"\\n\";",
                                "answer(0, [20, 0, of(3)]); answer(0, [21, 0, of(1)]);",
                                "print $addresses->changed(@held), $addresses->changed(@held), \"\\n\";",
                                "answer(0, [20, 0, of(2)]);",
                                "print $addresses->changed(@held), \"\\n\";"))
                .containsExactly("0", "0", "10", "1");
    }

    @Test
    void whatTheKernelSaidAndNobodyHeardIsAReasonToLook() throws IOException {
        assertThat(
                        said(
                                "my @errors = (4, 105, 11);",
                                "BEGIN { *CORE::GLOBAL::recv = sub (*\\$$$) { $! = shift @errors; return } }",
                                "use Flip::Addresses;",
                                "my $addresses = bless {news => bless {socket => 1}, 'Flip::Netlink'}, 'Flip::Addresses';",
                                "print $addresses->changed, \"\\n\";",
                                "@errors = (11);",
                                "print $addresses->changed, \"\\n\";"))
                .containsExactly("1", "0");
    }
}
