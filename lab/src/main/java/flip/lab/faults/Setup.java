package flip.lab.faults;

import java.util.Locale;

/** What is measured: a program, and how it is configured. */
enum Setup {
    FREEZE_SCRIPTS("flip freeze, scripts"),
    FREEZE_DRIVER("flip freeze, driver"),
    STOP_SCRIPTS("flip stop, scripts"),
    STOP_DRIVER("flip stop, driver"),
    KEEPALIVED("keepalived");

    private final String words;

    Setup(String words) {
        this.words = words;
    }

    /** As the tables call it. */
    String words() {
        return words;
    }

    /** As the command line calls it: {@code stop-driver}. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isFlip() {
        return this != KEEPALIVED;
    }

    /** What a server without a lease does with its addresses. */
    boolean isStop() {
        return this == STOP_SCRIPTS || this == STOP_DRIVER;
    }

    /** The addresses are held by the resident driver, under a kernel lease. */
    boolean isDriven() {
        return this == FREEZE_DRIVER || this == STOP_DRIVER;
    }
}
