package flip.agent.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import flip.systems.Status;

/**
 * What {@code /v1/recover} says: what has become of an operator's word that voters are lost for
 * good, as far as this server knows.
 *
 * @param state none, asking, refused, forming or formed
 * @param detail a sentence for people
 * @param lineage of the cluster; zeros before it is formed
 */
public record RecoveryReport(String state, String detail, String lineage) {
    public static final String NONE = "none";
    public static final String ASKING = "asking";
    public static final String REFUSED = "refused";
    public static final String FORMING = "forming";
    public static final String FORMED = "formed";

    private static final String REFUSAL = "refused: ";
    private static final String AGREED = "agreed: ";
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    /** It was refused here, before anybody was asked. */
    public static RecoveryReport refused(String reason) {
        return new RecoveryReport(REFUSED, reason, "");
    }

    /** The report of that outcome, and of a node that may have begun anew since. */
    public static RecoveryReport of(String outcome, Status status) {
        String lineage = String.format("%016x", status.view().lineage());
        if (outcome.startsWith(REFUSAL)) {
            return new RecoveryReport(REFUSED, outcome.substring(REFUSAL.length()), lineage);
        }
        if (!status.view().isFormed() || outcome.startsWith(AGREED)) {
            String waiting = status.waitingFor().orElse("everything is given up first");
            return new RecoveryReport(FORMING, waiting, lineage);
        }
        return outcome.isEmpty()
                ? new RecoveryReport(status.view().isRecovered() ? FORMED : NONE, "", lineage)
                : new RecoveryReport(ASKING, outcome, lineage);
    }

    public String toJson() {
        return GSON.toJson(this);
    }

    /** Reads what {@link #toJson} wrote; throws JsonParseException when it is nothing like that. */
    public static RecoveryReport fromJson(String json) {
        RecoveryReport report = GSON.fromJson(json, RecoveryReport.class);
        if (report == null || report.state() == null || report.detail() == null) {
            throw new JsonParseException("it has no state");
        }
        return report;
    }
}
