package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.membership.Configuration;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.View;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of a file that would change who votes, which no running cluster takes up. */
public final class VoterKeys {
    private final String file;
    private final ImmutableList.Builder<Problem> problems = ImmutableList.builder();

    private VoterKeys(Path file) {
        this.file = file.toString();
    }

    /** Those in which that configuration is unlike the view, each with what would be right. */
    public static ImmutableList<Problem> unlike(View view, Path file, Configuration read) {
        VoterKeys keys = new VoterKeys(file);
        if (view.hasVotersOf(read)) {
            return ImmutableList
                    .of(); // It may leave out voters that were lost, or have them still.
        }
        if (view.descent().vacant().isEmpty() && read.quorum() != view.quorum()) {
            keys.add(
                    "$.quorum",
                    "the quorum of a running cluster stays " + view.quorum(),
                    "Write \"quorum\": " + view.quorum() + ".");
        }
        for (Server server : read.roster().servers()) {
            boolean votes = view.voters().contains(server.id());
            if (server.voter() != votes && !(server.voter() && view.isVacant(server.id()))) {
                keys.add(
                        Place.member(Place.member("$.servers", server.id().value()), "voter"),
                        votes
                                ? server.id() + " is a voter, and stays one while the cluster runs"
                                : "no server becomes a voter while the cluster runs",
                        "Write \"voter\": " + votes + ".");
            }
        }
        for (ServerId voter : view.voters()) {
            Optional<Server> found = read.roster().find(voter);
            if (found.isEmpty()) {
                keys.add(
                        Place.member("$.servers", voter.value()),
                        voter + " is a voter, and stays one while the cluster runs",
                        "Leave it in the file.");
            }
        }
        return keys.problems.build();
    }

    private void add(String path, String what, String remedy) {
        Place place = new Place(0, 0, path);
        problems.add(new Problem(Problem.Severity.ERROR, file, place, "", -1, what, remedy));
    }
}
