"""The picture of a tube: Poisson's law beside the bars, cells within the glass, words that say the same."""

from dataclasses import replace
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.look.vision import Vision
from desktop.scene.tube.glass import CELL_SHARE, FEW, glass_rectangle, places, radii
from desktop.scene.tube.painter import paint_tube
from desktop.scene.tube.reading import SEEN, Missed, TubeReading, poisson

MISSED = tuple(Missed(letter, f"reason {letter}", 0) for letter in "LSEG")


def reading(cells: int = 6, *, lifted: bool = False, fluid: str = "venous") -> TubeReading:
    lost = np.where(np.arange(cells) % 2 == 0, SEEN, 1)
    counted = int((lost == SEEN).sum())
    return TubeReading(
        place="the vein",
        about="A vein.",
        moment="second 1",
        fluid=fluid,
        milliliters=7.5,
        cutoff=5,
        diameter=np.full(cells, 12.0),
        phenotype=np.arange(cells) % 3,
        mates=np.arange(cells) // 3,
        lost_by=lost,
        missed=(MISSED[0], replace(MISSED[1], count=cells - counted), *MISSED[2:]),
        counts=(2, 0, counted),
        expected=1.5,
        per_ml=0.8,
        lifted=lifted,
    )


def picture(told: TubeReading, options: SceneOptions | None = None, size: tuple[int, int] = (900, 560)) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_tube(painter, *size, told, options or SceneOptions())
    painter.end()
    return image


@given(st.floats(0.0, 60.0))
def test_the_law_is_poissons(mean: float) -> None:
    law = poisson(mean, 200)
    assert law.sum() == pytest.approx(1.0)
    assert (law * np.arange(201)).sum() == pytest.approx(mean, abs=1e-9)
    assert law[2] == pytest.approx(np.exp(-mean) * mean**2 / factorial(2), abs=1e-12)


@given(st.integers(0, 120), st.integers(300, 1200))
def test_cells_lie_in_the_glass(cells: int, height: int) -> None:
    glass = glass_rectangle(QRectF(0.0, 0.0, 0.8 * height, height))
    radius = radii(reading(cells), glass)
    where = places(reading(cells), glass, radius)
    assert (np.abs(where[:, 0] - glass.center().x()) + radius <= 0.5 * glass.width()).all()
    assert (where[:, 1] + radius <= glass.bottom()).all()
    assert (radius <= CELL_SHARE * glass.width() + 1e-9).all()
    assert cells <= FEW or radius[0] < CELL_SHARE * glass.width()


def test_the_veil_hides_what_was_missed() -> None:
    assert picture(reading()) != picture(reading(lifted=True))
    seen = replace(reading(), lost_by=np.full(6, SEEN))
    assert picture(seen) != picture(reading()), "what was missed is not drawn under the veil"


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("size", [(420, 260), (900, 560), (2600, 1500)])
@pytest.mark.parametrize("cells", [0, 1, 500])
def test_every_tube_can_be_drawn(theme: Theme, size: tuple[int, int], cells: int) -> None:
    told = replace(reading(cells, lifted=True), counts=tuple(range(300)))
    assert picture(told, SceneOptions(theme=theme, font_scale=1.5), size) != picture(
        replace(told, counts=()), SceneOptions(theme=theme, font_scale=1.5), size
    )


def test_fluids_and_eyes_differ() -> None:
    drawn = [picture(reading(fluid=fluid)) for fluid in ("venous", "arterial", "lymph")]
    assert drawn[0] != drawn[1] != drawn[2]
    assert picture(reading(), SceneOptions(seen_as=Vision.GREY)) != drawn[0]


def test_words_say_what_the_picture_shows() -> None:
    assert reading().words() == (
        "3 CTC in 7.5 mL from the vein, below the cutoff of 5; 3 tubes so far, 1.5 expected in each."
    )
    assert "in truth 6 in the tube, 0.8 per mL; 3 reason S" in reading(lifted=True).words()
    assert "Space draws 7.5 mL" in replace(reading(), counts=()).words()
