package flip.agent.process;

/**
 * Takes what a script prints, standard output and error together, line by line. Called from one
 * thread at a time for each run, and always before the run's outcome is there; it must not block.
 */
@FunctionalInterface
public interface OutputSink {
    void line(String line);
}
