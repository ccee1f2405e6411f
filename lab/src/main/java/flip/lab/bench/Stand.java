package flip.lab.bench;

import java.util.List;

/** Where one contender runs everywhere, ready to be measured by one part. */
interface Stand extends AutoCloseable {
    /** Measures once; runs are counted from 1. */
    List<Figures> run(int number);

    @Override
    void close();
}
