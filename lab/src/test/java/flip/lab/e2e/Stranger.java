package flip.lab.e2e;

import java.net.InetAddress;

/** A host that says that it has an address which is another's. */
record Stranger(Host host) {
    /** Needs no address to be there. */
    private static final String CLAIM =
            """
            my ($hex, $mac) = @ARGV;
            my $announcer = Flip::Announcer->new('eth0');
            my $bytes = pack 'H*', $hex;
            my $every = pack 'H*', length $bytes == 4 ? 'ffffffffffff' : '333300000001';
            $mac = defined $mac ? pack 'H*', $mac =~ tr/://dr : unpack 'x2 a6', $announcer->asked(0x8927);
            $announcer->{mac} = $mac;
            $announcer->prepare(0);
            if (length $bytes == 4) {
                $announcer->frame($bytes, $every, 1, pack('x6'), $bytes);
            } else {
                my $body = pack 'C C n N a16 C C a6', 136, 0, 0, 0x20000000, $bytes, 2, 1, $mac;
                my $all = pack 'n8', 0xff02, 0, 0, 0, 0, 0, 0, 1;
                my $sum = 0;
                $sum += $_ for unpack 'n*', $bytes . $all . pack('N N', length $body, 58) . $body;
                $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
                substr $body, 2, 2, pack 'n', ~$sum & 0xffff;
                my $packet = pack('N n C C', 0x60000000, length $body, 58, 255) . $bytes . $all . $body;
                my $frame = $every . $mac . pack('n', 0x86dd) . $packet;
                my $where = pack 'S n i S C C a8', 17, 0x86dd, $announcer->{index}, 0, 0, 6, $every;
                defined send($announcer->{frames}, $frame, 0, $where) or die "send: $!";
            }
            """;

    String hardware() {
        return hardware(host);
    }

    static String hardware(Host of) {
        return of.namespace().run("cat", "/sys/class/net/" + Host.INTERFACE + "/address").strip();
    }

    /** Tells everybody, once, that the address is here. */
    void claims(InetAddress address) {
        claims(address, hardware());
    }

    /** Tells everybody, once, that the address is at that hardware address. */
    void claims(InetAddress address, String hardware) {
        StringBuilder hex = new StringBuilder();
        for (byte each : address.getAddress()) {
            hex.append("%02x".formatted(each));
        }
        host.namespace()
                .run(
                        "perl",
                        "-w",
                        "-I" + Repository.root().resolve("scripts/lib"),
                        "-MFlip::Announcer",
                        "-e",
                        CLAIM,
                        hex.toString(),
                        hardware);
    }
}
