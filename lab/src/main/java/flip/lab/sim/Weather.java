package flip.lab.sim;

/**
 * How the network treats each packet.
 *
 * @param delayNanos the shortest way takes
 * @param jitterNanos what is added on average
 * @param loss the share that is lost
 * @param duplication the share that comes twice
 * @param lateness the share that comes much later
 * @param lateNanos how much later at the most
 */
record Weather(
        long delayNanos,
        long jitterNanos,
        double loss,
        double duplication,
        double lateness,
        long lateNanos) {
    /** A quiet LAN. */
    static final Weather FAIR = new Weather(100_000, 50_000, 0, 0, 0, 0);
}
