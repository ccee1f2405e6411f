package flip.agent.config;

import java.util.Optional;

/** Which flip this is. */
public final class Version {
    private Version() {}

    /** As the jar's manifest says. */
    public static String ofJar() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }
}
