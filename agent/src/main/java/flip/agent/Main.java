package flip.agent;

/** The process's entry point: sends each command to the code that knows it. */
public final class Main {
    private Main() {}

    /** Runs one command. */
    public static void main(String[] arguments) {
        System.out.println("usage: flip COMMAND [OPTIONS]");
    }
}
