------------------------------ MODULE Genesis ------------------------------
(***************************************************************************)
(* How a cluster forms by itself, and why all of its voters have to be     *)
(* there (docs/design.md, "Start, stop, loss of a disk").                  *)
(*                                                                         *)
(* Disks are lost here, and a new disk may bring a file that is older than *)
(* the cluster and names fewer servers.  With "all" in Without, a quorum   *)
(* of the file is enough, and TLC finds two clusters.                      *)
(*                                                                         *)
(* What is left out: time, so also the wait for leases that were forgotten *)
(* with a disk; and generations: who lost its disk is let in by a quorum   *)
(* of its cluster in one step.                                             *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Servers,    \* whom the file names, all voters
    Older,      \* whom an older file names
    IsFormed,   \* whether the cluster is there from the beginning
    LastBallot, \* so many rounds
    MostLost,   \* so many disks are lost
    Without     \* the names of the rules that are switched off

VARIABLES
    file,       \* which file a server has
    \* What a server has on its disk.
    identity,   \* another one with each disk
    promised, acceptedIn, accepted, \* as in Agreement.tla
    known,      \* the cluster that it belongs to
    \* The rounds.
    asked,      \* whose file the round is about
    answers, proposal, accepts,
    lost

disk   == <<identity, promised, acceptedIn, accepted, known>>
rounds == <<asked, answers, proposal, accepts>>
vars   == <<file, disk, rounds, lost>>

Ballots == 1..LastBallot

\* A cluster: its lineage, the servers of its file, and with which identity each came.
Cluster(lineage, servers, ids) == [lineage |-> lineage, servers |-> servers, ids |-> ids]
NoCluster == Cluster(0, {}, [v \in Servers |-> 0])
TheFirst  == Cluster(LastBallot + 1, Servers, [v \in Servers |-> 1])
NoAnswer  == [id |-> 0, in |-> 0, accepted |-> NoCluster]

IsQuorum(S, servers) == 2 * Cardinality(S) > Cardinality(servers)
Enough(S, servers)   == IF "all" \in Without THEN IsQuorum(S, servers) ELSE S = servers

Formed ==
    (IF IsFormed THEN {TheFirst} ELSE {})
    \cup {proposal[b] : b \in {c \in Ballots :
            proposal[c] /= NoCluster /\ Enough(accepts[c], proposal[c].servers)}}

Members(cluster) == {v \in cluster.servers : known[v] = cluster}

-----------------------------------------------------------------------------
\* The disk is gone, and with it all that was promised. The file may be another one too.
LoseDisk(v, other) ==
    /\ lost < MostLost
    /\ v \in other
    /\ lost' = lost + 1
    /\ file' = [file EXCEPT ![v] = other]
    /\ identity' = [identity EXCEPT ![v] = @ + 1]
    /\ promised' = [promised EXCEPT ![v] = 0]
    /\ acceptedIn' = [acceptedIn EXCEPT ![v] = 0]
    /\ accepted' = [accepted EXCEPT ![v] = NoCluster]
    /\ known' = [known EXCEPT ![v] = NoCluster]
    /\ UNCHANGED rounds

\* Step 1. Only who belongs to no cluster, and has the same file, takes part.
Answer(b, v) ==
    /\ known[v] = NoCluster
    /\ asked[b] \in {{}, file[v]}
    /\ promised[v] < b /\ proposal[b] = NoCluster
    /\ asked' = [asked EXCEPT ![b] = file[v]]
    /\ promised' = [promised EXCEPT ![v] = b]
    /\ answers' = [answers EXCEPT ![b][v] =
            [id |-> identity[v], in |-> acceptedIn[v], accepted |-> accepted[v]]]
    /\ UNCHANGED <<file, identity, acceptedIn, accepted, known, proposal, accepts, lost>>

\* Step 2. As all have to accept, what one of them did not accept was never chosen: the base (R3)
\* is the lowest. Where a quorum is enough it is the highest, as in plain Paxos.
Propose(b) ==
    LET S == {v \in Servers : answers[b][v] /= NoAnswer}
        base == CHOOSE v \in S : \A w \in S :
            IF "all" \in Without THEN answers[b][v].in >= answers[b][w].in
                                 ELSE answers[b][v].in <= answers[b][w].in
        ids == [v \in Servers |-> answers[b][v].id]
    IN  /\ proposal[b] = NoCluster
        /\ asked[b] /= {} /\ Enough(S, asked[b])
        /\ proposal' = [proposal EXCEPT ![b] =
               IF answers[b][base].accepted = NoCluster THEN Cluster(b, asked[b], ids)
                                                        ELSE answers[b][base].accepted]
        /\ UNCHANGED <<file, disk, asked, answers, accepts, lost>>

\* Step 3. An accept counts only if the view carries that voter's own identity.
Accept(b, v) ==
    /\ known[v] = NoCluster
    /\ proposal[b].ids[v] = identity[v]
    /\ promised[v] <= b /\ v \notin accepts[b]
    /\ promised' = [promised EXCEPT ![v] = b]
    /\ acceptedIn' = [acceptedIn EXCEPT ![v] = b]
    /\ accepted' = [accepted EXCEPT ![v] = proposal[b]]
    /\ accepts' = [accepts EXCEPT ![b] = @ \cup {v}]
    /\ UNCHANGED <<file, identity, known, asked, answers, proposal, lost>>

\* Step 4. Who formed it learns so; who came later, or lost its disk, is let in by a quorum.
Join(v, cluster) ==
    /\ known[v] = NoCluster
    /\ v \in cluster.servers
    /\ cluster.ids[v] = identity[v] \/ IsQuorum(Members(cluster), cluster.servers)
    /\ known' = [known EXCEPT ![v] = cluster]
    /\ UNCHANGED <<file, identity, promised, acceptedIn, accepted, rounds, lost>>

-----------------------------------------------------------------------------
Init ==
    /\ file = [v \in Servers |-> Servers]
    /\ identity = [v \in Servers |-> 1]
    /\ promised = [v \in Servers |-> 0]
    /\ acceptedIn = [v \in Servers |-> 0]
    /\ accepted = [v \in Servers |-> NoCluster]
    /\ known = [v \in Servers |-> IF IsFormed THEN TheFirst ELSE NoCluster]
    /\ asked = [b \in Ballots |-> {}]
    /\ answers = [b \in Ballots |-> [v \in Servers |-> NoAnswer]]
    /\ proposal = [b \in Ballots |-> NoCluster]
    /\ accepts = [b \in Ballots |-> {}]
    /\ lost = 0

Next ==
    \/ \E v \in Servers :
        \/ \E other \in {Servers, Older} : LoseDisk(v, other)
        \/ \E b \in Ballots : Answer(b, v) \/ Accept(b, v)
        \/ \E cluster \in Formed : Join(v, cluster)
    \/ \E b \in Ballots : Propose(b)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* Never two clusters at a time that could act: each with a quorum of its own.
OneCluster ==
    \A x, y \in Formed :
        IsQuorum(Members(x), x.servers) /\ IsQuorum(Members(y), y.servers) => x = y
=============================================================================
