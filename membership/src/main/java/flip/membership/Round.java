package flip.membership;

/**
 * Which round a message of the agreement belongs to. A round stays within one generation.
 *
 * @param lineage of the cluster; 0 while it is being formed
 * @param generation whose voters and quorum count; 0 while the cluster is being formed
 * @param ballot the round's number
 */
public record Round(long lineage, long generation, Ballot ballot) {}
