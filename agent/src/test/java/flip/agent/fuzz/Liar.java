package flip.agent.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Ballot;
import flip.membership.Change;
import flip.membership.Descent;
import flip.membership.Exclusion;
import flip.membership.Grant;
import flip.membership.Header;
import flip.membership.Message;
import flip.membership.Opinion;
import flip.membership.Recovery;
import flip.membership.Round;
import flip.membership.Rumor;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Makes messages that are well formed, fresh, and not true. */
final class Liar {
    private static final List<ServerId> NAMES =
            List.of("a", "b", "c", "d", "e", "stranger").stream().map(ServerId::new).toList();
    private static final List<String> LOTS = List.of("192.0.2.1", "192.0.2.2", "job", "x", "");

    private final Choices choices;
    private final Street street;

    Liar(Choices choices, Street street) {
        this.choices = choices;
        this.street = street;
    }

    /** What that house is told in the name of that server. */
    Message message(House victim, ServerId sender) {
        Optional<Header> truth =
                street.house(sender.value()) == null ? Optional.empty() : said(sender, victim);
        Header header = header(victim, sender, truth);
        return new Message(header, body(victim, sender, header, 0));
    }

    private Optional<Header> said(ServerId sender, House victim) {
        return street.house(sender.value()).lastSaid(victim.id());
    }

    private Header header(House victim, ServerId sender, Optional<Header> truth) {
        View view = view(victim);
        long echo = victim.lastSaid(sender).map(Header::stamp).orElse(0L);
        Header.Wants wants = choices.once(3) ? Header.Wants.OUT : Header.Wants.UP;
        Optional<Texts.Offer> offer =
                choices.once(4) ? Optional.of(choices.of(Texts.OFFERS)) : Optional.empty();
        return new Header(
                sender,
                truth.map(Header::identity).map(choices::near).orElse(7L),
                choices.near(truth.map(Header::incarnation).orElse(1L)),
                choices.near(truth.map(Header::refutation).orElse(0L)),
                choices.near(truth.map(Header::stamp).orElse(1000L) + 2),
                choices.once(12) ? choices.near(echo) : echo,
                choices.near(view.lineage()),
                choices.near(view.generation()),
                choices.near(view.epoch()),
                choices.near(truth.map(Header::viewDigest).orElse(0L)),
                choices.near(truth.map(Header::settled).orElse(0L)),
                choices.near(offer.map(Texts.Offer::version).orElse(view.configurationVersion())),
                choices.near(offer.map(Texts.Offer::digest).orElse(view.configurationDigest())),
                wants,
                choices.once(2),
                list(4, this::rumor));
    }

    private static View view(House of) {
        return of.view();
    }

    private Message.Body body(House victim, ServerId sender, Header header, int depth) {
        View known = view(victim);
        return switch (choices.below(depth == 0 ? 17 : 2)) {
            case 0 -> new Message.Ping();
            case 1 ->
                    new Message.Ack(
                            choices.near(victim.lastSaid(sender).map(Header::stamp).orElse(0L)),
                            grant(known));
            case 2 -> relay(victim, sender, header);
            case 3 -> new Message.Prepare(round(known), list(4, () -> change(known)));
            case 4 ->
                    new Message.Promised(
                            round(known),
                            ballot(),
                            like(known),
                            like(known),
                            list(4, this::opinion));
            case 5 -> new Message.Accept(round(known), like(known));
            case 6 -> new Message.Accepted(round(known));
            case 7 -> new Message.Refused(round(known), ballot());
            case 8 -> new Message.Decided(like(known));
            case 9 -> new Message.ViewWanted();
            case 10 ->
                    new Message.ConfigurationWanted(
                            choices.near(known.configurationVersion()),
                            choices.near(known.configurationDigest()));
            case 11 -> {
                Texts.Offer offer = choices.of(Texts.OFFERS);
                yield new Message.ConfigurationOffered(
                        choices.near(offer.version()), choices.near(offer.digest()), offer.text());
            }
            case 12 ->
                    new Message.Excluding(
                            choices.near(header.incarnation()), list(4, this::exclusion));
            case 13 ->
                    new Message.RecoveryAsked(
                            recovery(known),
                            choices.near(known.configurationVersion()),
                            choices.near(known.configurationDigest()),
                            choices.once(2));
            case 14 -> new Message.RecoveryAnswered(choices.any(), choices.once(2), "no");
            case 15 -> new Message.Will();
            default -> said();
        };
    }

    private Recovery recovery(View known) {
        return new Recovery(
                ImmutableSortedSet.<ServerId>naturalOrder()
                        .add(choices.of(NAMES))
                        .addAll(list(3, () -> choices.of(NAMES)))
                        .build(),
                formers(known),
                choices.near(known.epoch()),
                length());
    }

    private ImmutableList<Long> formers(View known) {
        return ImmutableList.<Long>builder()
                .addAll(known.descent().formers().stream().limit(8).toList())
                .add(choices.near(known.lineage()))
                .build();
    }

    private Message.Body relay(House victim, ServerId sender, Header header) {
        ServerId target = choices.once(2) ? choices.of(NAMES) : victim.id();
        ServerId of = choices.once(2) ? choices.of(NAMES) : sender;
        Optional<Header> truth =
                street.house(of.value()) == null ? Optional.empty() : said(of, victim);
        Header inner = of.equals(sender) ? header : header(victim, of, truth);
        return new Message.Relay(target, new Message(inner, body(victim, of, inner, 1)));
    }

    /** What somebody honest said to somebody else. */
    private Message.Body said() {
        List<Message.Body> bodies = street.bodies();
        return bodies.isEmpty() ? new Message.Ping() : choices.of(bodies);
    }

    private Round round(View known) {
        for (Message.Body body : street.bodies()) {
            if (body instanceof Message.Prepare prepare && choices.once(2)) {
                return prepare.round();
            }
        }
        return new Round(choices.near(known.lineage()), choices.near(known.generation()), ballot());
    }

    private Ballot ballot() {
        return choices.once(4)
                ? Ballot.ZERO
                : new Ballot(choices.near(5), choices.of(NAMES).value());
    }

    private Grant grant(View known) {
        return new Grant(choices.near(known.generation()), choices.near(1), length());
    }

    private Duration length() {
        return Duration.ofNanos(Math.max(0, choices.near(Duration.ofMillis(200).toNanos())));
    }

    private Opinion opinion() {
        Opinion.Reason reason = choices.of(List.of(Opinion.Reason.values()));
        return switch (choices.below(3)) {
            case 0 -> new Opinion.Agreed();
            case 1 -> new Opinion.NotYet(length(), reason);
            default -> new Opinion.Opposed(reason);
        };
    }

    private Change change(View known) {
        ServerId server = choices.of(NAMES);
        Standing standing =
                known.standing(server).orElse(new Standing(0, Standing.State.OUT, 0, false));
        long identity = choices.near(standing.identity());
        long incarnation = choices.near(standing.incarnation());
        long version = choices.near(known.configurationVersion());
        long digest = choices.near(known.configurationDigest());
        return switch (choices.below(8)) {
            case 0 -> new Change.Down(server, identity, incarnation);
            case 1 -> new Change.Up(server, identity, incarnation);
            case 2 -> new Change.Out(server, identity, incarnation);
            case 3 -> new Change.Admit(server, identity, choices.any());
            case 4 -> new Change.Configure(version, digest);
            case 5 -> new Change.Exclude(exclusion());
            case 6 -> new Change.Include(exclusion());
            default -> new Change.Form(version, digest);
        };
    }

    private Exclusion exclusion() {
        return new Exclusion(
                choices.of(NAMES),
                choices.of(List.of("ip", "job", "all", "none")),
                choices.of(LOTS));
    }

    private Rumor rumor() {
        return new Rumor(
                choices.once(2) ? Rumor.Kind.SUSPECT : Rumor.Kind.ALIVE,
                choices.of(NAMES),
                choices.near(1),
                choices.near(0),
                choices.of(NAMES));
    }

    /** That view, and what a liar makes of it. */
    private View like(View known) {
        TreeMap<ServerId, Standing> standings = new TreeMap<>(known.standings());
        for (int changes = choices.below(4); changes > 0; changes--) {
            ServerId server = choices.of(NAMES);
            Standing was = standings.get(server);
            if (was != null && choices.once(4)) {
                standings.remove(server);
            } else {
                standings.put(
                        server,
                        new Standing(
                                choices.near(was == null ? 0 : was.identity()),
                                choices.of(List.of(Standing.State.values())),
                                choices.near(was == null ? 0 : was.incarnation()),
                                choices.once(4) != (was != null && was.voter())));
            }
        }
        return new View(
                choices.near(known.lineage()),
                choices.near(known.generation()),
                choices.near(known.epoch() + 1),
                choices.near(known.configurationVersion()),
                choices.near(known.configurationDigest()),
                choices.once(3) ? length() : known.longestGrant(),
                choices.once(3) ? choices.below(9) : known.quorum(),
                ImmutableSortedMap.copyOf(standings),
                ImmutableSortedSet.copyOf(new TreeSet<>(list(4, this::exclusion))),
                choices.once(4)
                        ? new Descent(
                                formers(known),
                                ImmutableSortedSet.copyOf(list(2, () -> choices.of(NAMES))))
                        : known.descent());
    }

    private <T> ImmutableList<T> list(int most, Supplier<T> each) {
        ImmutableList.Builder<T> all = ImmutableList.builder();
        for (int left = choices.below(most + 1); left > 0; left--) {
            all.add(each.get());
        }
        return all.build();
    }
}
