"""Moving one slider leaves the luck of everything it does not touch alone."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.parameters import Value

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

UPSTREAM = ("detached", "reached_vessel", "entered_actively", "entered_passively", "lost_in_tissue")
ENDANGERED: dict[str, Value] = {
    "tumor.present": True, "tumor.drawn_cells": 80, "tumor.drawn_rate": 15.0, "detachment.cluster_share": 20.0,
    "natural_killer.density": 1000.0, "oxidation.hazard": 1.0, "clocks.blood": 1.0, "clocks.capillary": 3.0,
    "arrest.per_circuit": 60.0, "invasion.loss": 0.05, "start.arrested": 60, "clocks.wall": 3.0,
}  # fmt: skip


def _run(bench: "type[Bench]", **changes: Value) -> "Bench":
    run = bench({**ENDANGERED, **{path.replace("__", "."): value for path, value in changes.items()}}, seconds=0.1)
    run.run.advance(60)
    return run


def _upstream(run: "Bench") -> list[tuple[int, int, int]]:
    codes = [MODEL.event_codes[name] for name in UPSTREAM if name in MODEL.event_codes]
    events = run.context.log.since(0)
    return sorted((int(e["step"]), int(e["kind"]), int(e["cell"])) for e in events[np.isin(events["kind"], codes)])


@pytest.fixture(scope="module")
def plain(bench: "type[Bench]") -> "Bench":
    return _run(bench)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("platelets__strength", 0.0),
        ("natural_killer__density", 0.0),
        ("flexibility__strength", 0.0),
        ("settling__balance", 3.0),
        ("flow__strength", 2.0),
    ],
)
def test_what_happens_in_the_blood_leaves_the_tumor_alone(
    bench: "type[Bench]", plain: "Bench", path: str, value: float
) -> None:
    other = _run(bench, **{path: value})
    assert len(_upstream(plain)) > 100
    assert _upstream(other) == _upstream(plain)
    names = [name for name in plain.cells.names if name.startswith("resistance_") and name != "resistance_division"]
    mine, theirs = plain.cells.used(), other.cells.used()
    identity, here, there = np.intersect1d(
        plain.cells["identity"][mine], other.cells["identity"][theirs], return_indices=True
    )
    assert identity.size > 100
    for name in names:
        if name in {"resistance_break_up", "resistance_aggregation"}:
            continue
        np.testing.assert_array_equal(plain.cells[name][mine[here]], other.cells[name][theirs[there]], err_msg=name)


def test_the_slider_itself_made_a_difference(bench: "type[Bench]", plain: "Bench") -> None:
    spared = _run(bench, natural_killer__density=0.0)
    killer = [hazard.name for hazard in MODEL.hazards].index("natural_killer")
    assert np.count_nonzero(plain.events("died")["cause"] == killer) > 10
    assert np.count_nonzero(spared.events("died")["cause"] == killer) == 0


def test_a_shield_against_nk_cells_only_ever_saves(bench: "type[Bench]") -> None:
    """With more shield each death by NK cells happens to a cell that dies of them without it."""
    bare, shielded = (_run(bench, platelets__strength=strength, start__arrested=200) for strength in (0.0, 2.0))
    killer = [hazard.name for hazard in MODEL.hazards].index("natural_killer")
    lost, still_lost = (
        set(run.events("died")["cell"][run.events("died")["cause"] == killer].tolist()) for run in (bare, shielded)
    )
    assert len(still_lost) < len(lost)
    assert still_lost <= lost
