package flip.agent.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Another process that opens a data_dir, says how that went, and holds it if told to. */
final class OtherAgent {
    private OtherAgent() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        try (PromiseFile promise = PromiseFile.open(Path.of(arguments[0]))) {
            System.out.println("opened");
            if (arguments[1].equals("hold")) {
                // Whoever started us ends us long before.
                TimeUnit.MINUTES.sleep(1);
            }
            promise.load();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
