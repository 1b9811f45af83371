"""Assays: small runs on one mechanism each, where a cohort of journeys would not show it.

A flow loop, T cells at work, a sticky organ, and sleepers over twenty years.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.engine.clocks import HOURS_PER_YEAR
from desktop.engine.parameters import Parameters, Value
from desktop.engine.simulation import Simulation
from desktop.study.cohorts.cohort import COHORT_STEP_SECONDS, EMPTY, PATIENTS
from desktop.study.cohorts.splitting import Splitting, splitting_model
from desktop.study.statistics import Estimate, Measured, rate, share

CELLS = 2000
SLEEPERS, SLEEPER_COPIES = 200, 16
FINE_STEP_SECONDS = 0.05
Changes = dict[str, Value]


def _injected(patient: Parameters, changes: Changes, seed: int, seconds: float) -> Simulation:
    parameters = patient.replace({**EMPTY, "tumor.present": False, "start.injected": CELLS, **changes})
    step = COHORT_STEP_SECONDS
    run = Simulation(
        MODEL, parameters, seed, capacity=CELLS + 500, step_seconds=step, with_scenery=False, patients=PATIENTS
    )
    run.advance(round(seconds / step))
    return run


def torn_in_a_loop(patient: Parameters, stress: float, hours: float, seed: int) -> Measured:
    """Return the share of cells torn in a loop of tubing with one shear stress in dyn/cm², after a number of hours."""
    changes: Changes = {
        "shear.elsewhere": stress,
        "shear.elsewhere_share": 1.0,
        "flow.strength": 1.0,
        "arrest.per_circuit": 0.1,
        "oxidation.hazard": 0.0,
        "anoikis.delay": 24.0,
        "clocks.blood": 0.1,
    }
    found = _injected(patient, changes, seed, hours / 0.1).snapshot()
    return share(float(found.deaths[Stage.TRAVELLING, MODEL.hazard_codes["shear"]]), CELLS)


def held_by_a_sticky_organ(patient: Parameters, per_circuit: float, seed: int) -> Measured:
    """Return the share of injected cells that lodge in the first capillary they meet, by size and stiffness alone.

    Nothing kills them: those that are held would be the first to go, and would not be counted.
    """
    changes: Changes = {
        "arrest.per_circuit": per_circuit,
        # So slow that a capillary stands for one circuit of the body.
        "clocks.blood": float(patient.declaration("clocks.blood").low),
        "natural_killer.density": 0.0,
        "t_cell.density": 0.0,
        "shear.hazard": 0.0,
        "shear.fragmentation": 0.0,
        "oxidation.hazard": 0.0,
        "oxidation.survival_after_arrest": 100.0,
        "anoikis.delay": 24.0,
    }
    cells = _injected(patient, changes, seed, 10.0).snapshot().cells
    met = cells["capillaries_judged"] > 0
    held = met & (cells["capillaries_judged"] == 1) & (cells["stop"] >= 0.0)
    return share(float(held.sum()), float(met.sum()))


def kills_of_t_cells(patient: Parameters, mhc: float, seed: int) -> Measured:
    """Return the kills of a matching T cell per day while it holds a lodged cell that shows so much MHC-I."""
    changes: Changes = {
        "start.injected": 0,
        "start.arrested": 200,
        "start.counted": True,
        "t_cell.match": 5.0,
        "t_cell.density": 1200.0,
        "natural_killer.density": 0.0,
        "oxidation.survival_after_arrest": 100.0,
        "shear.fragmentation": 0.0,
        "immune_evasion.mhc": mhc,
        "clocks.capillary": 0.5,
    }
    holding, kills, t_cell = 0.0, 0.0, MODEL.cell_type_codes["t_cell"]
    for turn in range(4):
        run = _injected(patient, changes, seed + turn, 0.0)
        for _ in range(200):
            run.advance()
            snapshot = run.snapshot()
            agents, cells = snapshot.agents, snapshot.cells
            bound = (agents["kind"] == t_cell) & agents["matching"] & (agents["partner"] >= 0)
            lodged = cells["identity"][np.isin(cells["stage"], (Stage.ARRESTED, Stage.LEAVING))]
            holding += float(np.isin(agents["partner"][bound], lodged).sum()) * 0.5 * COHORT_STEP_SECONDS / 24.0
        code = MODEL.hazard_codes["t_cell"]
        kills += float(run.snapshot().deaths[:, code].sum())
    return rate(kills, holding)


@dataclass(frozen=True)
class Relapses:
    """Macrometastases founded so far for each sleeper, by the year; ``each`` holds the same run by run."""

    years: tuple[float, ...]
    each: tuple[tuple[float, ...], ...]
    errors: tuple[tuple[float, ...], ...]

    @property
    def founded(self) -> tuple[float, ...]:
        """Return the mean of the runs, by the year."""
        return tuple(np.mean(self.each, axis=0).tolist())

    def estimate(self, begin: int, end: int) -> Estimate:
        """Return macrometastases founded between two of the years, for each sleeper.

        All that one sleeper founds counts as one piece of luck, so the error is that of a number of sleepers.
        """
        mean = self.founded[end] - self.founded[begin]
        variance = sum(run[end] - run[begin] for run in self.errors) / len(self.errors) ** 2
        return Estimate(mean, sqrt(max(variance, 0.0)))

    def risk(self, sleepers: float, begin: float, end: float) -> float:
        """Return the chance, 0 to 1, of a relapse between two years for a patient with sleepers, free of it before."""
        known = dict(zip(self.years, self.founded, strict=True))
        return 1.0 - exp(-sleepers * (known[end] - known[begin]))


def pooled(parts: Sequence[Estimate]) -> Estimate:
    """Return the mean of independent estimates."""
    error = sum(part.error**2 for part in parts) ** 0.5 / len(parts)
    return Estimate(sum(part.mean for part in parts) / len(parts), error)


def sleepers_over_years(
    dormant: Parameters, years: tuple[float, ...], seed: int, runs: int, executor: Executor | None = None
) -> Relapses:
    """Follow sleepers of a patient in whom nothing else goes on, by an even clock."""
    pace = float(dormant.declaration("clocks.organ").high)
    changes: Changes = {
        **EMPTY,
        "tumor.present": False,
        "start.dormant": SLEEPERS,
        "start.counted": True,
        "clocks.organ": pace,
        "clocks.organ_asleep": pace,
        # The capillaries are empty, so immune cells that crawl there need not be drawn often.
        "clocks.capillary": float(dormant.declaration("clocks.capillary").low),
        "natural_killer.density": 0.0,
    }
    parameters = dormant.replace(changes).changes()
    specs = [SleepSpec(parameters, years, seed + turn, pace) for turn in range(runs)]
    done = tuple(map(follow_sleepers, specs) if executor is None else executor.map(follow_sleepers, specs))
    return Relapses(years, tuple(means for means, _ in done), tuple(squares for _, squares in done))


@dataclass(frozen=True)
class SleepSpec:
    """One run of sleepers, as it is sent to a worker."""

    changes: Mapping[str, Value]
    years: tuple[float, ...]
    seed: int
    pace: float


def follow_sleepers(spec: SleepSpec) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return macrometastases for each sleeper by the year, and the variances of those means."""
    model, ledger = splitting_model(Splitting(1, SLEEPER_COPIES, 16, SLEEPER_COPIES))
    parameters, step = MODEL.defaults().replace(dict(spec.changes)), FINE_STEP_SECONDS
    run = Simulation(model, parameters, spec.seed, capacity=30_000, step_seconds=step, with_scenery=False)
    run.advance(round(spec.years[-1] * HOURS_PER_YEAR / spec.pace / step) + 1)
    found = [ledger.by("macrometastasis", year * HOURS_PER_YEAR) for year in spec.years]
    return (
        tuple((total / SLEEPERS).tolist() for total, _ in found),
        tuple((squares / SLEEPERS**2).tolist() for _, squares in found),
    )
