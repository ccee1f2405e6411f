package flip.lab.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A search path of its own: real tools that are let in, and scripts that stand in for others. */
record Tools(Path folder) {
    private static final List<String> USUAL =
            List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin", "/usr/local/sbin");

    /** The tool as this host has it. */
    Tools real(String... names) throws IOException {
        for (String name : names) {
            Path found =
                    USUAL.stream()
                            .map(each -> Path.of(each, name))
                            .filter(Files::isExecutable)
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("this host has no " + name));
            fake(name, "exec " + found + " \"$@\"");
        }
        return this;
    }

    /** A shell script under the name of a tool; it finds the folder of the tools in $0. */
    Tools fake(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** What the fakes have written down. */
    List<String> calls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }
}
