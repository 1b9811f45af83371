"""The waterfall plot has a bar for each patient, in order, as long as the effect, in the colour of its verdict."""

from xml.etree import ElementTree

import pytest

from desktop.cascade import MODEL
from desktop.export.figures.chart_page import BLUE, FAINT, VERMILION
from desktop.export.figures.waterfall import BOTTOM, HEIGHT, TOP, VERDICTS, waterfall_svg
from desktop.study.designs.virtual_patients import Response, TreatmentStudy, Verdict, tumor_type
from desktop.study.scenario import Scenario
from desktop.study.statistics import Estimate, ratio

PATIENT = MODEL.defaults().replace({"realism.human_scale": True})
DRUG = PATIENT.declaration("treatments.pd1_blockade")
SCENARIO = Scenario("default-patient", "", "", 7, 10.0, PATIENT)
STUDY = TreatmentStudy(SCENARIO, DRUG.path, 0.5, tumor_type("melanoma"), "micrometastasis", 5, 2000)
SVG = "{http://www.w3.org/2000/svg}"


def response(number: int, untreated: float, treated: float, error: float = 0.02) -> Response:
    plain, changed = Estimate(untreated, error * untreated), Estimate(treated, error * treated)
    return Response(number, PATIENT, plain, changed, ratio(changed, plain))


FOUND = (
    response(0, 0.01, 0.04),
    response(1, 0.01, 0.001),
    response(2, 0.01, 0.0099),
    response(3, 0.01, 0.0),
    response(4, 0.01, 0.01 / 3.0),
)


def test_every_patient_has_a_bar_in_order_and_in_the_colour_of_his_verdict() -> None:
    root = ElementTree.fromstring(waterfall_svg(FOUND, DRUG, STUDY))
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.get("width") not in {"16", "1160"}]
    *bars, room = bars
    assert [bar.get("fill") for bar in bars] == [BLUE, BLUE, FAINT, VERMILION]
    heights = [float(bar.get("height", "nan")) for bar in bars]
    # A tenth and a third, on an axis of powers; nobody knows what nothing over something is worth.
    assert abs(heights[0] / heights[1] - 2.0959) < 0.01
    assert abs(heights[3] / heights[0] - 0.602) < 0.01
    assert float(room.get("x", "nan")) > max(float(bar.get("x", "nan")) for bar in bars)
    assert "too few metastases to tell: 1" in [element.text for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(("treated", "edge"), [(1.0, TOP), (1e-4, HEIGHT - BOTTOM)])
def test_an_effect_at_the_end_of_the_axis_reaches_the_edge(treated: float, edge: float) -> None:
    root = ElementTree.fromstring(waterfall_svg((response(0, 0.01, treated),), DRUG, STUDY))
    (bar,) = [rect for rect in root.iter(f"{SVG}rect") if rect.get("width") not in {"16", "1160"}]
    top = float(bar.get("y", "nan"))
    middle = 0.5 * (TOP + HEIGHT - BOTTOM)
    assert sorted((top, top + float(bar.get("height", "nan")))) == pytest.approx(sorted((edge, middle)))


def test_the_page_says_what_was_given_to_whom_and_what_is_published() -> None:
    root = ElementTree.fromstring(waterfall_svg(FOUND, DRUG, STUDY))
    words = [str(element.text) for element in root.iter(f"{SVG}text")]
    assert (
        words[0]
        == "PD-1 blockade at 0.5 of the full dose: metastases with it over those without, in 5 virtual patients"
    )
    assert "Human scale: metastases × 0.001" in words
    assert all(
        f"{VERDICTS[verdict][2]} ({count})" in words
        for verdict, count in ((Verdict.FEWER, 2), (Verdict.MORE, 1), (Verdict.UNSURE, 1))
    )
    assert any(DRUG.source in word for word in words)
    assert any(word.startswith("default-patient, melanoma · 2,000 journeys each · seed 7") for word in words)
    assert any("counted: micrometastases" in word for word in words)
    assert words[-1].endswith("never advice on treatment.")
