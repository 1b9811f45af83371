"""Splitting: numbers on ends that hardly any journey reaches, without a bias.

A cell that gets far is followed several times over, and each of its copies counts for as much less: the expected sum
of the weights at any end stays what it was (Kahn and Harris 1951; Glasserman et al. 1999, 10.1287/opre.47.4.585).
Copies are taken where the past has used up none of the luck that decides the future: on arrival in new tissue, and
when a nest has become a micrometastasis. Sleepers, which decide nothing for years, are thinned out again by lot.

Members of a group share a journey, and so do copies, so errors are reckoned from the sums of whole journeys.
Journeys are told apart by how they entered the blood: a group may lose all but one on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from desktop.cascade import MODEL, colonization
from desktop.cascade.growth import MICROMETASTASIS
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import Column
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.study.cohorts.entry_modes import MODES, entry_modes_of
from desktop.study.statistics import Estimate

ENDS = ("left_vessel", "asleep_in_two_weeks", "micrometastasis", "macrometastasis")
FRESH, ARRIVED, ASLEEP, ESTABLISHED, COUNTED = range(5)
TWO_WEEKS = 336.0


@dataclass(frozen=True)
class Splitting:
    """How many copies, the original among them, go on from arrival in new tissue, and from a micrometastasis.

    ``sleepers`` of the copies of an arrival that fall asleep go on, for they do little for years and cost as much.
    ``begin`` copies are made of each sleeper that is there when the run begins.
    """

    arrivals: int = 16
    sleepers: int = 6
    nests: int = 48
    begin: int = 1


@dataclass(frozen=True)
class Record:
    """Cells that came to an end in one step: identities of their journeys, lines, weights, and the organ's hours."""

    journey: IntArray
    line: IntArray
    weight: FloatArray
    hours: float


class Ledger:
    """What came to which end, with what weight; one for each run."""

    def __init__(self) -> None:
        self._records: dict[str, list[Record]] = {end: [] for end in ENDS}

    def note(self, context: StepContext, end: str, rows: IntArray) -> None:
        """Count cells at an end; those that belong to no counted journey are left out."""
        cells, journeys = context.cells, context.journeys
        own = cells["journey"][rows]
        rows = rows[(own >= 0) & journeys["counted"][own]]
        if rows.size:
            own = journeys["identity"][cells["journey"][rows]]
            hours = float(context.clocks.elapsed[context.model.place_codes["organ"]])
            self._records[end].append(Record(own, cells["line"][rows].copy(), cells["weight"][rows].copy(), hours))

    def by(self, end: str, hours: float) -> tuple[np.float64, np.float64]:
        """Return the sum of weights at an end up to an hour of the organ's clock, and the sum of squares of lines.

        A line is what one copied micrometastasis founds: its copies share their past up to there.
        """
        records = [record for record in self._records[end] if record.hours <= hours]
        weight = np.concatenate([np.empty(0), *(record.weight for record in records)])
        line = np.concatenate([np.empty(0, np.int64), *(record.line for record in records)])
        sums = np.bincount(np.unique(line, return_inverse=True)[1], weight)
        return np.float64(weight.sum()), np.float64((sums**2).sum())

    def of_journeys(self, end: str, journeys: int) -> FloatArray:
        """Return the sum of weights at an end of each journey, by its identity, shape (journeys,)."""
        records = self._records[end]
        journey = np.concatenate([np.empty(0, np.int64), *(record.journey for record in records)])
        weight = np.concatenate([np.empty(0), *(record.weight for record in records)])
        return np.asarray(np.bincount(journey, weight, minlength=journeys))

    def tallies(self, snapshot: Snapshot) -> dict[str, float]:
        """Return for every end and kind the sum of weights, and the sum over journeys of their squared sums."""
        kinds, found = entry_modes_of(snapshot), {}
        for end in ENDS:
            sums = self.of_journeys(end, kinds.size)
            for code, kind in enumerate(MODES):
                found[f"{end}.{kind}"] = float(sums[kinds == code].sum())
                found[f"{end}.{kind}.squares"] = float((sums[kinds == code] ** 2).sum())
        return found


def _copy(context: StepContext, rows: IntArray, copies: int) -> None:
    """Let each cell go on as several copies that share its weight; where the table is full it stays as it is."""
    cells, extra = context.cells, copies - 1
    room = max(cells.capacity - len(cells), 0)
    rows = rows[: room // max(extra, 1)]
    if extra < 1 or rows.size == 0:
        return
    cells["weight"][rows] /= copies
    source = np.repeat(rows, extra)
    new = context.add_cells(source.size)
    # What is left of a resistance that has held so far is distributed as a new one.
    fresh = {f"resistance_{name}": cells[f"resistance_{name}"][new].copy() for name in context.risks.names}
    for name in cells.names:
        if name != "identity":
            cells[name][new] = cells[name][source]
    for name in context.risks.names:
        cells[f"resistance_{name}"][new] = cells[f"exposure_{name}"][new] + fresh[f"resistance_{name}"]
    cells["leader"][new] = new
    np.add.at(context.journeys["living"], cells["journey"][new], 1)
    _copy_visitors(context, source, new)


def _copy_visitors(context: StepContext, source: IntArray, new: IntArray) -> None:
    """Give copies the immune cells that hold, or hunt, the original."""
    agents, cells = context.agents, context.cells
    used = agents.used()
    used = used[np.isin(agents["partner"][used], cells["identity"][source])]
    for agent in used:
        copies = new[cells["identity"][source] == agents["partner"][agent]]
        rows = agents.take(copies.size)
        for name in agents.names:
            if name != "identity":
                agents[name][rows] = agents[name][agent]
        agents["target"][rows] = copies
        agents["partner"][rows] = cells["identity"][copies]


@dataclass(frozen=True)
class Arrivals:
    """Counts and copies cells that have just left the vessel, before anything in the new tissue has touched them."""

    splitting: Splitting
    ledger: Ledger
    name: str = "splitting of arrivals"
    phase: Phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Count, copy, and thin out sleepers."""
        cells = context.cells
        rows = context.in_stage(Stage.SETTLING)
        rows = rows[(cells["level"][rows] == FRESH) & (cells["journey"][rows] >= 0)]
        self.ledger.note(context, "left_vessel", rows)
        cells["level"][rows] = ARRIVED
        _copy(context, rows, self.splitting.arrivals)
        self._thin_out(context)

    def _thin_out(self, context: StepContext) -> None:
        """Keep each light sleeper with a chance of its weight over what it weighs from then on."""
        cells, rows, heavier = context.cells, context.in_stage(Stage.DORMANT), 1.0 / self.splitting.sleepers
        new = rows[cells["level"][rows] == FRESH]
        cells["level"][new] = ASLEEP
        _copy(context, new, self.splitting.begin)
        new = rows[cells["level"][rows] == ARRIVED]
        self.ledger.note(context, "asleep_in_two_weeks", new[cells["organ_hours"][new] <= TWO_WEEKS])
        cells["level"][new] = ASLEEP
        rows = rows[cells["weight"][rows] < heavier]
        if rows.size == 0:
            return
        stays = context.random["splitting"].uniform(cells["identity"][rows]) < cells["weight"][rows] / heavier
        cells["weight"][rows[stays]] = heavier
        gone = rows[~stays]
        context.journeys.leave(cells["journey"][gone])
        cells.give_back(gone)


@dataclass(frozen=True)
class Nests:
    """Counts and copies nests that have become micrometastases, and counts macrometastases.

    It acts first in a step, so that it sees all that the step before has brought forth, before anything can die.
    """

    splitting: Splitting
    ledger: Ledger
    name: str = "splitting of nests"
    phase: Phase = Phase.ENTER

    def act(self, context: StepContext) -> None:
        """Count and copy."""
        cells = context.cells
        large = context.in_stage(Stage.MACROMETASTASIS)
        large = large[cells["level"][large] < COUNTED]
        self.ledger.note(context, "macrometastasis", large)
        cells["level"][large] = COUNTED
        rows = context.in_stage(Stage.GROWING)
        rows = rows[(cells["level"][rows] < ESTABLISHED) & (cells["nest_cells"][rows] >= MICROMETASTASIS)]
        self.ledger.note(context, "micrometastasis", rows)
        cells["level"][rows] = ESTABLISHED
        cells["line"][rows] = cells["identity"][rows]
        _copy(context, rows, self.splitting.nests)


def splitting_model(splitting: Splitting) -> tuple[Model, Ledger]:
    """Return the model with splitting in it, and the ledger in which a run of it keeps its ends.

    The funnel of such a run holds to "left the vessel"; beyond, copies of one journey count as one, so read the ledger.
    """
    ledger = Ledger()
    entry = Entry(
        name="splitting",
        columns=(
            Column("weight", np.float64, 1.0, "", "how much of a journey's cell this copy stands for"),
            Column("line", np.int64, -1, "", "identity of the micrometastasis that it is a copy of"),
            Column("level", np.int8, FRESH, "", "what has been counted of it"),
        ),
        processes=(Arrivals(splitting, ledger), Nests(splitting, ledger)),
    )
    place = MODEL.entries.index(colonization.ENTRY)
    entries = (*MODEL.entries[:place], entry, *MODEL.entries[place:])
    return replace(MODEL, entries=entries), ledger


def per_journey(tallies: Mapping[str, float], end: str, kind: str, journeys: int) -> Estimate:
    """Return how many cells came to an end for each journey of a kind; none where there are no journeys."""
    if journeys == 0:
        return Estimate(0.0, 0.0)
    total, squares = tallies[f"{end}.{kind}"], tallies[f"{end}.{kind}.squares"]
    mean = total / journeys
    return Estimate(mean, float(np.sqrt(max(squares / journeys - mean**2, 0.0) / journeys)))
