from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.study.background.messages import FindingMessage, Message, from_json, to_json
from desktop.study.cohorts.arms import Arms
from desktop.study.evidence.targets import TARGETS, Target
from desktop.study.evidence.validation import Finding, measure
from desktop.study.statistics import Measured
from desktop.ui.look.theme import Look
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.studies.finding_bar import BAND, FindingBar
from desktop.ui.studies.validation_dialog import ValidationDialog
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


BY_KEY = {target.key: target for target in TARGETS}


def told(key: str, measured: Measured | None, reason: str = "") -> Message:
    """Return the message about a figure, as it arrives from the other process."""
    return from_json(to_json(FindingMessage(Finding(BY_KEY[key], measured, reason))))


@pytest.fixture
def dialog(study_dialogs: StudyDialogs) -> ValidationDialog:
    study_dialogs.open_validation()
    dialog = study_dialogs.validation
    assert dialog is not None
    return dialog


@pytest.mark.long
def test_figures_are_measured_beside_the_window_as_on_the_command_line(dialog: ValidationDialog, qtbot: QtBot) -> None:
    dialog.events.insertItem(0, "few", 500)
    dialog.events.setCurrentIndex(0)
    dialog.start_button.click()
    qtbot.waitUntil(lambda: dialog.bar.value() >= 1, timeout=120_000)
    dialog.start_button.click()
    first = measure(Arms(MODEL.defaults(), 500, 7, None), TARGETS[0])
    assert first.measured is not None
    assert f"{first.measured.value:.3g}" in dialog.shown(TARGETS[0].key)
    assert "Stopped" in dialog.message.text()


def test_what_is_missed_is_named(dialog: ValidationDialog) -> None:
    dialog.take(told("4b", Measured(200.0, 150.0, inf)))
    assert "missed" in dialog.shown("4b")
    assert "200" in dialog.shown("4b")
    dialog.take(told("5", None, "too few"))
    assert "too few" in dialog.shown("5")
    assert "✗" not in dialog.shown("5"), "what could not be measured was not missed"
    missed = "1 of grade A and B missed (✗). Not measured (–), too few journeys: 1."
    assert dialog.summary(len(TARGETS), len(TARGETS)) == f"{len(TARGETS) - 1} figures measured, {missed}"
    accepted = BY_KEY["6"]
    dialog.take(told("6", Measured(1.1 * accepted.high, accepted.low, 2.0 * accepted.high)))
    assert "2 of grade A and B missed (✗), 1 of them not surely" in dialog.summary(len(TARGETS), len(TARGETS))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TARGETS), st.floats(0.0, 1.0))
def test_the_accepted_range_is_the_band_and_nothing_leaves_the_plot(look: Look, target: Target, share: float) -> None:
    bar = FindingBar(target, look)
    assert bar.place(target.low) == pytest.approx(BAND[0])
    assert bar.place(target.high) == pytest.approx(BAND[1])
    inside = bar.place(target.low + share * (target.high - target.low))
    assert BAND[0] - 1e-9 <= inside <= BAND[1] + 1e-9
    assert (bar.place(-inf), bar.place(inf)) == (0.0, 1.0)
    bar.deleteLater()


def test_the_page_says_when_it_was_measured_on_the_human_scale(dialog: ValidationDialog, workspace: Workspace) -> None:
    for human, words in ((False, ""), (True, " Human scale: metastases × 0.001.")):
        workspace.session.change({"realism.human_scale": human})
        dialog.task()
        assert dialog.summary(3, len(TARGETS)) == f"Stopped after 3 of {len(TARGETS)} figures.{words}"
