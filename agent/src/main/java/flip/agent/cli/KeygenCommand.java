package flip.agent.cli;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes a key. */
@Command(
        name = "keygen",
        description = "Prints a new random key for the configuration's `key` or `key_file`.",
        footer = {
            "",
            "Example: (umask 077 && flip keygen > /etc/flip/key)",
            "",
            "Exit codes: 0, 64 usage"
        })
final class KeygenCommand implements Callable<Integer> {
    /** As strong as the cipher that it is for. */
    private static final int KEY_BYTES = 32;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        spec.commandLine()
                .getOut()
                .println(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
