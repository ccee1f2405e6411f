package flip.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each kind of impurity is seen, and what is pure is let alone. */
@SuppressWarnings("unused") // What is looked at here is never run.
class ImpurityTest {
    private static final class Clock {
        Supplier<Long> read = System::nanoTime;
    }

    private static final class WallClock {
        Instant read() {
            return Instant.EPOCH;
        }
    }

    private static final class Chance {
        Object draw() {
            return new Random(1);
        }
    }

    private static final class UnseededChance {
        Object draw() {
            return new SplittableRandom();
        }
    }

    private static final class AnotherThread {
        Thread start(Runnable task) {
            return new Thread(task);
        }
    }

    private static final class Environment {
        String read() {
            return System.lineSeparator();
        }
    }

    private static final class HashOrder {
        Map<String, String> map() {
            return new HashMap<>();
        }
    }

    private static final class SetOrder {
        Set<Integer> set() {
            return Set.of(1, 2);
        }
    }

    private static final class CollectorOrder {
        Map<Integer, Integer> map() {
            return Stream.of(1, 2).collect(Collectors.toMap(x -> x, x -> x));
        }
    }

    private static final class ThreadOrder {
        void go(List<Integer> list) {
            list.parallelStream().forEach(number -> {});
        }
    }

    private record Pure(Duration period, Map<String, Integer> byName) {
        Pure {
            byName = new LinkedHashMap<>(byName);
        }

        String draw(RandomGenerator random) {
            byte[] bytes = new byte[2];
            System.arraycopy(bytes, 0, bytes, 1, 1);
            return "drawn " + random.nextInt(6) + " of " + new SplittableRandom(1).nextInt();
        }

        Map<Integer, Integer> sorted() {
            return Stream.of(1, 2)
                    .collect(Collectors.toMap(x -> x, x -> x, (x, y) -> x, TreeMap::new));
        }
    }

    @Test
    void clocksChanceThreadsAndTheEnvironmentAreOfTheWorld() {
        for (Class<?> type :
                List.of(
                        Clock.class,
                        WallClock.class,
                        Chance.class,
                        UnseededChance.class,
                        AnotherThread.class,
                        Environment.class)) {
            assertThat(passes(type, Impurity.readingTheWorld())).as(type.getName()).isFalse();
        }
    }

    @Test
    void hashesAndThreadsHaveNoOrder() {
        for (Class<?> type :
                List.of(HashOrder.class, SetOrder.class, CollectorOrder.class, ThreadOrder.class)) {
            assertThat(passes(type, Impurity.losingTheOrder())).as(type.getName()).isFalse();
        }
    }

    @Test
    void seedsDurationsAndSortedMapsArePure() {
        assertThat(passes(Pure.class, Impurity.readingTheWorld())).isTrue();
        assertThat(passes(Pure.class, Impurity.losingTheOrder())).isTrue();
    }

    private static boolean passes(Class<?> type, ArchCondition<JavaClass> impurity) {
        return !noClasses()
                .should(impurity)
                .evaluate(new ClassFileImporter().importClasses(type))
                .hasViolation();
    }
}
