"""Pages made smaller: they show the same, in a fraction of the bytes."""

import re
import zlib
from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from desktop.engine.arrays import AnyArray
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.page.page import pdf_page
from desktop.scene.page.simplify import number, thinned
from desktop.scene.page.svg_minify import slim_svg
from desktop.scene.page.typeface import FAMILIES_ELSEWHERE, FAMILY
from desktop.scene.painter import ScenePainter, Shot

SIZE = 640, 400
CAMERA = Camera(280.0, 60.0, 2.5)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def written(busy: Snapshot) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*SIZE))
    generator.setViewBox(QRect(0, 0, *SIZE))
    generator.setTitle("A & <title>")
    painter = QPainter(generator)
    ScenePainter().paint(painter, Shot(busy, CAMERA, SceneOptions(rarity_text="rare & true"), SIZE))
    painter.end()
    return bytes(buffer.data().data())


@pytest.fixture(scope="module")
def slim(written: bytes) -> bytes:
    return slim_svg(written)


def shown(document: bytes) -> AnyArray:
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    # A page names what other computers have, too: here both are to be seen in the program's own type.
    renderer = QSvgRenderer(document.replace(FAMILIES_ELSEWHERE.encode(), FAMILY.encode()))
    assert renderer.isValid()
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIZE[1], SIZE[0], 4)[..., :3].astype(int)


def test_a_slim_drawing_shows_the_same_in_a_quarter_of_the_bytes(written: bytes, slim: bytes) -> None:
    assert 4 * len(slim) < len(written)
    apart = np.abs(shown(slim) - shown(written)).max(axis=2)
    assert apart.mean() < 1.0
    assert (apart > 24).mean() < 1e-3


def test_words_stay_words_and_every_reference_leads_somewhere(written: bytes, slim: bytes) -> None:
    before, after = (ElementTree.fromstring(document) for document in (written, slim))
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


def page(paint: Callable[[QPainter], None]) -> bytes:
    return pdf_page(SIZE, "title", "<x/>", paint)


def streams(document: bytes) -> dict[int, str]:
    """Return the packed streams of a page, by the number of their object."""
    pattern = re.compile(rb"(\d+) 0 obj\n<<[^\n]*/Filter /FlateDecode /Length (\d+)>>\nstream\n")
    found = list(pattern.finditer(document))
    return {int(m[1]): zlib.decompress(document[m.end() : m.end() + int(m[2])]).decode() for m in found}


def test_a_page_holds_each_body_once_and_all_it_refers_to(busy: Snapshot) -> None:
    options = SceneOptions(rarity_text="rare")
    document = page(lambda painter: ScenePainter().paint(painter, Shot(busy, CAMERA, options, SIZE)))
    table = document[int(document.split(b"startxref")[-1].split()[0]) :].split(b"\n")
    assert table[0] == b"xref"
    for index, line in enumerate(table[3 : 2 + int(table[1].split()[1])], start=1):
        assert document[int(line[:10]) :].startswith(b"%d 0 obj\n" % index)
    drawn = streams(document)
    uses = Counter(name for text in drawn.values() for name in re.findall(r"/(X\d+) Do", text))
    assert uses.total() > 2 * len(uses) > 100
    named = set(re.findall(rb"/([EXS]\d+) \d+ 0 R", document))
    wanted = {name.encode() for text in drawn.values() for name in re.findall(r"/([EXS]\d+) (?:gs|Do|sh)", text)}
    assert wanted <= named
    assert all(len(re.findall(r"\bq\b", text)) == len(re.findall(r"\bQ\b", text)) for text in drawn.values())
    assert b"/SMask <</Type /Mask" in document
    assert b"/Subtype /Image" not in document


def test_a_page_draws_what_the_painter_drew() -> None:
    def paint(painter: QPainter) -> None:
        painter.translate(100.0, 50.0)
        painter.scale(2.0, 2.0)
        painter.fillRect(QRectF(1.0, 2.0, 30.0, 40.0), QColor(255, 0, 0, 128))
        fading = QLinearGradient(0.0, 0.0, 10.0, 0.0)
        fading.setColorAt(0.0, QColor(0, 0, 255, 255))
        fading.setColorAt(1.0, QColor(0, 0, 255, 0))
        painter.fillRect(QRectF(0.0, 0.0, 10.0, 10.0), fading)
        painter.setPen(QPen(QColor(0, 255, 0), 3.0))
        painter.drawLine(0, 0, 5, 0)

    document = page(paint)
    scene = next(text for text in streams(document).values() if " re" in text or " l\n" in text)
    assert "1 0 0 rg" in scene
    assert "102 54 m" in scene
    assert "162 134 l" in scene
    assert "0 1 0 RG 6 w" in scene
    assert " sh Q" in scene
    assert b"/ca .502" in document
    assert b"/Coords [0 0 10 0]" in document
    assert b"/C0 [1] /C1 [0]" in document
