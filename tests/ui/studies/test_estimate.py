from collections.abc import Callable

import pytest

from desktop.ui.studies import estimate
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.studies.estimate import COHORT, FOLLOWED, Cost

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "cores", lambda: 2)


@pytest.mark.parametrize("cost", [COHORT, FOLLOWED])
def test_more_runs_journeys_and_dearer_steps_take_longer(cost: Cost) -> None:
    words = [cost.words(*case) for case in ((2, 1000, 0.002), (200, 1000, 0.002), (200, 9000, 0.002), (200, 9000, 0.1))]
    assert len(set(words)) == len(words)


def test_a_run_without_journeys_takes_its_steps() -> None:
    assert Cost(1210.0, 0.0).words(10, 5000, 0.01).startswith("about 115 s on"), "5 s, and 121 s by 1.1"


def test_both_dialogs_say_how_long_it_takes_before_it_begins(study_dialogs: StudyDialogs) -> None:
    study_dialogs.open_dose_response()
    study_dialogs.open_treatment()
    first, second = study_dialogs.dose_response, study_dialogs.treatment
    assert first is not None
    assert second is not None
    told: list[Callable[[], str]] = [first.message.text, second.message.text]
    assert all("about" in words() and "on this computer" in words() for words in told)
    before = [words() for words in told]
    first.events.setCurrentIndex(2)
    second.number.setCurrentIndex(1)
    assert [words() for words in told] != before


def test_many_patients_have_as_many_journeys_as_do_not_take_too_long(study_dialogs: StudyDialogs) -> None:
    study_dialogs.open_treatment()
    dialog = study_dialogs.treatment
    assert dialog is not None
    for index, most in enumerate((5000, 3000)):
        dialog.number.setCurrentIndex(index)
        assert dialog.events.itemData(dialog.events.count() - 1) == most
