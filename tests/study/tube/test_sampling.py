"""The command `sample`: what it prints, and every mistake in one sentence with code 2."""

import json

import pytest

from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.study.runner import start
from desktop.study.scenario import load_scenario
from desktop.study.tube.places import TUBE_PLACES


def test_it_reads_as_a_laboratory_would_and_lifts_the_veil(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["sample", "default-patient", "--at", "10", "--tubes", "3", "--seed", "4"]) == 0
    told = capfd.readouterr().out.splitlines()
    assert "3 tubes of 7.5 mL from the vein before the organ" in told[0]
    assert "cutoff 5" in told[1]
    assert "(Poisson)" in told[2]
    assert "tumor cells per mL" in told[3]
    assert told[4].strip().startswith("missed")


@pytest.mark.parametrize("place", [place.name for place in TUBE_PLACES])
def test_json_tells_all_and_the_state_of_a_run_without_tubes(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["sample", "default-patient", "--place", place, "--at", "5", "--tubes", "7", "--tube-seed", "9", "--json"]
    assert execute(words) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["place"] == place
    assert len(told["counted"]) == len(told["true"]["cells"]) == told["tubes"] == 7
    assert sum(told["counted"]) + sum(told["true"]["missed"].values()) == sum(told["true"]["cells"])
    assert told["expected"]["cells"] == pytest.approx(7.5 * told["true"]["cells_per_ml"])
    run = start(MODEL, load_scenario("default-patient"))
    run.advance(300)
    assert told["state_sha256"] == run.sha256()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--place", "heart"], "'heart' is no place to draw a tube at: it takes one of tumor-vein"),
        (["--at", "-1"], "--at '-1' is not allowed: it takes 0 to 86400 s of animation"),
        (["--tubes", "0"], "--tubes '0' is not allowed: it takes a whole number from 1 to 10000"),
        (["--tubes", "many"], "--tubes 'many' is not allowed"),
        (["--tube-seed", "-3"], "--tube-seed '-3' is not allowed"),
        (["--set", "tumor.drawn_rate=99999"], "tumor.drawn_rate"),
    ],
)
def test_mistakes_are_one_sentence(words: list[str], told: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["sample", "default-patient", *words]) == 2
    answer = capfd.readouterr()
    assert told in answer.err
    assert answer.err.count("\n") == 1
