package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;

/**
 * Where scripts are looked up, in this order.
 *
 * @param folders which need not be there yet
 * @param owners the numbers of the users whose folders and scripts are trusted; empty when anybody
 *     is, because the configuration names the folders. Numbers, since a name may have to be asked
 *     of some other server, just when that is not reached
 */
public record ScriptsDirs(ImmutableList<Path> folders, ImmutableSet<Integer> owners) {

    /** Those that the configuration names. */
    static ScriptsDirs named(ImmutableList<Path> folders) {
        return new ScriptsDirs(folders, ImmutableSet.of());
    }

    /** Whether what belongs to this user is run. */
    public boolean trusts(int owner) {
        return owners.isEmpty() || owners.contains(owner);
    }
}
