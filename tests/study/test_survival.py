from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.engine.events import EVENT
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.survival import BINS, SurvivalLog, kaplan_meier

counts = st.lists(st.integers(0, 5), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def empty() -> Snapshot:
    return replace(Simulation(MODEL, MODEL.defaults(), 1).snapshot(), events=np.zeros(0, dtype=EVENT))


def events(*rows: tuple[str, int, float, float]) -> np.ndarray:
    """Return events from kind, cell, time and value."""
    made = np.zeros(len(rows), dtype=EVENT)
    for event, (kind, cell, time, value) in zip(made, rows, strict=True):
        event["kind"], event["cell"], event["time"], event["value"] = MODEL.event_codes[kind], cell, time, value
    return made


@given(counts)
def test_without_censoring_it_is_the_share_still_alive(deaths: list[int]) -> None:
    dead = np.array(deaths)
    share = kaplan_meier(dead, np.zeros_like(dead))
    total = dead.sum()
    known = np.isfinite(share)
    if total:
        alive = (total - np.concatenate([[0], np.cumsum(dead)])) / total
        assert share[known] == pytest.approx(alive[known], abs=1e-12)
    assert share[0] == 1.0


@given(counts, st.data())
def test_it_only_falls_and_censoring_never_lowers_it(deaths: list[int], data: st.DataObject) -> None:
    dead = np.array(deaths)
    censored = np.array(data.draw(st.lists(st.integers(0, 5), min_size=dead.size, max_size=dead.size)))
    share = kaplan_meier(dead, censored)
    known = np.isfinite(share)
    assert np.all(np.diff(share[known]) <= 1e-12)
    plain = kaplan_meier(dead, np.zeros_like(dead))
    both = known & np.isfinite(plain)
    assert np.all(share[both] >= plain[both] - 1e-12)


def test_singles_and_groups_are_told_apart_and_old_cells_do_not_count(empty: Snapshot) -> None:
    log = SurvivalLog(MODEL)
    log.update(replace(empty, time=4.0, events=events(
        ("detached", 1, 0.0, 1.0), ("detached", 2, 0.0, 1.0), ("detached", 3, 1.0, 2.0), ("detached", 4, 1.0, 2.0),
        ("died", 1, 2.0, 0.0), ("died", 99, 2.0, 0.0),
    )))  # fmt: skip
    singles, groups = log.curve("singles"), log.curve("groups")
    assert (singles.shed, singles.alive, groups.shed, groups.alive) == (2, 1, 2, 2)
    assert np.interp(3.0, singles.seconds, singles.share) == pytest.approx(0.5)
    assert np.nanmin(groups.share) == 1.0


def test_the_time_axis_grows_and_its_cost_does_not(empty: Snapshot) -> None:
    log = SurvivalLog(MODEL)
    rows = [("detached", cell, 0.0, 1.0) for cell in range(100)]
    rows += [("died", cell, 10.0 * cell + 1.0, 0.0) for cell in range(99)]
    log.update(replace(empty, time=2000.0, events=events(*rows)))
    curve = log.curve("singles")
    assert curve.seconds.size == BINS + 1
    assert curve.seconds[-1] >= 2000.0
    assert curve.share[np.searchsorted(curve.seconds, 500.0)] == pytest.approx(0.5, abs=0.03)


def test_going_back_in_time_forgets_what_has_not_happened_yet(empty: Snapshot) -> None:
    log = SurvivalLog(MODEL)
    later = events(("detached", 1, 0.0, 1.0), ("died", 1, 1.0, 0.0))
    log.update(replace(empty, time=2.0, events=later))
    log.update(replace(empty, time=0.5, events=later[:1]))
    assert log.curve("singles").alive == 1
