"""Who survives, in very many journeys: a cohort whose parts tell their sums one after the other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor

from desktop.engine.parameters import Parameters
from desktop.study.cohorts.cohort import COHORT_STEP_SECONDS, CohortPart, PartSpec, run_part
from desktop.study.cohorts.selected import sums

PART_JOURNEYS = 2500
"""Journeys of a part: small enough that a cohort of 20,000 tells several times how far it is."""
USUAL_JOURNEYS = 20_000


def parts_of(journeys: int) -> int:
    """Return of how many parts a cohort is made."""
    return -(-journeys // PART_JOURNEYS)


def selection_parts(
    parameters: Parameters, seed: int, journeys: int, executor: Executor | None = None
) -> Iterator[dict[str, float]]:
    """Send off journeys and yield, part by part, the sums of `desktop.study.cohorts.selected.sums`.

    The same patient, seed and number give the same sums, whoever does the work: ``executor``, or this process.
    """
    count = parts_of(journeys)
    sizes = [journeys // count + (index < journeys % count) for index in range(count)]
    specs = [
        PartSpec(parameters.changes(), seed, index, size, COHORT_STEP_SECONDS, None, sums)
        for index, size in enumerate(sizes)
    ]
    found: Iterable[CohortPart] = map(run_part, specs) if executor is None else executor.map(run_part, specs)
    for part in found:
        yield dict(part.tallies)


def added(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the sums of several parts as those of one."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
