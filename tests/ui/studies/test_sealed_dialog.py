import pytest

from desktop.study.sealed.comparison import comparisons, tally
from desktop.study.sealed.figures import sealed_figures
from desktop.study.sealed.records import records
from desktop.system.refusal import Refusal
from desktop.ui.look.theme import Look
from desktop.ui.studies import sealed_dialog
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.window.window import VoyageWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_page_shows_every_figure_with_its_outcome_and_what_misses_teach(study_dialogs: StudyDialogs) -> None:
    study_dialogs.open_validation()
    assert study_dialogs.validation is not None
    study_dialogs.validation.sealed_button.click()
    dialog = study_dialogs.sealed
    assert dialog is not None
    assert dialog.isVisible()
    figures = sealed_figures()
    newest = records(figures)[0]
    found = comparisons(newest, figures)
    for comparison in found:
        assert comparison.figure.what in dialog.words
        assert comparison.figure.population in dialog.words
        assert comparison.remark in dialog.words
    assert dialog.message.text() == f"{tally(found)}.".capitalize()
    assert newest.name in dialog.choice.currentText()
    assert any(comparison.is_miss for comparison in found), "misses stay on the page"


def test_a_record_that_cannot_be_believed_is_told_in_a_sentence(
    look: Look, window: VoyageWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        sentence = "the digest does not fit"
        raise Refusal(sentence)

    monkeypatch.setattr(sealed_dialog, "records", refuse)
    dialog = sealed_dialog.SealedDialog(look, window)
    assert dialog.message.text() == "the digest does not fit."
    dialog.deleteLater()
