package flip.agent.admin;

import java.io.IOException;

/** A management socket that cannot be had. The message is one line: what, why, what to do. */
public final class AdminRefused extends IOException {
    private static final long serialVersionUID = 1L;

    AdminRefused(String line) {
        super(line);
    }

    AdminRefused(String line, IOException cause) {
        super(line, cause);
    }
}
