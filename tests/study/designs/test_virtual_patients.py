"""Virtual patients differ as their typical ranges say, by seed alone, and answer the same treatment differently."""

import numpy as np
import pytest
from scipy.stats import binomtest

from desktop.cascade import MODEL
from desktop.study.axes import SweepError
from desktop.study.cohorts import paired_run
from desktop.study.cohorts.paired_run import PairedOutcome, PairedRun, run_pair
from desktop.study.designs.virtual_patients import (
    TUMOR_TYPES,
    Response,
    TreatmentStudy,
    response_rows,
    treat,
    tumor_type,
    varying,
    virtual_patients,
)
from desktop.study.scenario import load_scenario
from desktop.study.statistics import Estimate, ratio

BASE = MODEL.defaults()


def test_the_typical_range_holds_about_95_of_100() -> None:
    found = virtual_patients(1000, 1, BASE)
    for path in ("natural_killer.density", "tumor.oxygen", "platelets.count"):
        declared = BASE.declaration(path)
        assert declared.typical is not None
        low, high = declared.typical
        middle = np.sqrt(low * high)
        scale = float(declared.default) / middle
        values = np.array([float(patient.value(path)) for patient in found])
        inside = np.mean((values >= low * scale) & (values <= high * scale))
        # Four standard errors: once in about 16 000 seeds a right program is refused.
        assert abs(inside - 0.95) < 4.0 * np.sqrt(0.95 * 0.05 / 1000.0), path


def test_around_nothing_patients_differ_by_as_much_as_the_range_is_wide() -> None:
    declared = BASE.declaration("natural_killer.density")
    assert declared.typical is not None
    found = virtual_patients(1000, 1, BASE.replace({declared.path: 0.0}))
    half = 0.5 * (declared.typical[1] - declared.typical[0])
    above = sum(float(patient.value(declared.path)) > half for patient in found)
    # A right program is refused once in a million seeds.
    assert binomtest(above, 1000, 0.025).pvalue > 1e-6


def test_patients_depend_on_the_seed_and_on_nothing_else() -> None:
    assert virtual_patients(3, 7, BASE) == virtual_patients(5, 7, BASE)[:3]
    assert virtual_patients(3, 7, BASE) != virtual_patients(3, 8, BASE)
    assert len(varying()) > 20


@pytest.mark.parametrize("kind", TUMOR_TYPES, ids=lambda kind: kind.name)
def test_a_tumor_type_moves_the_middle(kind: object) -> None:
    known = next(t for t in TUMOR_TYPES if t is kind)
    found = virtual_patients(200, 1, BASE, known)
    for path, value in known.changes.items():
        values = np.array([float(patient.value(path)) for patient in found])
        assert np.median(values) == pytest.approx(float(value), rel=0.2)


def test_an_unknown_tumor_type_is_refused() -> None:
    with pytest.raises(SweepError, match="it takes breast"):
        tumor_type("heart")


@pytest.mark.parametrize(("treated", "verdict"), [(0.2, "fewer"), (5.0, "more"), (1.1, "not sure"), (0.0, "not sure")])
def test_a_verdict_on_a_patient(treated: float, verdict: str) -> None:
    plain, changed = Estimate(1.0, 0.1), Estimate(treated, 0.1 * treated)
    assert Response(0, BASE, plain, changed, ratio(changed, plain)).verdict == verdict


def test_an_effect_counts_for_each_departure_where_fewer_depart(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {1: PairedOutcome(np.arange(1.0, 9.0), 100.0), 2: PairedOutcome(np.arange(1.0, 9.0)[::-1].copy(), 50.0)}
    monkeypatch.setattr(paired_run, "outcome", lambda asked: made[asked.seed])
    first, second = PairedRun({}, 1, 0, 100, "left_vessel"), PairedRun({}, 2, 0, 100, "left_vessel")
    plain, changed, effect = run_pair((first, second))
    assert (plain.mean, changed.mean) == (0.36, 0.72)
    assert effect.value == pytest.approx(2.0)
    assert effect.low < 2.0 < effect.high


@pytest.mark.long
def test_a_treatment_that_does_nothing_gives_the_very_same_outcome() -> None:
    patient = load_scenario("default-patient")
    study = TreatmentStudy(patient, "treatments.antioxidant", 0.0, None, "micrometastasis", 1, 200)
    found = list(treat(study))
    assert found[0].untreated == found[0].treated
    assert (found[0].effect.low, found[0].effect.value, found[0].effect.high) == (1.0, 1.0, 1.0)
    row = response_rows(found, study)[0]
    assert list(row)[:5] == ["program", "version", "scenario", "row", "seed"]
    assert row["natural_killer.density"] == found[0].parameters.value("natural_killer.density")
