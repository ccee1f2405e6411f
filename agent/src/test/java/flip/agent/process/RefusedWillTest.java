package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import flip.systems.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A driver that does not take the last will. */
class RefusedWillTest {
    private static final String NAME = "sulky";
    private static final String REFUSED =
            "WARN driver sulky does not take the last will: no room for it";
    private static final String HAS =
            "INFO driver sulky has the last will: if this agent dies, others take over at once";
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("flip.drivers");

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final List<DriverRequest> asked = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final DriverWill will =
            new DriverWill(NAME, (request, overdue) -> asked.add(request), why -> {}, () -> {});
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    String line = event.getLevel() + " " + event.getFormattedMessage();
                    if (line.contains(NAME)) {
                        logged.add(line);
                    }
                }
            };

    @BeforeEach
    void isReady() {
        appender.start();
        LOG.addAppender(appender);
        will.node(events::add);
        will.begins();
        will.hello("will");
        will.ready();
    }

    @AfterEach
    void remove() {
        LOG.detachAppender(appender);
    }

    private void handOver(Said.Verdict answer) {
        will.handOver("10.0.0.2 2200 00");
        asked.remove(0).answer(new Said.Answer(1, answer, "no room for it"));
        assertThat(asked).isEmpty();
    }

    @Test
    void itIsSaidOnceUntilItTakesOne() {
        handOver(Said.Verdict.FAILED);
        handOver(Said.Verdict.FAILED);
        assertThat(logged).containsExactly(REFUSED);

        handOver(Said.Verdict.OK);
        handOver(Said.Verdict.OK);
        assertThat(logged).containsExactly(REFUSED, HAS);

        handOver(Said.Verdict.FAILED);
        handOver(Said.Verdict.FAILED);
        handOver(Said.Verdict.OK);
        assertThat(logged).containsExactly(REFUSED, HAS, REFUSED, HAS);
    }

    @Test
    void itHasNoneUnlessItTookOneBefore() {
        handOver(Said.Verdict.FAILED);
        assertThat(will.isHandedOver()).isFalse();

        handOver(Said.Verdict.OK);
        handOver(Said.Verdict.FAILED);
        assertThat(will.isHandedOver()).isTrue();
    }

    @Test
    void nothingIsSaidOfOneThatIsGone() {
        will.handOver("10.0.0.2 2200 00");
        will.handOver("10.0.0.2 2200 01");
        will.ends();
        asked.remove(0).fail("it is gone");

        assertThat(logged).isEmpty();
        assertThat(asked).isEmpty();
        assertThat(events)
                .containsExactly(new Event.DriverReady(NAME), new Event.DriverEnded(NAME));
    }
}
