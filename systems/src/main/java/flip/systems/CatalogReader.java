package flip.systems;

/** Reads the cluster's part of a configuration. Pure: the same text gives the same catalog. */
@FunctionalInterface
public interface CatalogReader {
    /**
     * The catalog of that text, as it is for this server.
     *
     * @throws IllegalArgumentException when the text is no valid configuration, saying what, where
     *     and what would be right
     */
    Catalog read(String text);
}
