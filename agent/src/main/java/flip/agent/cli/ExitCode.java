package flip.agent.cli;

/** What the commands exit with, beside 0 for success. */
final class ExitCode {
    /** It was tried, and failed. */
    static final int FAILED = 1;

    /** {@code flip status}: a quorum is there, and something is not as it should be. */
    static final int DEGRADED = 1;

    /** {@code flip status}: nothing can be agreed. */
    static final int NO_QUORUM = 2;

    /** {@code flip debug replay}: there is nothing to compare with. */
    static final int NOT_COMPARED = 2;

    /** No agent answers. */
    static final int NO_AGENT = 3;

    /** The command line is not understood; EX_USAGE of sysexits.h. */
    static final int USAGE = 64;

    private ExitCode() {}
}
