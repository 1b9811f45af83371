"""Run a scenario without a window and say what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

from desktop import __version__
from desktop.engine.arrays import AnyArray
from desktop.engine.model import Model
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.parameter_changes import ParameterChange, advance_to
from desktop.study.scenario import Scenario, ScenarioError, check_seconds, check_seed
from desktop.study.typed_values import read_value


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many shed events, singles and groups, got as far as one milestone."""

    stage: str
    label: str
    events_single: int
    events_group: int

    @property
    def events(self) -> int:
        """Return singles and groups together."""
        return self.events_single + self.events_group


@dataclass(frozen=True, slots=True)
class Sample:
    """The observables at one moment, in seconds of animation."""

    time: float
    values: Mapping[str, float]


@dataclass(frozen=True)
class RunResult:
    """What came of one run, with the recipe to make it again.

    ``parameters`` holds what differs from the published default patient; ``samples`` the observables at even times,
    ``events`` everything that happened.
    """

    scenario: str
    seed: int
    seconds: float
    parameters: Mapping[str, Value]
    state_sha256: str
    funnel: tuple[FunnelStep, ...]
    deaths: Mapping[str, int]
    observables: Mapping[str, float]
    samples: tuple[Sample, ...]
    events: AnyArray = field(repr=False, compare=False)
    version: str = __version__

    def recipe(self) -> dict[str, object]:
        """Return what is needed to make this run again."""
        return {
            "version": self.version,
            "scenario": self.scenario,
            "seed": self.seed,
            "seconds": self.seconds,
            "parameters": dict(self.parameters),
        }

    def as_dict(self) -> dict[str, object]:
        """Return everything but the samples, ready for JSON; a number that is not known is None."""
        steps = (
            {"stage": s.stage, "events": s.events, "events_single": s.events_single, "events_group": s.events_group}
            for s in self.funnel
        )
        return {
            **self.recipe(),
            "state_sha256": self.state_sha256,
            "funnel": list(steps),
            "deaths": dict(self.deaths),
            "observables": known(self.observables),
        }


def known(values: Mapping[str, float]) -> dict[str, float | None]:
    """Return values sorted by name, with None for what is no number, since JSON has no word for it."""
    return {name: values[name] if isfinite(values[name]) else None for name in sorted(values)}


def with_settings(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """Return a scenario with parameters replaced by settings written as ``path=value``.

    Raises
    ------
    ScenarioError
        When a setting is not of that form, names no parameter, or is out of range.
    """
    values: dict[str, Value] = {}
    try:
        for setting in settings:
            path, equals, text = setting.partition("=")
            declaration = scenario.parameters.declaration(path.strip())
            if not equals:
                message = f"{declaration.path} has no value: write {declaration.path}=VALUE, {declaration.allowed}"
                raise ScenarioError(message)
            values[declaration.path] = read_value(declaration, text)
        return replace(scenario, parameters=scenario.parameters.replace(values))
    except ParameterError as error:
        raise ScenarioError(str(error)) from error


def start(model: Model, scenario: Scenario, *, with_scenery: bool = False) -> Simulation:
    """Return a simulation at time zero.

    The scenery is left out unless somebody looks: it changes no fate, and the state's hash leaves it out.
    """
    return Simulation(model, scenario.parameters, check_seed(scenario.seed), with_scenery=with_scenery)


def steps_for(seconds: float) -> int:
    """Return the number of fixed steps nearest to a span of animation, at least one."""
    return max(1, round(check_seconds(seconds) / STEP_SECONDS))


def run(
    model: Model,
    scenario: Scenario,
    *,
    every: float = 1.0,
    on_progress: Callable[[float], None] | None = None,
    parameter_changes: Sequence[ParameterChange] = (),
    steps: int | None = None,
) -> RunResult:
    """Run a scenario to its end.

    Parameters
    ----------
    model, scenario
        What to run; its seed and seconds are part of the scenario.
    every
        Seconds of animation between two samples of the observables; the first moment and the last are always kept.
    on_progress
        Is told the share done, 0 to 1, after every sample.
    parameter_changes
        Changes of parameters on the way.
    steps
        How many steps to make, in place of the scenario's seconds.

    Raises
    ------
    ScenarioError
        When the seed, the seconds or the sampling interval cannot be.
    """
    steps = steps_for(scenario.seconds) if steps is None else steps
    stride = steps_for(every)
    simulation = start(model, scenario)
    advance_to(simulation, 0, parameter_changes)
    snapshot = simulation.snapshot()
    samples = [_sample(snapshot)]
    while simulation.step < steps:
        advance_to(simulation, min(simulation.step + stride, steps), parameter_changes)
        snapshot = simulation.snapshot()
        samples.append(_sample(snapshot))
        if on_progress is not None:
            on_progress(simulation.step / steps)
    return _result(scenario, simulation, snapshot, tuple(samples))


def _sample(snapshot: Snapshot) -> Sample:
    values = {observable.name: float(observable.read(snapshot)) for observable in snapshot.model.observables}
    return Sample(snapshot.time, values)


def _result(scenario: Scenario, simulation: Simulation, snapshot: Snapshot, samples: tuple[Sample, ...]) -> RunResult:
    model, parameters = simulation.model, simulation.parameters
    return RunResult(
        scenario=scenario.name,
        seed=scenario.seed,
        seconds=round(snapshot.time, 6),
        parameters=_differences(parameters),
        state_sha256=simulation.sha256(),
        funnel=funnel_of(snapshot),
        deaths={hazard.name: int(snapshot.deaths[:, code].sum()) for code, hazard in enumerate(model.hazards)},
        observables=samples[-1].values,
        samples=samples,
        events=snapshot.events,
    )


def _differences(parameters: Parameters) -> dict[str, Value]:
    return dict(sorted(parameters.changes().items()))


def funnel_of(snapshot: Snapshot) -> tuple[FunnelStep, ...]:
    """Return the funnel from shed to macrometastasis."""
    return tuple(
        FunnelStep(milestone.name, milestone.label, int(snapshot.funnel[0, code]), int(snapshot.funnel[1, code]))
        for code, milestone in enumerate(snapshot.model.milestones)
    )
