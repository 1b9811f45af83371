import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtGui import QColor

from desktop.cascade import MODEL
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.scene.bodies.tumor_cells import GENERIC, dying_drawing
from desktop.scene.look.causes import APART, cause_colours, lab_of
from desktop.scene.look.palette import ROLES, Theme, colour, hexadecimal
from desktop.scene.raster.artwork import drawing
from tests.colours import contrast

NAMES = tuple(hazard.name for hazard in MODEL.hazards)
THEMES = pytest.mark.parametrize("theme", list(Theme))


@dataclass(frozen=True)
class Fever:
    """A hazard that the program has never heard of."""

    name: str = "fever"
    label: str = "fever"
    death: str = "did not bear the heat"
    stages: tuple[int, ...] = (3,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        return np.full(rows.size, float(context.step))


@THEMES
@pytest.mark.parametrize("names", [NAMES, (*NAMES, "fever", "hunger", "thirst")], ids=["model", "with more"])
def test_every_hazard_has_a_colour_of_its_own_that_stands_out(names: tuple[str, ...], theme: Theme) -> None:
    shades = cause_colours(names, theme)
    assert tuple(shades) == names
    for one, other in itertools.combinations(shades.values(), 2):
        assert np.linalg.norm(lab_of(one) - lab_of(other)) >= APART
    for shade in shades.values():
        assert all(contrast(QColor(shade), colour(ground, theme)) >= 3.0 for ground in ("window", "panel", "tissue"))


@THEMES
def test_a_hazard_with_a_role_has_its_colour_in_scene_and_legend_too(theme: Theme) -> None:
    shades = cause_colours(NAMES, theme)
    own = [name for name in NAMES if dying_drawing(name) != GENERIC]
    marked = {name for name in own if name in drawing(dying_drawing(name)).roles.values()}
    assert {"natural_killer", "t_cell", "oxidation"} <= marked
    assert all(shades[name] == hexadecimal(name, theme) for name in marked)


@THEMES
def test_a_new_hazard_changes_no_colour(theme: Theme) -> None:
    before, after = (cause_colours(names, theme) for names in (NAMES, (*NAMES, "fever")))
    assert {name: after[name] for name in NAMES} == before
    assert "fever" not in ROLES
    assert after["fever"] not in before.values()


def test_so_many_hazards_that_no_candidate_is_left_still_have_colours() -> None:
    names = tuple(f"risk {number}" for number in range(60))
    assert len(set(cause_colours(names, Theme.DARK).values())) > 40


def test_a_hazard_is_drawn_by_the_file_of_its_name() -> None:
    model = replace(MODEL, entries=(*MODEL.entries, Entry(name="fever", hazards=(Fever(),))))
    drawings = {hazard.name: dying_drawing(hazard.name) for hazard in model.hazards}
    assert drawings["shear"] == "dying_shear"
    assert drawings["fever"] == GENERIC
