package flip.agent.process;

import java.io.IOException;

/** A run was ended before there was a process. */
final class CalledOff extends IOException {
    private static final long serialVersionUID = 1;

    CalledOff() {
        super("ended before it was started");
    }
}
