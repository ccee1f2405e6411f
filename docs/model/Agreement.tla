----------------------------- MODULE Agreement -----------------------------
(***************************************************************************)
(* Agreement and leases of flip: voters choose numbered views of one       *)
(* server X, and grant it leases meanwhile.                                *)
(*                                                                         *)
(* What it is for: every interleaving of a few ballots, grants, restarts   *)
(* and ticks of the clock is explored, so what the simulator meets only    *)
(* once in a million runs is met here for certain.  The rules R3 to R8 and *)
(* the invariants I1, I10 and I11 are those of docs/design.md.  Each rule  *)
(* can be switched off by naming it in Without; ModelTest holds that TLC   *)
(* finds nothing with all of them, and the invariant broken without any    *)
(* one.                                                                    *)
(*                                                                         *)
(* What is left out: time is a small whole number, the same for all, so    *)
(* drift is not here, only the guard that pays for it.  Messages that      *)
(* cross are here, because every step may come late or never; losing one   *)
(* is not doing a step.  X is no voter.  A generation has the voters of    *)
(* the one before, with their disks.  How a cluster forms, and what lost   *)
(* disks do to that, is in Genesis.tla.                                    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Voters,       \* who votes
    Q,            \* how many have to agree
    L,            \* how long a grant lasts: ping_timeout
    Guard,        \* how much longer its voter waits
    LastMoment,   \* the clock stops here
    LastBallot,   \* so many rounds
    LastLife,     \* so many lives of X
    MostRestarts, \* of all voters together
    LastGeneration, \* of voters
    FirstKinds,   \* which changes the first round may ask for
    Kinds,        \* and the later ones
    Without       \* the names of the rules that are switched off

VARIABLES
    now,          \* the clock
    \* What a voter has on its disk.
    promised,     \* the ballot below which it accepts nothing
    acceptedIn,   \* the ballot in which it accepted last
    accepted,     \* what it accepted then
    known,        \* the newest view that it knows to be chosen
    \* What a voter has in memory.
    boundUntil,   \* until g after its last grant to X ended
    waitsUntil,   \* until it has run for L + g
    doomed,       \* the end of X that it was asked for, if anything
    \* X.
    life,         \* its incarnation
    leaseUntil,   \* for each voter, until when its grant lasts
    \* The rounds, one for each ballot.
    asked,        \* the change that prepare asks about, if anything
    generation,   \* the generation that the round is of
    answers,      \* what each voter answered to prepare, if anything
    proposal,     \* the view that accept asks for, if anything
    accepts,      \* who accepted it
    restarts

disk   == <<promised, acceptedIn, accepted, known>>
memory == <<boundUntil, waitsUntil, doomed>>
server == <<life, leaseUntil>>
rounds == <<asked, generation, answers, proposal, accepts>>
vars   == <<now, disk, memory, server, rounds, restarts>>

Rule(name) == name \notin Without
Ballots == 1..LastBallot
Enough(S) == Cardinality(S) >= IF Rule("quorum") THEN Q ELSE Q - 1

(***************************************************************************)
(* A view: its number, its generation, the ballot that made it, and        *)
(* whether X is up, in which life.  One with X down names the life that    *)
(* ended.                                                                  *)
(***************************************************************************)
FirstView == [epoch |-> 1, gen |-> 1, by |-> 0, up |-> TRUE, life |-> 1]

IsOver(view, l) == view.life > l \/ (view.life = l /\ ~view.up)

\* Nothing yet: records like those that come later, as TLC compares only like with like.
NoView   == [epoch |-> 0, gen |-> 1, by |-> 0, up |-> TRUE, life |-> 0]
NoChange == [kind |-> "none", life |-> 0]
NoAnswer == [in |-> 0, view |-> NoView, known |-> NoView, agrees |-> FALSE]
NoDoom   == [life |-> 0, asked |-> 0, knew |-> 0]

\* "voters" begins a generation, "other" is any change that is not about X.
Changes(b) ==
    LET kinds == IF b = 1 THEN FirstKinds ELSE Kinds
    IN  [kind : kinds \cap {"down", "up"}, life : 1..LastLife]
        \cup [kind : kinds \cap {"other", "voters"}, life : {0}]

IsAboutX(change) == change.kind \in {"down", "up"}

\* R7: X comes up only with a life above the one that the view has.
Fits(change, view) ==
    CASE change.kind = "down"  -> view.up /\ view.life = change.life
      [] change.kind = "up"    -> \/ change.life > view.life
                                  \/ ~Rule("R7") /\ ~view.up /\ change.life = view.life
      [] change.kind = "voters" -> view.gen < LastGeneration
      [] change.kind = "other" -> TRUE

Amended(view, change, ballot) ==
    [epoch |-> view.epoch + 1,
     gen   |-> view.gen + (IF change.kind = "voters" THEN 1 ELSE 0),
     by    |-> ballot,
     up    |-> IF IsAboutX(change) THEN change.kind = "up" ELSE view.up,
     life  |-> IF IsAboutX(change) THEN change.life ELSE view.life]

Chosen == {FirstView} \cup {proposal[b] : b \in {c \in Ballots : proposal[c] /= NoView /\ Enough(accepts[c])}}

(***************************************************************************)
(* Time, and what it does to a voter.                                      *)
(***************************************************************************)
Tick ==
    /\ now < LastMoment
    /\ now' = now + 1
    \* What is over for good is forgotten, so that states differ only in what matters.
    /\ boundUntil' = [v \in Voters |-> IF boundUntil[v] <= now + 1 THEN 0 ELSE boundUntil[v]]
    /\ waitsUntil' = [v \in Voters |-> IF waitsUntil[v] <= now + 1 THEN 0 ELSE waitsUntil[v]]
    /\ leaseUntil' = [v \in Voters |-> IF leaseUntil[v] + Guard <= now + 1 THEN 0 ELSE leaseUntil[v]]
    /\ UNCHANGED <<disk, doomed, life, rounds, restarts>>

\* The part of "X goes down" that is about grants, and R6: about running long enough to have seen
\* those of an earlier life end.
IsFree(v) == now >= boundUntil[v] /\ (Rule("R6") => now >= waitsUntil[v])

\* A voter that restarts has its disk, but neither its grants nor what it was asked.
Restart(v) ==
    /\ restarts < MostRestarts
    /\ restarts' = restarts + 1
    /\ boundUntil' = [boundUntil EXCEPT ![v] = 0]
    /\ waitsUntil' = [waitsUntil EXCEPT ![v] = now + L + Guard]
    /\ doomed' = [doomed EXCEPT ![v] = NoDoom]
    /\ IF Rule("persist")
       THEN UNCHANGED disk
       ELSE /\ promised' = [promised EXCEPT ![v] = 0]
            /\ acceptedIn' = [acceptedIn EXCEPT ![v] = 0]
            /\ accepted' = [accepted EXCEPT ![v] = FirstView]
            /\ known' = [known EXCEPT ![v] = FirstView]
    /\ UNCHANGED <<now, server, rounds>>

(***************************************************************************)
(* Leases.                                                                 *)
(***************************************************************************)
\* R8: nothing for a life whose end this voter accepted, or was asked to accept.
MayGrant(v) ==
    LET ahead  == Rule("R8") /\ accepted[v].epoch > known[v].epoch
        newest == IF ahead THEN accepted[v] ELSE known[v]
    IN  /\ newest.up /\ newest.life = life
        /\ doomed[v].life < life

\* X pings and has its answer at once: a later one would only bring less, as X counts from its ping.
Grant(v) ==
    /\ MayGrant(v)
    /\ boundUntil' = [boundUntil EXCEPT ![v] = now + L + (IF Rule("guard") THEN Guard ELSE 0)]
    /\ leaseUntil' = [leaseUntil EXCEPT ![v] = now + L]
    /\ UNCHANGED <<now, disk, waitsUntil, doomed, life, rounds, restarts>>

\* X gives up all that it holds, and only then takes its next life.
NextLife ==
    /\ life < LastLife
    /\ life' = life + 1
    /\ leaseUntil' = [v \in Voters |-> 0]
    /\ UNCHANGED <<now, disk, memory, rounds, restarts>>

\* Whether X can still use its lease at a moment: N - Q + 1 grants last that long.
IsLeased(moment) ==
    Cardinality({v \in Voters : leaseUntil[v] > moment}) >= Cardinality(Voters) - Q + 1

(***************************************************************************)
(* Step 1: prepare.  A round begins with its first answer, and rounds      *)
(* begin in the order of their ballots: every step of one may be late.     *)
(***************************************************************************)
\* To speak with a higher life is the proof that the lower one is over.
Agrees(v, change) ==
    /\ Fits(change, known[v])
    /\ change.kind = "down" => life > change.life \/ IsFree(v)
    /\ change.kind = "up" => life = change.life

\* An opinion of "not yet" that ripens and is asked for again is an answer that comes later.
Answer(b, v, change) ==
    /\ promised[v] < b /\ proposal[b] = NoView
    /\ asked[b] \in {NoChange, change}
    /\ asked[b] /= NoChange => generation[b] = known[v].gen
    /\ asked[b] = NoChange =>
        /\ b > 1 => asked[b - 1] /= NoChange
        /\ change.kind = "up" => change.life = life /\ (Rule("R7") => life > 1)
    /\ asked' = [asked EXCEPT ![b] = change]
    /\ generation' = [generation EXCEPT ![b] = known[v].gen]
    /\ answers' = [answers EXCEPT ![b][v] =
            [in |-> acceptedIn[v], view |-> accepted[v], known |-> known[v],
             agrees |-> Agrees(v, change)]]
    /\ promised' = [promised EXCEPT ![v] = b]
    /\ UNCHANGED <<now, acceptedIn, accepted, known, memory, server, proposal, accepts, restarts>>

(***************************************************************************)
(* Step 2: the base and the proposal.                                      *)
(***************************************************************************)
\* R3: at most N - Q voters are ignorant of a chosen view, so the (N - Q + 1)-th lowest ballot is
\* the lowest that may have been chosen.
Base(b, S) ==
    LET place == IF Rule("R3") THEN Cardinality(Voters) - Q + 1 ELSE 1
        ranked(v) == Cardinality({w \in S : answers[b][w].in <= answers[b][v].in})
        able == {v \in S : ranked(v) >= IF place < Cardinality(S) THEN place ELSE Cardinality(S)}
        lowest == CHOOSE v \in able : \A w \in able : answers[b][v].in <= answers[b][w].in
    IN  answers[b][lowest].view

Newest(b, S) ==
    LET best == CHOOSE v \in S : \A w \in S : answers[b][v].known.epoch >= answers[b][w].known.epoch
    IN  answers[b][best].known

\* R4: a base that is not known to be chosen is proposed again unchanged; a change goes only on a
\* view that is known to be chosen, with Q voters agreeing.
Propose(b, S) ==
    /\ proposal[b] = NoView
    /\ \A v \in S : answers[b][v] /= NoAnswer
    /\ Enough(S)
    /\ LET base     == Base(b, S)
           newest   == Newest(b, S)
           unchosen == base.epoch > newest.epoch
           under    == IF unchosen THEN base ELSE newest
           made     == /\ Enough({v \in S : answers[b][v].agrees})
                       /\ Fits(asked[b], under)
       IN  \/ /\ unchosen
              /\ Rule("R4") \/ ~made
              /\ proposal' = [proposal EXCEPT ![b] = base]
           \/ /\ ~unchosen \/ ~Rule("R4")
              /\ made
              /\ proposal' = [proposal EXCEPT ![b] = Amended(under, asked[b], b)]
    /\ answers' = [answers EXCEPT ![b] = [v \in Voters |-> NoAnswer]]
    /\ UNCHANGED <<now, disk, memory, server, asked, generation, accepts, restarts>>

(***************************************************************************)
(* Step 3: accept.                                                         *)
(***************************************************************************)
\* R5: look again, at every accept, whether one's own grant is over for g.
Objects(v, view) ==
    /\ Rule("R5")
    /\ ~view.up
    /\ ~IsOver(known[v], view.life)
    /\ life <= view.life
    /\ ~IsFree(v)

\* R8: to be asked is enough to be bound.
Asked(v, view) ==
    IF Rule("R8") /\ ~view.up /\ ~IsOver(known[v], view.life)
    THEN [life |-> view.life, asked |-> view.epoch, knew |-> known[v].epoch]
    ELSE doomed[v]

IsAsked(b, v) ==
    /\ proposal[b] /= NoView
    /\ generation[b] = known[v].gen
    /\ promised[v] <= b
    /\ proposal[b].epoch >= known[v].epoch

Accept(b, v) ==
    /\ IsAsked(b, v) /\ v \notin accepts[b]
    /\ ~Objects(v, proposal[b])
    /\ doomed' = [doomed EXCEPT ![v] = Asked(v, proposal[b])]
    /\ promised' = [promised EXCEPT ![v] = b]
    /\ acceptedIn' = [acceptedIn EXCEPT ![v] = b]
    /\ accepted' = [accepted EXCEPT ![v] = proposal[b]]
    /\ accepts' = [accepts EXCEPT ![b] = @ \cup {v}]
    /\ UNCHANGED <<now, known, boundUntil, waitsUntil, server, asked, generation, answers,
                   proposal, restarts>>

Object(b, v) ==
    /\ IsAsked(b, v)
    /\ Objects(v, proposal[b])
    /\ doomed[v] /= Asked(v, proposal[b])
    /\ doomed' = [doomed EXCEPT ![v] = Asked(v, proposal[b])]
    /\ UNCHANGED <<now, disk, boundUntil, waitsUntil, server, rounds, restarts>>

(***************************************************************************)
(* Step 4: everybody is told, sooner or later.                             *)
(***************************************************************************)
\* R12: who learns of the next generation begins there with that view, without a promise, and (R6)
\* waits, as it may have taken the place of one that granted.
Learn(v, view) ==
    /\ view.epoch > known[v].epoch
    /\ known' = [known EXCEPT ![v] = view]
    /\ LET enters == view.gen > known[v].gen
       IN  /\ promised' = IF enters THEN [promised EXCEPT ![v] = 0] ELSE promised
           /\ acceptedIn' = IF enters THEN [acceptedIn EXCEPT ![v] = 0] ELSE acceptedIn
           /\ accepted' = IF enters THEN [accepted EXCEPT ![v] = view] ELSE accepted
           /\ waitsUntil' = IF enters THEN [waitsUntil EXCEPT ![v] = now + L + Guard] ELSE waitsUntil
    /\ LET doom     == doomed[v]
           restored == /\ view.epoch > doom.knew /\ view.epoch >= doom.asked
                       /\ view.up /\ view.life >= doom.life
       IN  doomed' = [doomed EXCEPT ![v] =
               IF restored \/ IsOver(view, doom.life) THEN NoDoom ELSE doom]
    /\ UNCHANGED <<now, boundUntil, server, rounds, restarts>>

-----------------------------------------------------------------------------
Init ==
    /\ now = 0
    /\ promised = [v \in Voters |-> 0]
    /\ acceptedIn = [v \in Voters |-> 0]
    /\ accepted = [v \in Voters |-> FirstView]
    /\ known = [v \in Voters |-> FirstView]
    /\ boundUntil = [v \in Voters |-> 0]
    /\ waitsUntil = [v \in Voters |-> 0]
    /\ doomed = [v \in Voters |-> NoDoom]
    /\ life = 1
    /\ leaseUntil = [v \in Voters |-> 0]
    /\ asked = [b \in Ballots |-> NoChange]
    /\ generation = [b \in Ballots |-> 1]
    /\ answers = [b \in Ballots |-> [v \in Voters |-> NoAnswer]]
    /\ proposal = [b \in Ballots |-> NoView]
    /\ accepts = [b \in Ballots |-> {}]
    /\ restarts = 0

Next ==
    \/ Tick
    \/ NextLife
    \/ \E v \in Voters : Restart(v) \/ Grant(v) \/ \E view \in Chosen : Learn(v, view)
    \/ \E b \in Ballots :
        \/ \E S \in SUBSET Voters : Propose(b, S)
        \/ \E v \in Voters :
            \/ \E change \in Changes(b) : Answer(b, v, change)
            \/ Accept(b, v)
            \/ Object(b, v)

Spec == Init /\ [][Next]_vars

Alike == Permutations(Voters)

-----------------------------------------------------------------------------
\* I1: one view per epoch.
OneViewPerEpoch == \A x, y \in Chosen : x.epoch = y.epoch => x = y

\* I10: when a view with X down is chosen, the lease of that life is over, and has been for g.
LeaseIsOver ==
    \A view \in Chosen : ~view.up /\ view.life = life => \A t \in 0..now : t + Guard >= now => ~IsLeased(t)

\* I11: a life that was down in a chosen view is never up in a later one.
NoRevival == \A x, y \in Chosen : ~x.up /\ y.up /\ x.epoch < y.epoch => y.life > x.life
=============================================================================
