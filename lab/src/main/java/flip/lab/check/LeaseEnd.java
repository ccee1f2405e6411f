package flip.lab.check;

import java.time.Duration;

/**
 * When the leases of a server end, or ended. All times are those of the simulation.
 *
 * @param granted the longest since its machine booted: the voters wait for that, and nobody takes
 *     over before, whatever became of the process
 * @param held the last one as its process knows it, which may have ended sooner, as when a clock
 *     jumped or another process began: from then on it lets go
 */
public record LeaseEnd(Duration granted, Duration held) {}
