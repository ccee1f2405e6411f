package flip.lab.faults;

import flip.lab.contender.Contender;
import java.util.List;
import java.util.stream.IntStream;

/** How many servers a cell has, and how many addresses. */
record Size(int servers, int addresses) {
    /** flip's documented example: two servers, each with an address, and an arbiter. */
    static final Size DOCUMENTED = new Size(3, 2);

    boolean isDocumented() {
        return equals(DOCUMENTED);
    }

    /** By whose name the first address is at home with flip1, whatever the size. */
    List<String> serverList() {
        return isDocumented()
                ? List.of(Contender.SUCCESSOR, Contender.OWNER, "flip2")
                : IntStream.rangeClosed(1, servers).mapToObj(each -> "flip" + each).toList();
    }

    List<String> addressList() {
        return IntStream.rangeClosed(1, addresses).mapToObj(each -> "192.168.0." + each).toList();
    }

    @Override
    public String toString() {
        return isDocumented()
                ? "2 servers and an arbiter, 2 addresses"
                : servers + " servers, " + addresses + " addresses";
    }
}
