package flip.lab.faults;

/**
 * What stands above the sections of the page: what the numbers mean, and what they do not cover.
 */
final class Introduction {
    static final String TEXT =
            """
            # The fault matrix

            What `bin/faults` measured, end to end: real agents, started by the real launcher, with the
            shipped scripts or the resident driver, on real addresses in network namespaces of one
            machine that a bridge joins. The whole page is written by that command, a section for each
            fault as soon as it is measured; each says how often and when that was. A section is headed
            by the name by which `bin/faults --cell NAME` measures it again.

            Each fault is done to those of four clusters that its table has: `"no_quorum_policy"` `freeze` and `stop`, each with plain
            scripts (`ip_up`, `ip_down`) and with a driver (`ip_driver` under `"kernel_lease": true`).
            Debian's keepalived is done the same to, in the same run, in the cells that have a row of it: VRRP 3 on two
            servers, priorities 150 and 100. Nothing is asked of it. What "heals when others have taken over", and such,
            lasts a while longer, so that what two have is seen: L + g, and with keepalived four `advert_int`. A time
            on two, or of an owner's being away, that lasts as long as the fault is as much longer for it. Timings are
            `gossip_interval`/`ping_timeout`/`guard` in milliseconds; L + g is the sum of the last two. `mature` is
            0 here; with its usual 5 s a server that starts is given data that much later. A
            fault begins at a random moment within the program's own period, and the runs take turns of
            five. Where it is not said otherwise, the server that has 192.168.0.1 is the one that the
            fault befalls: the *owner*.

            **What is measured**

            Of each run, the worst address; the tables have the median and the worst of all runs, or one
            number where they are the same.

            - *no answer*: how long in all a client was not answered, from the beginning of the fault until
              all was calm again. It asks every address every 5 ms (more rarely where there are more than
              20 addresses and servers to ask); silences of less than 30 ms do not count, or of less than the section says.
            - *given up after*: how long after the fault began the owner's addresses were all gone from it,
              as the kernel says. Empty when they never were.
            - *replaced after*: how long after the fault began another server had answered for each of them,
              and where two crash for each of the other's. Empty when none did. The way back is in *no
              answer* and not in this.
            - *on two, plumbed*: how long an address was on the interfaces of two servers, as the kernel
              says, to the microsecond.
            - *on two, answering*: how long two servers answered under one address. Every server is asked
              itself, from a machine that no cut and no loss concerns, and past ARP; so also a server that
              is cut off counts, and one that a kernel lease silences does not. One whose cable is pulled cannot
              be asked until it is plugged in. Every 5 ms, so that less than 10 ms may not be seen; with five
              servers every 6 ms, and where they have 20 addresses every 25.
            - *at rest after*: how long after the end of the fault the last address moved. All servers are
              up then, and each address is where it was before.
            - *client right after*: how long after the end of the fault the client reached the one server
              that has the address, and went on to, with no silence of 250 ms or more.
            - *moves*: how often an address came to another server than the one that had it last. Back is
              a move, too.

            **What is asked**

            A number that is more than what is asked for is a violation; it stands below its table, and
            makes `bin/faults` exit with 1. In every cell:

            - no address is on two servers, plumbed or answering. It may be, and then the section says why,
              under `freeze` where the owner is cut off or packets are lost (for 50 ms at the most where the owner
              hears its successor: *filtered*, *only hearing*); where nobody is left who would run a plain script;
              where scripts fail or hang while the owner is cut off; and, but only plumbed, where a kernel lease silences it;
            - all is as it was within 2 G + 3 (L + g) + 1 s of the end of the fault: an interval until who
              was away pings and is pinged and another one until what it missed is pulled, 2 (L + g) until
              a change that was refused is asked for again, L + g in which a voter that has just started
              agrees to nothing, and a second for the downs and alives of the handover. Where a process
              starts it is 4 s more, for the start of a Java machine and the start sweep; where a disk was
              lost 4 (L + g) more, for the end of the former identity; where scripts hang or fail 12 s
              more, for their time-outs and retries.

            And in some: that an owner that crashed is replaced within L + g + 150 ms (500 ms with scripts), also
            where its agent and driver are killed, or two of five servers crash; that an agent that is killed, with a
            driver, gives up within 20 ms, and is replaced within 60 ms in the median and 150 ms at the worst, and
            one that is terminated within 150 ms; that the client is right within a second of a heal; that
            a cluster in which one link is cut, or a driver is killed, or the owner is cut off from half, or a disk is
            full or slow, or, under `freeze`, nobody reaches anybody, moves nothing; that with 20 % loss
            nothing moves in ten minutes and with 30 % one address at most, and that at 100/150/50 flip
            makes fewer than a tenth of the moves of keepalived at `advert_int 0.1`.

            **What else is not 0**

            - *no answer* where nothing moves: a driver that is started again, or an owner under `stop` whose lease
              ended for a moment (packets lost, a clock set forward), gives its addresses back and takes them again.
              While the owner stands still its kernel answers for it, until the kernel lease ends. A silence of a
              second, or two, with packets lost, also under `freeze`, is taken for a lost ARP question of the client's,
              whose kernel repeats it after a second; one of up to 250 ms with five servers, for a machine of two
              cores that has that many to run.
            - *given up after* where *replaced after* is empty: the same, and it was taken again by the same server.
            - *at rest after*, *moves*: the way back. While a link flaps there may be one for each time.
            - *at rest after* where servers boot: the start of a Java machine, which is not on the way of those that run.

            **What is not covered**

            - A switch that lies: that takes frames for a cable that is cut, or goes on sending to the wrong
              one though it saw the announcement. The bridge here is an honest one.
            - A kernel that hangs, or that panics without its link going away, and memory that flips bits.
            - A whole virtual machine that stands still: here all processes of a server do, and its kernel
              goes on answering. The clocks of such a machine are the simulator's.
            - Other hosts that take the address, and clients that ignore announcements.
            - IPv6, VLANs, bonds, routers between the servers, and networks with a real latency.
            - More than five servers, and more than 20 addresses.
            - That a number is 0 in some runs does not prove that it always is. That is what the simulator
              and the model in [model](model/Agreement.tla) are for, under the same rules
              ([design.md](design.md)).

            The time of day is not the kernel's here but libfaketime's, and only for the owner's agent: a
            time namespace has no wall clock.
            """;

    private Introduction() {}
}
