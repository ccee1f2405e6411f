package flip.membership;

import java.util.Optional;

/** Why this server is not part of the cluster yet, told when it is another reason. */
final class Waiting {
    private String reason = "";

    /** That is the reason now, if there is one. */
    void look(Optional<String> now, Doing doing) {
        String next = now.orElse("");
        boolean counting = next.endsWith(" ms") && reason.endsWith(" ms");
        if (!next.equals(reason) && !next.isEmpty() && !counting) {
            doing.note(new Notice.Waiting(next));
        }
        reason = next;
    }

    /** Empty when there is none. */
    Optional<String> reason() {
        return Optional.of(reason).filter(it -> !it.isEmpty());
    }
}
