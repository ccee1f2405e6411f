package flip.membership;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What this server may not forget: as it stands in memory, and as it is durable. Whoever changes it
 * says nothing that depends on the change before it is durable.
 */
final class Ledger {
    /** Stamps reserved at a time: weeks of messages, so that no message ever waits for the disk. */
    static final long STAMP_BLOCK = 1L << 32;

    private final ArrayDeque<Effect.Persist> pending = new ArrayDeque<>();
    private Promise now;
    private Promise durable;
    private final long firstStamp;
    private boolean changed = true;
    private boolean binding = true;
    private long number;
    private long bindingNumber;
    private long durableNumber;

    private Ledger(Promise start) {
        now = start;
        durable = start;
        firstStamp = start.stampLimit() - STAMP_BLOCK;
    }

    /** What a life begins with: what is remembered, with the next block of stamps, or nothing. */
    static Ledger of(Optional<Promise> remembered, RandomGenerator random) {
        return new Ledger(
                remembered
                        .map(promise -> reserving(promise, promise.stampLimit() + STAMP_BLOCK))
                        .orElseGet(() -> fresh(random)));
    }

    /** What a server begins anew with that leaves its lineage by an operator's word. */
    static Promise anew(Recovery recovery, String configurationText, RandomGenerator random) {
        Promise fresh = fresh(random);
        return new Promise(
                fresh.identity(),
                fresh.incarnation(),
                fresh.stampLimit(),
                fresh.known(),
                fresh.promised(),
                fresh.acceptedBallot(),
                fresh.accepted(),
                configurationText,
                fresh.candidateText(),
                MayHold.NOTHING, // It begins when nothing is held any more.
                recovery);
    }

    private static Promise fresh(RandomGenerator random) {
        long identity = 1 + random.nextLong(Long.MAX_VALUE - 1);
        // A new identity begins at a random stamp, so that no echo of another is taken for its own.
        long first = 1 + random.nextLong(1L << 61);
        return new Promise(
                identity,
                0,
                first + STAMP_BLOCK,
                View.NONE,
                Ballot.ZERO,
                Ballot.ZERO,
                View.NONE,
                "",
                "",
                MayHold.EVERYTHING);
    }

    private static Promise reserving(Promise promise, long limit) {
        return new Promise(
                promise.identity(),
                promise.incarnation(),
                limit,
                promise.known(),
                promise.promised(),
                promise.acceptedBallot(),
                promise.accepted(),
                promise.configurationText(),
                promise.candidateText(),
                promise.mayHold(),
                promise.recovery());
    }

    /** The stamp that this life begins with. */
    long firstStamp() {
        return firstStamp;
    }

    /** As it stands, durable or not. */
    Promise now() {
        return now;
    }

    /** As it is durable. */
    Promise durable() {
        return durable;
    }

    View known() {
        return now.known();
    }

    /** Whether the first promise of this life is durable: before that nothing is said at all. */
    boolean isReady() {
        return durableNumber > 0;
    }

    /** The number of the last promise that binds this server to more than the one before it. */
    long bindingNumber() {
        return bindingNumber;
    }

    void identity(long identity) {
        change(with(identity, now.incarnation(), now.stampLimit()));
    }

    void incarnation(long incarnation) {
        change(with(now.identity(), incarnation, now.stampLimit()));
    }

    void stampLimit(long limit) {
        change(with(now.identity(), now.incarnation(), limit));
    }

    void promised(Ballot ballot) {
        change(with(now.known(), ballot, now.acceptedBallot(), now.accepted()));
    }

    void accepted(Ballot ballot, View view) {
        change(with(now.known(), ballot, ballot, view));
    }

    /** A chosen view of the same generation. */
    void learned(View view) {
        change(with(view, now.promised(), now.acceptedBallot(), now.accepted()));
    }

    /** R12: the next generation starts with the view that ended the last, and with no promise. */
    void entered(View view) {
        change(with(view, Ballot.ZERO, Ballot.ZERO, view));
    }

    /**
     * The configuration in force, and the one that may be agreed to next: empty when there is none.
     */
    void configurations(String text, String candidateText) {
        change(
                new Promise(
                        now.identity(),
                        now.incarnation(),
                        now.stampLimit(),
                        now.known(),
                        now.promised(),
                        now.acceptedBallot(),
                        now.accepted(),
                        text,
                        candidateText,
                        now.mayHold(),
                        now.recovery()));
    }

    /**
     * It is to be written once more: less is held than the last promise names. Nothing that is said
     * depends on that.
     */
    void rewrite() {
        changed = true;
    }

    /** The effect that makes the present content durable, if it is not on its way already. */
    Optional<Effect.Persist> flush() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        number++;
        bindingNumber = binding ? number : bindingNumber;
        binding = false;
        Effect.Persist persist = new Effect.Persist(now, number);
        pending.add(persist);
        return Optional.of(persist);
    }

    /** All promises up to that number are durable. */
    void persisted(long upTo) {
        while (!pending.isEmpty() && pending.peekFirst().number() <= upTo) {
            Effect.Persist persist = pending.removeFirst();
            durable = persist.promise();
            durableNumber = persist.number();
        }
    }

    private void change(Promise next) {
        if (!next.equals(now)) {
            now = next;
            changed = true;
            binding = true;
        }
    }

    private Promise with(long identity, long incarnation, long stampLimit) {
        return new Promise(
                identity,
                incarnation,
                stampLimit,
                now.known(),
                now.promised(),
                now.acceptedBallot(),
                now.accepted(),
                now.configurationText(),
                now.candidateText(),
                now.mayHold(),
                now.recovery());
    }

    private Promise with(View known, Ballot promised, Ballot acceptedBallot, View accepted) {
        return new Promise(
                now.identity(),
                now.incarnation(),
                now.stampLimit(),
                known,
                promised,
                acceptedBallot,
                accepted,
                now.configurationText(),
                now.candidateText(),
                now.mayHold(),
                known.isFormed() ? Recovery.NONE : now.recovery());
    }
}
