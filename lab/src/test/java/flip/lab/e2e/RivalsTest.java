package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.Lists;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watch on addresses reads in packets that anybody may have made. */
class RivalsTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int AT_ONCE = 500;
    private static final String NOTHING = "-";

    /** A line is a kind of packet, the packet, and where it came from; each warning is an end. */
    private static final String READ =
            """
            $SIG{__WARN__} = sub { die @_ };
            while (<STDIN>) {
                my ($kind, $packet, $from) = map { s/^x//r } split;
                my @rival = $kind eq 'arp' ? Flip::Rivals::in_arp(pack 'H*', $packet)
                    : Flip::Rivals::in_ipv6(pack('H*', $packet), pack 'H*', $from);
                print @rival ? join(' ', map { unpack 'H*', $_ } @rival) : '-', "\n";
            }
            """;

    private static final String MAC = "020000000007";
    private static final String ADDRESS = "0a000009";
    private static final String ARP = "0001080006040001" + MAC + ADDRESS + "000000000000" + ADDRESS;

    private static final String SOURCE = "20010db8000000000000000000000003";
    private static final String TARGET = "20010db8000000000000000000000009";
    private static final String HEADER =
            "60000000LLLL3aff" + SOURCE + "ff020000000000000000000000000001";
    private static final String FROM = "020000000005";

    @BeforeEach
    void needsPerl() {
        assumeTrue(
                Stream.of(Ran.usualPath().split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "perl"))),
                "needs perl");
    }

    /** Not all at once: what is said waits in a pipe until all is written. */
    private static List<String> read(List<String> packets) {
        return Lists.partition(packets, AT_ONCE).stream()
                .flatMap(some -> readAtOnce(some).stream())
                .toList();
    }

    private static List<String> readAtOnce(List<String> packets) {
        String lines = String.join("\n", packets) + "\n";
        Command.Result result =
                Command.attempt(
                        lines,
                        LIMIT,
                        "perl",
                        "-w",
                        "-I" + TwoHosts.script("lib"),
                        "-MFlip::Rivals",
                        "-e",
                        READ);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().lines().toList();
    }

    private static String arp(String packet) {
        return "arp x" + packet + " x";
    }

    private static String rivalInArp(String packet) {
        return read(List.of(arp(packet))).get(0);
    }

    private static String six(String message) {
        return "ipv6 x" + packet(message) + " x" + FROM;
    }

    private static String packet(String message) {
        return HEADER.replace("LLLL", "%04x".formatted(message.length() / 2)) + message;
    }

    private static String rivalInSix(String message) {
        return read(List.of(six(message))).get(0);
    }

    private static String advertisement(String options) {
        return "8800000020000000" + TARGET + options;
    }

    private static String solicitation(String options) {
        return "8700000000000000" + TARGET + options;
    }

    @Test
    void whoSendsAnArpPacketSaysThatItsAddressIsHis() {
        assertThat(rivalInArp(ARP)).isEqualTo(ADDRESS + " " + MAC);
        assertThat(rivalInArp(ARP.replace("06040001", "06040002")))
                .as("a reply")
                .isEqualTo(ADDRESS + " " + MAC);
        assertThat(rivalInArp(ARP + "00".repeat(18))).as("padded").isEqualTo(ADDRESS + " " + MAC);
        assertThat(rivalInArp(ARP.replace(MAC, "00005e000105")))
                .as("a virtual router")
                .isEqualTo(ADDRESS + " 00005e000105");
    }

    @Test
    void anythingElseInArpSaysNothing() {
        List<String> packets =
                List.of(
                        "",
                        ARP.substring(0, ARP.length() - 2),
                        ARP.replaceFirst("^0001", "0006"),
                        ARP.replace("0800", "86dd"),
                        ARP.replace("0604", "0804"),
                        ARP.replace("0604", "0610"),
                        ARP.replace("06040001", "06040003"),
                        ARP.replace("06040001", "06040008"),
                        ARP.replaceFirst(ADDRESS, "00000000"),
                        ARP.replace(MAC, "000000000000"),
                        ARP.replace(MAC, "ffffffffffff"),
                        ARP.replace(MAC, "01005e000001"));

        assertThat(read(packets.stream().map(RivalsTest::arp).toList()))
                .hasSameSizeAs(packets)
                .containsOnly(NOTHING);
    }

    @Test
    void anAdvertisementSaysWhoseItsTargetIs() {
        assertThat(rivalInSix(advertisement("0201" + MAC))).isEqualTo(TARGET + " " + MAC);
        assertThat(rivalInSix(advertisement("0101" + FROM + "0201" + MAC)))
                .isEqualTo(TARGET + " " + MAC);
        assertThat(rivalInSix(advertisement(""))).as("unsaid").isEqualTo(TARGET + " " + FROM);
        assertThat(rivalInSix(advertisement("0e01000000000000")))
                .as("another option")
                .isEqualTo(TARGET + " " + FROM);
    }

    @Test
    void aSolicitationSaysWhoseItsSourceIs() {
        assertThat(rivalInSix(solicitation("0101" + MAC))).isEqualTo(SOURCE + " " + MAC);
        assertThat(rivalInSix(solicitation(""))).isEqualTo(SOURCE + " " + FROM);
    }

    @Test
    void anythingElseInIpv6SaysNothing() {
        String good = six(advertisement("0201" + MAC));
        List<String> packets =
                List.of(
                        "ipv6 x x" + FROM,
                        good.replaceFirst("x60", "x40"),
                        good.replace("3aff", "11ff"),
                        good.replace("3aff", "3afe"),
                        good.replaceFirst("x600000000020", "x600000000021"),
                        good.replaceFirst("x600000000020", "x600000000010"),
                        six("8600000020000000" + TARGET),
                        six("8801000020000000" + TARGET),
                        six("88000000200000" + TARGET.substring(2)),
                        six(advertisement("").replace(TARGET, "0".repeat(32))),
                        six(advertisement("").replace(TARGET, "ff02" + "0".repeat(28))),
                        six(advertisement("0200" + MAC)),
                        six(advertisement("0202" + MAC)),
                        six(advertisement("02")),
                        six(advertisement("0201ffffffffffff")),
                        six(advertisement("0201000000000000")),
                        six(advertisement("0e01000000000000".repeat(17))),
                        six(solicitation("0101" + MAC)).replace(SOURCE, "0".repeat(32)),
                        six(advertisement("")).replace("x" + FROM, "x"),
                        six(advertisement("")).replace("x" + FROM, "x00000000000000e0"));

        assertThat(read(packets)).hasSameSizeAs(packets).containsOnly(NOTHING);
    }

    @Test
    void whateverComesTheAnswerIsNothingOrAnAddressAndAHost() {
        Random random = new Random(1);
        HexFormat hex = HexFormat.of();
        byte[] arp = hex.parseHex(ARP);
        byte[] advertisement = hex.parseHex(packet(advertisement("0201" + MAC)));
        List<String> packets =
                Stream.generate(() -> random.nextBoolean() ? arp : advertisement)
                        .limit(4_000)
                        .map(
                                good ->
                                        (good == arp ? "arp x" : "ipv6 x")
                                                + hex.formatHex(mutated(good, random))
                                                + " x"
                                                + FROM)
                        .toList();

        List<String> rivals = read(packets);

        assertThat(rivals).hasSameSizeAs(packets);
        assertThat(rivals)
                .allMatch(line -> line.matches("-|([0-9a-f]{8}|[0-9a-f]{32}) [0-9a-f]{12}"));
        assertThat(rivals).as("some are good still").anyMatch(line -> line.endsWith(MAC));
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] changed =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(good, random.nextInt(2 * good.length))
                        : good.clone();
        for (int times = random.nextInt(4); times > 0 && changed.length > 0; times--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }
}
