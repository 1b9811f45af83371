"""The bundled scenarios come out as in their baselines, which one command writes, and only with a reason."""

import json
from pathlib import Path

import pytest

from desktop.study import baselines
from desktop.study.baselines import BaselineError, differences, outcome, read, seal, update
from desktop.study.scenario import bundled_names

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "baselines"
HINT = 'python tests/update_baselines.py "why" takes over what is meant to change'


def test_every_scenario_has_a_baseline_that_nobody_edited_and_whose_reason_is_in_the_changelog() -> None:
    known = read(FOLDER)
    assert set(known) == set(bundled_names())
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for name, baseline in known.items():
        assert baseline["seal"] == seal(baseline), f"{name}: {HINT}"
        assert f"- {baseline['reason']}\n" in log, name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ("default-patient", "long-dormancy") else pytest.mark.long)
        for name in bundled_names()
    ],
)
def test_a_scenario_comes_out_as_in_its_baseline(name: str) -> None:
    assert differences(read(FOLDER)[name], outcome(name)) == (), HINT


def made_up(name: str) -> dict[str, object]:
    return {"scenario": name, "funnel": {"shed": [7, 1]}, "deaths": {"shear": 2}, "observables": {"x": 0.1, "y": None}}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(baselines, "outcome", made_up)
    (tmp_path / "baselines").mkdir()
    log = tmp_path / "CHANGELOG.md"
    log.write_text("# Changelog\n\n## [Unreleased]\n\n### Added\n\n- All.\n\n## [0.1.0]\n\n- Old.\n", encoding="utf-8")
    return tmp_path / "baselines", log


def test_without_a_reason_nothing_is_written(place: tuple[Path, Path]) -> None:
    folder, log = place
    before = log.read_bytes()
    with pytest.raises(BaselineError, match="why the outcome"):
        update(folder, log, "  because ")
    assert not list(folder.iterdir())
    assert log.read_bytes() == before


def test_a_change_is_written_with_its_reason_above_older_versions(place: tuple[Path, Path]) -> None:
    folder, log = place
    assert len(update(folder, log, "The first baselines of all.")) == len(bundled_names())
    assert update(folder, log, "Nothing has changed since then.") == ()
    edited = json.loads((folder / "no-nk-cells.json").read_text())
    edited["deaths"]["shear"] = 3
    (folder / "no-nk-cells.json").write_text(json.dumps(edited))
    assert update(folder, log, "Somebody edited a baseline.") == ("no-nk-cells: deaths shear: 3 → 2",)
    assert log.read_text(encoding="utf-8").split("## [")[1].splitlines()[-4:] == [
        "",
        "- Somebody edited a baseline.",
        "- The first baselines of all.",
        "",
    ]


def test_rounding_of_another_processor_is_no_difference() -> None:
    one, other = made_up("a"), made_up("a")
    other["observables"] = {"x": 0.1 + 1e-12, "y": None}
    assert differences(one, other) == ()
    other["observables"] = {"x": 0.1001, "y": 3.0}
    assert len(differences(one, other)) == 2
