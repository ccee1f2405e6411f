package flip.systems;

/** By what the data of a system are raised and lowered. */
public sealed interface Tool {
    /** Its configured name, for what is to be done. */
    String name(Run.Verb verb);

    /** Whether what the one has raised may be lowered by the other. */
    boolean lowersLike(Tool other);

    /**
     * Two scripts, run once for each datum.
     *
     * @param alive name of the script that raises a datum
     * @param down name of the script that lowers it
     */
    record Scripts(String alive, String down) implements Tool {
        @Override
        public String name(Run.Verb verb) {
            return switch (verb) {
                case ALIVE -> alive;
                case DOWN -> down;
            };
        }

        @Override
        public boolean lowersLike(Tool other) {
            return other instanceof Scripts scripts && scripts.down.equals(down);
        }
    }

    /**
     * One resident program for all data of all systems that name it, which gives them back by
     * itself when nobody speaks to it any more.
     *
     * @param named as configured
     */
    record Driver(String named) implements Tool {
        @Override
        public String name(Run.Verb verb) {
            return named;
        }

        @Override
        public boolean lowersLike(Tool other) {
            return equals(other);
        }
    }
}
