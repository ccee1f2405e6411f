package flip.lab.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Tells, for each line that it reads, what a Java program's two clocks show. */
final class Clocks {
    private Clocks() {}

    public static void main(String[] words) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (lines.readLine() != null) {
            System.out.println(System.currentTimeMillis() + " " + System.nanoTime());
        }
    }
}
