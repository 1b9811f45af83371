"""The cards of evidence speak of sliders that exist, are short, and leave no treatment and no negative trial out."""

from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.lessons import claims as cards
from desktop.lessons.links import LessonError

PATHS = {declaration.path for declaration in MODEL.defaults().declarations}


def test_each_of_the_disputed_claims_has_a_card_tied_to_sliders() -> None:
    found = cards.claims()
    assert len(found) == 22 == len({claim.key for claim in found})
    for claim in found:
        assert claim.sliders, claim.key
        assert set(claim.sliders) <= PATHS, claim.key
        assert len(claim.says) < 120, claim.key
        assert 60 < len(claim.evidence) < 420, claim.key
        assert all(claim in cards.claims_about(path) for path in claim.sliders)


def test_every_treatment_has_evidence_and_negative_trials_are_there() -> None:
    doses = {d.path for d in MODEL.defaults().declarations if d.section == "treatments" and d.level == "lesson"}
    assert {study.slider for study in cards.evidence()} == doses
    negative = [study for study in cards.evidence() if study.kind == "trial" and study.result == "nothing"]
    assert {study.slider for study in negative} == {"treatments.antiplatelet", "treatments.heparin"}
    assert {study.slider for study in cards.evidence() if study.result == "harms"} == {
        "treatments.antioxidant",
        "treatments.anti_vegf",
    }


def test_patients_come_before_mice() -> None:
    for slider in ("treatments.heparin", "treatments.antiplatelet"):
        human = [study.is_human for study in cards.evidence_about(slider)]
        assert human == sorted(human, reverse=True)
        assert len(set(human)) == 2


GOSSIP = "[[evidence]]\nkind='gossip'\nresult='helps'\nslider='x'\nseen='y'\nsource='z'\n"


@pytest.mark.parametrize("text", ["[[evidence]]\nslider = 'x'\n", "evidence = 3", "[[evidence]", GOSSIP])
def test_a_broken_file_is_refused_in_a_sentence(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "treatments.toml"
    path.write_text(text)
    monkeypatch.setattr(cards, "asset", lambda _: path)
    cards.evidence.cache_clear()
    with pytest.raises(LessonError, match=r"evidence/treatments.toml"):
        cards.evidence()
    cards.evidence.cache_clear()


def test_a_hazard_ratio_is_not_told_as_a_frequency() -> None:
    """How often something is seen at the end is another number than how fast it comes."""
    for study in cards.evidence():
        assert "times as frequent" not in study.seen
        if any(trial in study.source for trial in ("Rothwell", "Chen 2024", "KEYNOTE")):
            assert "hazard ratio" in study.seen, study.source


def test_what_nobody_has_shown_is_said_to_be_unknown() -> None:
    blood = next(claim for claim in cards.claims() if claim.key == "destroyed-in-blood")
    assert "nobody has shown" in blood.evidence
