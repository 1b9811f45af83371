"""The tornado plot shows each slider, strong ones on top, and greys what only seems to matter."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from desktop.cascade import MODEL
from desktop.export.figures.chart_page import FAINT, check_plot_target, write_plot
from desktop.export.figures.tornado import HIGH, LOW, PLAIN, tornado_svg
from desktop.study.designs.sensitivity import Influence, Method, Study, matters
from desktop.system.files import FileError

PATIENT = MODEL.defaults().replace({"realism.human_scale": True})
SLIDERS = tuple(PATIENT.declaration(path) for path in ("natural_killer.density", "platelets.count", "flow.haematocrit"))
FOUND = (
    Influence("natural_killer.density", "NK cells", (100.0, 1000.0), 0.6, -0.9, 1.5, 1.5, 0.05),
    Influence("platelets.count", "Platelets <per µL>", (150.0, 450.0), -0.2, 0.1, 0.3, 0.3, 0.05),
    Influence("flow.haematocrit", "Haematocrit", (0.35, 0.5), 0.03, -0.02, 0.05, 0.05, 0.05),
)
SVG = "{http://www.w3.org/2000/svg}"


def study(method: Method) -> Study:
    return Study(PATIENT, SLIDERS, method, "typical", 2000, 7, 8)


@pytest.mark.parametrize(("method", "bars"), [("one", 2), ("morris", 1), ("sobol", 1)])
def test_every_slider_is_there_in_order_and_only_what_matters_has_colour(method: Method, bars: int) -> None:
    assert [matters(found) for found in FOUND] == [True, True, False]
    root = ElementTree.fromstring(tornado_svg(study(method), FOUND, "default-patient"))
    words = {text.text: float(text.get("y", "0")) for text in root.iter(f"{SVG}text")}
    heights = [words[found.label] for found in FOUND]
    assert heights == sorted(heights)
    assert any("realism.human_scale=True" in str(word) and "seed 7" in str(word) for word in words)
    drawn = [rect.get("fill") for rect in root.iter(f"{SVG}rect") if rect.get("width") != "16"][1:]
    assert len(drawn) == 3 * bars
    colours = {LOW, HIGH} if method == "one" else {PLAIN}
    assert set(drawn[: 2 * bars]) == colours
    assert set(drawn[2 * bars :]) == {FAINT}


def test_a_bar_is_as_long_as_its_effect() -> None:
    root = ElementTree.fromstring(tornado_svg(study("one"), FOUND, "default-patient"))
    widths = [float(r.get("width", "0")) for r in root.iter(f"{SVG}rect") if r.get("fill") in {LOW, HIGH}]
    assert widths[0] / widths[1] == pytest.approx(0.6 / 0.9, rel=1e-3)
    assert widths[0] / widths[2] == pytest.approx(0.6 / 0.2, rel=1e-3)


def test_the_scale_and_the_ends_of_a_slider_are_written_for_a_reader() -> None:
    shed = PATIENT.declaration("tumor.shedding")
    found = Influence(shed.path, shed.label, (2e4, 2e6), -1.0, 1.0, 2.0, 2.0, 0.05)
    words = [
        text.text
        for text in ElementTree.fromstring(tornado_svg(study("one"), (found,), "default-patient")).iter(f"{SVG}text")
    ]
    assert "Human scale: metastases × 0.001" in words
    assert f"20,000 … 2,000,000 {shed.unit}" in words


@pytest.mark.parametrize(("strength", "halves"), [(1.5, True), (1.6, False)])
def test_a_long_scale_has_a_mark_for_each_power_of_ten_only(strength: float, halves: bool) -> None:
    found = Influence(FOUND[0].path, "NK cells", (100.0, 1000.0), -strength, 0.0, strength, 0.0, 0.05)
    page = ElementTree.fromstring(tornado_svg(study("one"), (found,), "default-patient"))
    words = {text.text for text in page.iter(f"{SVG}text")}
    assert {"as before", "÷ 10", "× 10"} <= words
    assert ("÷ 3.2" in words) == halves


def test_the_file_replaces_its_like_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "t.svg"
    for _ in range(2):
        write_plot(tornado_svg(study("one"), FOUND, "default-patient"), path)
    path.write_text("<svg>mine</svg>")
    for wrong in (path, tmp_path / "t.png", tmp_path / "nowhere" / "t.svg"):
        with pytest.raises(FileError):
            check_plot_target(wrong)
    assert path.read_text() == "<svg>mine</svg>"
