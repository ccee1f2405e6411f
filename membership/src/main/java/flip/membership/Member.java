package flip.membership;

import java.util.Optional;
import java.util.TreeMap;

/** Another server as this one sees it: its identities, the probe that is out, who accuses it. */
final class Member {
    /** The present identity, the former, and two that a mistaken machine may bring. */
    private static final int MOST_CONTACTS = 4;

    private final ServerId id;
    private final TreeMap<Long, Contact> contacts = new TreeMap<>();
    private final RoundTrip roundTrip = new RoundTrip();
    private final Probe probe = new Probe();
    private final Suspicion suspicion = new Suspicion();
    private final Credit credit = new Credit();
    private Contact current = Contact.NONE;
    private Optional<Message> lastAck = Optional.empty();
    private final Throttle viewPull = new Throttle();
    private final Throttle configurationPull = new Throttle();
    private final Throttle hurriedPing = new Throttle();
    private Optional<Edition> asked = Optional.empty();
    private Optional<Edition> received = Optional.empty();

    Member(ServerId id) {
        this.id = id;
    }

    ServerId id() {
        return id;
    }

    /** What is known of that identity. */
    Contact contact(long identity) {
        Contact found = contacts.get(identity);
        return found == null ? Contact.NONE : found;
    }

    /** The identity that was heard last. */
    Contact current() {
        return current;
    }

    /** The contact of that identity, made when there is none. */
    Contact meet(long identity) {
        Contact found = contacts.get(identity);
        if (found == null) {
            found = new Contact(identity);
            if (contacts.size() == MOST_CONTACTS) {
                forgetOldest();
            }
            contacts.put(identity, found);
        }
        return found;
    }

    /** That identity was heard just now. */
    void isCurrent(Contact contact) {
        current = contact;
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    Probe probe() {
        return probe;
    }

    Suspicion suspicion() {
        return suspicion;
    }

    /** What is taken off its silence. */
    Credit credit() {
        return credit;
    }

    /** What a relay must not answer with; remembered only while rule R1 is off. */
    Optional<Message> lastAck() {
        return lastAck;
    }

    void remember(Message ack) {
        lastAck = Optional.of(ack);
    }

    /** Paces the requests for its view. */
    Throttle viewPull() {
        return viewPull;
    }

    /** Paces the requests for its configuration. */
    Throttle configurationPull() {
        return configurationPull;
    }

    /** It is asked for that configuration. */
    void asked(Edition edition) {
        asked = Optional.of(edition);
    }

    /** It hands over what it was asked for; empty when it was not asked for that. */
    Optional<Edition> handsOver(Edition edition) {
        Optional<Edition> answered = asked.filter(edition::equals);
        if (answered.isPresent()) {
            asked = Optional.empty();
            received = answered;
        }
        return answered;
    }

    /** Whether that was the last one that it handed over. */
    boolean hasHandedOver(Edition edition) {
        return received.filter(edition::equals).isPresent();
    }

    /** Paces the pings that ask for a grant again at once. */
    Throttle hurriedPing() {
        return hurriedPing;
    }

    private void forgetOldest() {
        contacts.values().stream()
                .filter(contact -> contact != current)
                .min(java.util.Comparator.comparing(Contact::heardAt))
                .ifPresent(contact -> contacts.remove(contact.identity()));
    }
}
