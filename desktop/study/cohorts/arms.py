"""The arms of the validation: cohorts of a patient with something removed or given, each run at most once.

Groups are rare, and what becomes of them matters most. So the cohorts shed more of them, and each kind of journey is
weighted back to the patient's own share (stratified sampling). Journeys do not notice each other, so this is exact.
"""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, cached_property

from desktop.cascade.detachment import group_share
from desktop.cascade.treatments import treated
from desktop.engine.parameters import Parameters, Value
from desktop.study.cohorts.cohort import Cohort, run_cohort
from desktop.study.cohorts.entry_modes import MODES
from desktop.study.cohorts.splitting import Splitting, per_journey
from desktop.study.cohorts.tallies import standard
from desktop.study.scenario import load_scenario
from desktop.study.statistics import Estimate

RICH_IN_GROUPS = 20.0
"""Departures in groups, in per cent, in cohorts that look at groups."""
SPLITTING = Splitting()
PART_EVENTS = 25_000


@dataclass(frozen=True)
class Arm:
    """What is changed in the patient, and how many departures for each one asked for."""

    changes: Mapping[str, Value]
    share: float
    scenario: str | None = None


ARMS: Mapping[str, Arm] = {
    "patient": Arm({}, 1.0),
    "no_nk": Arm({"natural_killer.density": 0.0}, 0.25),
    "no_platelets": Arm({"platelets.strength": 0.0}, 0.5),
    "neither": Arm({"natural_killer.density": 0.0, "platelets.strength": 0.0}, 0.25),
    "antioxidant": Arm({"treatments.antioxidant": 1.0}, 0.25),
    "pd1_blockade": Arm({"treatments.pd1_blockade": 1.0}, 1.0),
    "b16": Arm({}, 0.05, "b16-mouse"),
}


@dataclass(frozen=True)
class ArmResult:
    """A finished cohort, with the weight of each kind of journey that makes it the patient's own mix."""

    cohort: Cohort
    weights: Mapping[str, float]

    @cached_property
    def sums(self) -> Mapping[str, float]:
        """All tallies."""
        return self.cohort.tallies

    def number(self, kind: str) -> int:
        """Return how many journeys of a kind entered the blood."""
        return round(self.sums[f"blood.{kind}"])

    def founded(self, end: str, kind: str) -> Estimate:
        """Return cells that came to an end for each journey of a kind in the blood."""
        return per_journey(self.sums, end, kind, self.number(kind))

    def mixed(self, name: str) -> float:
        """Return a sum over all kinds, ``name`` with ``{}`` for the kind, in the patient's own mix."""
        return sum(self.weights[kind] * self.sums[name.format(kind)] for kind in MODES)

    def founded_by_all(self, end: str) -> Estimate:
        """Return cells that came to an end for each journey in the blood, in the patient's own mix."""
        journeys = self.mixed("blood.{}")
        squares = sum(self.weights[kind] ** 2 * self.sums[f"{end}.{kind}.squares"] for kind in MODES)
        return Estimate(self.mixed(f"{end}.{{}}") / journeys, squares**0.5 / journeys)

    @property
    def group_share(self) -> float:
        """Return the share, 0 to 1, of groups among the journeys that entered the blood, in the patient's own mix."""
        return self.weights["group"] * self.number("group") / self.mixed("blood.{}")


class Arms:
    """The arms of one patient; each is run when first asked for, and kept."""

    def __init__(self, patient: Parameters, events: int, seed: int, executor: Executor | None = None) -> None:
        self.patient = patient
        self.events = events
        self.seed = seed
        self.executor = executor
        self.result = cache(self._run)

    def _run(self, name: str) -> ArmResult:
        arm = ARMS[name]
        own = self.patient if arm.scenario is None else load_scenario(arm.scenario).parameters
        own = own.replace(dict(arm.changes))
        events = max(round(self.events * arm.share), 200)
        rich = enriched(own)
        found = run_cohort(
            rich,
            self.seed,
            events,
            tally=standard,
            splitting=SPLITTING,
            part_events=PART_EVENTS,
            executor=self.executor,
        )
        return ArmResult(found, stratum_weights(own, rich))


def enriched(parameters: Parameters) -> Parameters:
    """Return a patient who sheds more groups, unless none are shed or they form in the blood."""
    share = group_share(treated(parameters))
    if share <= 0.0 or share >= RICH_IN_GROUPS / 100.0:
        return parameters
    path = "detachment.cluster_share"
    declared = parameters.declaration(path)
    wanted = float(parameters.value(path)) * RICH_IN_GROUPS / 100.0 / share
    return parameters.replace({path: min(wanted, declared.high)})


def stratum_weights(own: Parameters, rich: Parameters) -> dict[str, float]:
    """Return how much a journey of each kind in the richer cohort counts in the patient's own mix."""
    mine, richer = group_share(treated(own)), group_share(treated(rich))
    if richer <= 0.0:
        return dict.fromkeys(MODES, 1.0)
    in_group = mine / richer
    return {"single": (1.0 - mine) / (1.0 - richer), "group": in_group, "stray": in_group}
