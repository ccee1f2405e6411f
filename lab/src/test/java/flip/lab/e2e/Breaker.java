package flip.lab.e2e;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Has an agent that runs find an invariant broken. */
final class Breaker {
    private Breaker() {}

    /** Breaks it in an agent that runs; a file for that is made in the folder. */
    static void breaks(Daemon agent, Path folder) {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(agent.pid()));
            machine.loadAgent(jar(folder).toString());
        } catch (AgentLoadException | IOException e) {
            // It may halt before it has answered: whether it does is for the test to see.
            if (!agent.awaitEnd(Scene.PATIENCE)) {
                throw new IllegalStateException("nothing breaks in process " + agent.pid(), e);
            }
        } catch (AttachNotSupportedException | AgentInitializationException e) {
            throw new IllegalStateException("nothing breaks in process " + agent.pid(), e);
        }
    }

    private static Path jar(Path folder) {
        Path file = folder.resolve("broken-invariant.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(new Attributes.Name("Agent-Class"), BrokenInvariant.class.getName());
        String name = BrokenInvariant.class.getName().replace('.', '/') + ".class";
        try (InputStream program = BrokenInvariant.class.getResourceAsStream("/" + name);
                JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            if (program == null) {
                throw new AssertionError(name + " is not there");
            }
            jar.putNextEntry(new JarEntry(name));
            program.transferTo(jar);
            jar.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
