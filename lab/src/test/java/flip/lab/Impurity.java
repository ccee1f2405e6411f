package flip.lab;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.Predicate;

/** A use of the Java library that makes two runs of one seed differ. */
final class Impurity {
    /** Packages that are allowed in part, and the part. */
    private static final Set<String> OF_JAVA_TIME =
            Set.of(
                    "java.time.Duration",
                    "java.time.DateTimeException",
                    "java.time.format.DateTimeParseException");

    private static final Set<String> WORLDLY_CLASSES =
            Set.of(
                    "java.lang.InheritableThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.Thread",
                    "java.lang.ThreadGroup",
                    "java.lang.ThreadLocal",
                    "java.security.SecureRandom",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.GregorianCalendar",
                    "java.util.Random",
                    "java.util.Timer",
                    "java.util.TimerTask",
                    "java.util.UUID",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.util.random.RandomGeneratorFactory",
                    "com.google.common.base.Stopwatch",
                    "com.google.common.base.Ticker");

    private static final Set<String> WORLDLY_CALLS =
            Set.of(
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.util.random.RandomGenerator.getDefault",
                    "java.util.random.RandomGenerator.of");

    /** The one thing of java.lang.System that asks nothing of the machine. */
    private static final String OF_SYSTEM = "java.lang.System.arraycopy";

    private static final Set<String> UNORDERED_CLASSES =
            Set.of(
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.Hashtable",
                    "java.util.IdentityHashMap",
                    "java.util.Properties",
                    "java.util.WeakHashMap",
                    "com.google.common.collect.HashBasedTable",
                    "com.google.common.collect.HashBiMap",
                    "com.google.common.collect.HashMultimap",
                    "com.google.common.collect.HashMultiset");

    private static final Set<String> UNORDERED_CALLS =
            Set.of(
                    "java.util.Map.copyOf",
                    "java.util.Map.of",
                    "java.util.Map.ofEntries",
                    "java.util.Set.copyOf",
                    "java.util.Set.of",
                    "java.util.stream.Collectors.toSet",
                    "java.util.stream.Collectors.toUnmodifiableMap",
                    "java.util.stream.Collectors.toUnmodifiableSet",
                    "com.google.common.collect.Maps.newHashMap",
                    "com.google.common.collect.Sets.newHashSet");

    /** Right with a map given to them, in an order of chance without one. */
    private static final Set<String> UNORDERED_WITHOUT_A_MAP =
            Set.of("java.util.stream.Collectors.groupingBy", "java.util.stream.Collectors.toMap");

    /** Of any collection or stream. */
    private static final Set<String> PARALLEL = Set.of("parallel", "parallelStream");

    private Impurity() {}

    /** Reads a clock, draws a number that no seed gave, or starts a thread or a process. */
    static ArchCondition<JavaClass> readingTheWorld() {
        return using(
                "read the world",
                type ->
                        WORLDLY_CLASSES.contains(type.getName())
                                || (type.getPackageName().startsWith("java.time")
                                        && !OF_JAVA_TIME.contains(type.getName())),
                call ->
                        WORLDLY_CALLS.contains(nameOf(call))
                                || (call.getTargetOwner().getName().equals("java.lang.System")
                                        && !nameOf(call).equals(OF_SYSTEM))
                                || unseeded(call));
    }

    /** Uses a collection whose order differs between runs. */
    static ArchCondition<JavaClass> losingTheOrder() {
        return using(
                "lose the order of its elements",
                type -> UNORDERED_CLASSES.contains(type.getName()),
                call ->
                        UNORDERED_CALLS.contains(nameOf(call))
                                || (call.getTargetOwner().getPackageName().startsWith("java.util")
                                        && PARALLEL.contains(call.getTarget().getName()))
                                || (UNORDERED_WITHOUT_A_MAP.contains(nameOf(call))
                                        && !call.getDescription()
                                                .contains("java.util.function.Supplier")));
    }

    private static boolean unseeded(JavaAccess<?> call) {
        return nameOf(call).equals("java.util.SplittableRandom.<init>")
                && call.getDescription().contains("<init>()");
    }

    private static ArchCondition<JavaClass> using(
            String what, Predicate<JavaClass> type, Predicate<JavaAccess<?>> call) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    if (type.test(dependency.getTargetClass().getBaseComponentType())) {
                        events.add(
                                SimpleConditionEvent.satisfied(
                                        dependency, dependency.getDescription()));
                    }
                }
                for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                    if (call.test(access)) {
                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static String nameOf(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }
}
