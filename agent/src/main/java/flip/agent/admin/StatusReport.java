package flip.agent.admin;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;

/**
 * What {@code GET /v1/status} says: one server as its operator sees it. Written by the agent and
 * read by the commands, which load nothing else of the agent for it.
 *
 * @param server who says it
 * @param agent the process
 * @param health the verdict
 * @param problems why the verdict is not {@link Health#HEALTHY}, a sentence each
 * @param warnings what somebody should know although all works
 * @param phase sweeping, running, leaving or ended
 * @param identity of its disk
 * @param incarnation its life
 * @param lineage of the cluster; zeros before it is formed
 * @param generation of the voters
 * @param epoch of the view that it acts on
 * @param settled the highest epoch outside whose plan it holds nothing
 * @param configurationVersion that it acts on
 * @param quorum how many voters there are, must agree, and are reached
 * @param lease whether it may hold data
 * @param waitingFor why it is not part of the cluster yet; empty when it is
 * @param servers by id
 * @param systems by name
 * @param drivers the resident ones, by name
 * @param layers by what each system that this server carries is held, by its name
 * @param counters what happened since the start, by name
 * @param disk whether what must be remembered can be written
 */
public record StatusReport(
        String server,
        AgentProcess agent,
        Health health,
        List<String> problems,
        List<String> warnings,
        String phase,
        String identity,
        long incarnation,
        String lineage,
        long generation,
        long epoch,
        long settled,
        long configurationVersion,
        Quorum quorum,
        Lease lease,
        String waitingFor,
        Map<String, ServerReport> servers,
        Map<String, SystemReport> systems,
        Map<String, DriverReport> drivers,
        Map<String, LayersReport> layers,
        Map<String, Long> counters,
        Disk disk) {
    private static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .disableHtmlEscaping()
                    .setPrettyPrinting()
                    .create();

    /** The verdict on the cluster as this server sees it. */
    public enum Health {
        /** Everybody is up, and everything is where it should be. */
        @com.google.gson.annotations.SerializedName("healthy")
        HEALTHY,
        /** A quorum is there, and something is not as it should be. */
        @com.google.gson.annotations.SerializedName("degraded")
        DEGRADED,
        /** Nothing can be agreed from here. */
        @com.google.gson.annotations.SerializedName("no_quorum")
        NO_QUORUM
    }

    /**
     * The process.
     *
     * @param version of the program
     * @param pid of the process
     * @param uptimeMs since its start
     */
    public record AgentProcess(String version, long pid, long uptimeMs) {}

    /**
     * The voters.
     *
     * @param need how many must agree before a change is made
     * @param have how many are reached, this one included
     * @param voters how many there are
     */
    public record Quorum(int need, int have, int voters) {}

    /**
     * Leave to hold data.
     *
     * @param held whether there is one
     * @param leftMs for how long still
     */
    public record Lease(boolean held, long leftMs) {}

    /**
     * One server, as agreed and as seen from here.
     *
     * @param state up, down, out or unknown, as agreed
     * @param sinceMs how long ago that took effect here
     * @param incarnation as agreed
     * @param voter whether it votes
     * @param reached whether there was a round trip within ping_timeout
     * @param silentMs since the last round trip
     * @param roundTripUs smoothed; 0 before the first
     * @param leased whether it says that it holds a lease
     * @param settled the epoch it announced last; -1 for none
     * @param suspectedBy who accuses it
     */
    public record ServerReport(
            String state,
            long sinceMs,
            long incarnation,
            boolean voter,
            boolean reached,
            long silentMs,
            long roundTripUs,
            boolean leased,
            long settled,
            List<String> suspectedBy) {}

    /**
     * One system.
     *
     * @param type shard, replicate or singleton
     * @param noQuorumPolicy freeze or stop
     * @param data by id
     */
    public record SystemReport(String type, String noQuorumPolicy, Map<String, DatumReport> data) {}

    /**
     * One datum, as intended and as it really is here.
     *
     * @param lot with which it moves
     * @param intended who should hold it
     * @param here down, raising, alive, lowering, failed or unknown
     * @param failures of its script here, in a row
     * @param lastFailure why the last one failed; empty when it succeeded since
     * @param waitsFor for whose release this server waits before it raises it
     */
    public record DatumReport(
            String lot,
            List<String> intended,
            String here,
            int failures,
            String lastFailure,
            List<String> waitsFor) {}

    /**
     * A resident driver.
     *
     * @param state gone, starting, greeted, ready or ending
     * @param sinceMs how long ago its process said hello, or the last one ended; 0 before
     * @param pid of its process; 0 without one
     * @param words what it says that it can do
     * @param hasLastWill whether it has said that it has the last will
     * @param trouble why it is not ready; empty when it is
     */
    public record DriverReport(
            String state,
            long sinceMs,
            long pid,
            String words,
            boolean hasLastWill,
            String trouble) {
        /** It can be asked for what there is to do. */
        public static final String READY = "ready";
    }

    /**
     * By what a system is held here, and what becomes of that when the agent is killed.
     *
     * @param driver which gives it back by itself; empty where scripts raise and lower it, and it
     *     stays until somebody lowers it
     * @param lastWill whether the driver can say a last will
     * @param kernelLease by what the kernel ends the service of it in time: {@code nftables}; or
     *     {@code none}, although it is asked for; empty when it is not asked for
     */
    public record LayersReport(String driver, boolean lastWill, String kernelLease) {
        /** Asked for, and not to be had. */
        public static final String NONE = "none";
    }

    /**
     * What must be remembered.
     *
     * @param behind how many promises wait for the disk
     * @param trouble what keeps it from taking them; empty when nothing does
     */
    public record Disk(long behind, String trouble) {}

    /** The text that is sent. */
    public String toJson() {
        return GSON.toJson(this);
    }

    /**
     * Reads the text back.
     *
     * @throws com.google.gson.JsonParseException when it is no such text
     */
    public static StatusReport fromJson(String json) {
        StatusReport report = GSON.fromJson(json, StatusReport.class);
        if (report == null
                || report.quorum() == null
                || report.servers() == null
                || report.layers() == null) {
            throw new com.google.gson.JsonParseException("not a status");
        }
        return report;
    }
}
