"""A record that was touched after it was sealed, or made with a parameter moved, is refused; older ones stay."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import __version__
from desktop.study.sealed.comparison import Comparison, Outcome, comparisons, tally
from desktop.study.sealed.figures import SealedFigure, sealed_figures
from desktop.study.sealed.page import page
from desktop.study.sealed.records import (
    Maker,
    Prediction,
    Record,
    digest,
    model_digest,
    read_record,
    record_files,
    records,
    save_record,
)
from desktop.study.statistics import Measured
from desktop.system.assets import asset
from desktop.system.refusal import Refusal

FIGURES = sealed_figures()
BY_KEY = {figure.key: figure for figure in FIGURES}
MAKER = Maker("0.0.1", model_digest(), "f" * 64, 1, 100)


def prediction(figure: SealedFigure, measured: Measured) -> Prediction:
    changes = figure.parameters.changes()
    return Prediction(figure.key, figure.measure, figure.scenario, figure.conditions, changes, measured)


@pytest.fixture
def record() -> Record:
    rows = (prediction(BY_KEY["S3a"], Measured(1.0, 0.9, 1.1)), prediction(BY_KEY["S5a"], Measured(0.9, 0.8, 1.0)))
    return Record("001-0.0.1.json", replace(MAKER, version=__version__), rows)


def test_a_record_comes_back_as_it_was_sealed(record: Record) -> None:
    assert read_record(record.name, record.text(), FIGURES) == record
    assert record.maker.is_present
    assert not replace(record.maker, version="0.0.1").is_present


@pytest.mark.parametrize(
    "touch",
    [
        lambda d: d.update(seed=2),
        lambda d: d.update(version="9"),
        lambda d: d.update(model="0" * 64),
        lambda d: d.update(events=7),
        lambda d: d["predictions"][0].update(value=1.05),
        lambda d: d["predictions"][0].update(low=0.1),
        lambda d: d["predictions"][0]["parameters"].update({"tumor.shedding": 1.0}),
        lambda d: d["predictions"][1].update(sha256="0" * 64),
    ],
)
def test_whatever_is_touched_afterwards_no_longer_fits(
    record: Record, touch: Callable[[dict[str, object]], None]
) -> None:
    document = json.loads(record.text())
    touch(document)
    with pytest.raises(Refusal, match="its digest does not fit"):
        read_record(record.name, json.dumps(document), FIGURES)


def test_a_moved_parameter_is_refused_even_with_a_digest_that_fits(record: Record) -> None:
    honest = record.predictions[0]
    moved = replace(honest, parameters={**honest.parameters, "settling.growing": 20.0})
    with pytest.raises(Refusal, match=r"was made with settling\.growing moved"):
        read_record("x.json", replace(record, predictions=(moved,)).text(), FIGURES)
    shed = {"tumor.shedding": 1e6}
    moved = replace(honest, conditions=shed, parameters=shed)
    with pytest.raises(Refusal, match=r"was made with tumor\.shedding moved"):
        read_record("x.json", replace(record, predictions=(moved,)).text(), FIGURES)
    other = replace(record.predictions[1], scenario="default-patient", parameters={})
    with pytest.raises(Refusal, match="moved"):
        read_record("x.json", replace(record, predictions=(other,)).text(), FIGURES)


def test_a_figure_without_a_row_has_no_source_and_is_refused(record: Record) -> None:
    with pytest.raises(Refusal, match="no figure and no source"):
        read_record(record.name, record.text(), [BY_KEY["S1a"]])


def test_a_record_of_an_older_model_stays_though_its_patients_were_fitted_anew(record: Record) -> None:
    sleepers = record.predictions[1]
    old = replace(sleepers, parameters={**sleepers.parameters, "dormancy.half_life": 30.0})
    older = replace(record, maker=replace(record.maker, model="0" * 64), predictions=(old,))
    assert read_record(older.name, older.text(), FIGURES) == older
    shed = replace(record.predictions[0], parameters={})
    with pytest.raises(Refusal, match="moved"):
        read_record("x.json", replace(older, predictions=(shed,)).text(), FIGURES)


def test_nothing_that_was_sealed_is_written_anew(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "sealed" / "001.json"
    save_record(record, path, ())
    with pytest.raises(Refusal, match="not written anew"):
        save_record(record, path, ())
    with pytest.raises(Refusal, match="holds these predictions of this model already"):
        save_record(record, path.with_name("002.json"), (read_record(path.name, path.read_text("utf-8"), FIGURES),))
    with pytest.raises(Refusal, match=r"takes a \.json file"):
        save_record(record, tmp_path / "record.txt", ())


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        (Measured(1.0, 0.9, 1.1), Outcome.HIT),
        (Measured(1.0, 0.5, 1.1), Outcome.HIT_UNSURE),
        (Measured(2.0, 1.6, 2.5), Outcome.MISS_UNSURE),
        (Measured(3.0, 2.5, 3.5), Outcome.MISS),
    ],
)
def test_an_outcome_follows_from_the_prediction_and_the_range(measured: Measured, outcome: Outcome) -> None:
    figure = BY_KEY["S3a"]
    found = Comparison(figure, prediction(figure, measured))
    assert found.outcome is outcome
    assert found.remark == (f"What it teaches: {figure.teaches}" if found.is_miss else figure.condition)
    other = Comparison(figure, replace(prediction(figure, measured), measure="night_share"))
    assert other.remark.endswith("another number of the model, night share.")
    assert found.as_dict()["kind"] == "sealed"


def test_what_cannot_be_predicted_says_why(record: Record) -> None:
    found = {comparison.figure.key: comparison for comparison in comparisons(record, FIGURES)}
    assert found["S2"].outcome is Outcome.NONE
    assert "dilution" in found["S2"].remark
    assert tally([found["S3a"], found["S5a"], found["S2"]]) == "1 hits, 1 misses, 1 not predicted"


def test_the_digest_is_of_the_content_and_not_of_its_order() -> None:
    assert digest({"a": 1, "b": 2.5}) == digest({"b": 2.5, "a": 1}) != digest({"a": 1, "b": 2.6})


def test_the_records_of_the_program_can_be_believed_and_the_guide_tells_of_them() -> None:
    found = records(FIGURES)
    assert [record.name for record in found] == [path.name for path in reversed(record_files())]
    assert found
    assert found[0].predictions
    text = asset("guide/sealed.md").read_text(encoding="utf-8")
    # Whether the newest is of the present model changes with every number that is fitted, so that line is left out.
    written, now = (re.sub("the present model|an older model", "", words) for words in (text, page(found, FIGURES)))
    assert written == now, "write it anew: ctc-voyage sealed --markdown"
