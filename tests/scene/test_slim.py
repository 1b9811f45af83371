"""Pages made smaller: they show the same, in a fraction of the bytes."""

from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from desktop.engine.arrays import AnyArray
from desktop.engine.snapshot import Snapshot
from desktop.scene.camera import Camera
from desktop.scene.options import SceneOptions
from desktop.scene.painter import ScenePainter
from desktop.scene.slim import number, thinned
from desktop.scene.slim_svg import slim_svg

SIZE = 640, 400
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def written(busy: Snapshot, whole: Callable[..., Camera]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*SIZE))
    generator.setViewBox(QRect(0, 0, *SIZE))
    generator.setTitle("A & <title>")
    painter = QPainter(generator)
    ScenePainter().paint(painter, *SIZE, busy, whole(*SIZE), SceneOptions(rarity_text="rare & true"))
    painter.end()
    return bytes(buffer.data().data())


def shown(document: bytes) -> AnyArray:
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    renderer = QSvgRenderer(document)
    assert renderer.isValid()
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIZE[1], SIZE[0], 4)[..., :3].astype(int)


def test_a_slim_drawing_shows_the_same_in_a_quarter_of_the_bytes(written: bytes) -> None:
    slim = slim_svg(written)
    assert 4 * len(slim) < len(written)
    apart = np.abs(shown(slim) - shown(written)).max(axis=2)
    assert apart.mean() < 1.0
    assert (apart > 24).mean() < 1e-3


def test_words_stay_words_and_every_reference_leads_somewhere(written: bytes) -> None:
    before, after = (ElementTree.fromstring(document) for document in (written, slim_svg(written)))
    words = [["".join(text.itertext()) for text in root.iter(f"{SVG}text")] for root in (before, after)]
    assert words[0] == words[1]
    assert "rare & true" in words[1]
    assert after.findtext(f"{SVG}title") == "A & <title>"
    assert (after.get("viewBox"), after.get("width")) == (before.get("viewBox"), before.get("width"))
    names = {item.get("id") for item in after.iter() if item.get("id")}
    uses = [item.get("{http://www.w3.org/1999/xlink}href", "")[1:] for item in after.iter(f"{SVG}use")]
    fills = [item.get("fill", "") for item in after.iter()]
    assert len(uses) > 100
    assert set(uses) | {fill[5:-1] for fill in fills if fill.startswith("url(#")} <= names
    assert not list(after.iter(f"{SVG}image"))


@given(st.floats(-1e4, 1e4), st.integers(0, 4))
def test_a_short_number_is_the_rounded_one(value: float, decimals: int) -> None:
    text = number(value, decimals)
    assert float(text) == pytest.approx(round(value, decimals), abs=1e-9)
    assert len(text) <= len(repr(round(value, decimals)))


@given(st.integers(9, 200), st.floats(0.0, 0.3), st.integers(0, 2**31))
def test_no_point_given_up_lies_far_from_the_line(count: int, tolerance: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = np.cumsum(rng.normal(size=(count, 2)), axis=0)
    kept = thinned(points, tolerance)
    assert (kept[0] == points[0]).all()
    assert (kept[-1] == points[-1]).all()
    starts, steps = kept[:-1], np.diff(kept, axis=0)
    share = ((points[:, None] - starts) * steps).sum(axis=2) / np.maximum((steps**2).sum(axis=1), 1e-300)
    nearest = starts + np.clip(share, 0.0, 1.0)[..., None] * steps
    assert np.hypot(*np.moveaxis(points[:, None] - nearest, 2, 0)).min(axis=1).max() <= tolerance + 1e-9
