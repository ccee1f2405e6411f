package flip.agent.process;

import java.io.IOException;

/** A run was ended before there was a process, or has no lease any more. */
final class CalledOff extends IOException {
    private static final long serialVersionUID = 1;

    CalledOff() {
        super("not to be started any more");
    }
}
