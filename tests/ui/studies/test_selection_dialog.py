from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.cascade.traits import TRAITS
from desktop.study.cohorts.selected import mean_factor
from desktop.study.designs.selection import added, selection_parts
from desktop.study.scenario import Scenario
from desktop.study.selection import ALL, SURVIVED
from desktop.study.trait_scores import ALIKE
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.studies.selection_dialog import SelectionDialog
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(study_dialogs: StudyDialogs) -> SelectionDialog:
    study_dialogs.open_selection()
    dialog = study_dialogs.selection
    assert dialog is not None
    return dialog


def tallies(survivors: int, mean: float = 1.2) -> dict[str, float]:
    """Return sums of a cohort in which everybody's traits are 1 ± 0.3 and the survivors' ``mean`` ± 0.3."""
    found: dict[str, float] = {}
    for end in (ALL, SURVIVED, *MODEL.hazard_codes):
        number, middle = {ALL: (1000, 1.0), SURVIVED: (survivors, mean)}.get(end, (60, 0.9))
        found[f"{end}.cells"] = float(number)
        for trait in TRAITS:
            found[f"{end}.{trait.column}"] = number * middle
            found[f"{end}.{trait.column}.squares"] = number * (middle**2 + 0.09)
    return found


def patient(**changes: float) -> Scenario:
    parameters = MODEL.defaults().replace({name.replace("_", "."): value for name, value in changes.items()})
    return Scenario("my-patient", "A patient", "", 7, 60.0, parameters)


def test_the_button_and_the_key_open_the_same_dialog(window: VoyageWindow, workspace: Workspace) -> None:
    assert window.furniture is not None
    workspace.plots.selection.button.click()
    dialog = window.furniture.study_dialogs.selection
    assert dialog is not None
    assert dialog.isVisible()
    dialog.hide()
    (action,) = (one for one in window.menuBar().findChildren(QAction) if one.shortcut().toString() == "Shift+F8")
    action.trigger()
    assert dialog.isVisible()


def test_a_cohort_is_counted_beside_the_run_as_on_the_command_line(
    dialog: SelectionDialog, window: VoyageWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.events.addItem("few", 200)
    dialog.events.setCurrentIndex(dialog.events.count() - 1)
    before = workspace.session.simulation.sha256()
    dialog.start_button.click()
    assert dialog.start_button.text() == "Stop"
    qtbot.waitUntil(lambda: not dialog.busy, timeout=240_000)
    assert workspace.session.simulation.sha256() == before
    assert dialog.chart.tallies == added(selection_parts(workspace.session.parameters, 7, 200))
    assert "cells that set out survived the journey" in dialog.message.text()
    assert window.furniture is not None
    window.furniture.files.write_numbers(dialog.chart, tmp_path / "s.csv")
    assert len((tmp_path / "s.csv").read_text().splitlines()) == 3 + len(MODEL.hazards)


def test_what_is_stopped_before_anything_came_says_so(dialog: SelectionDialog) -> None:
    dialog.start_button.click()
    assert dialog.busy
    dialog.stop()
    assert not dialog.busy
    assert dialog.message.text() == "Stopped before anything was counted."


def test_parts_add_up_to_means_with_their_intervals(dialog: SelectionDialog) -> None:
    chart = dialog.chart
    chart.begin(patient())
    for _ in range(4):
        chart.add(tallies(50))
    found = mean_factor(chart.tallies, SURVIVED, TRAITS[0].column)
    assert f"{found.value:.2f} ± {found.high - found.value:.2f}" in chart.written
    assert any(words.startswith("◆ survivors (200)") for words in chart.written)
    head, _, survived, *dead = chart.table()
    assert len(head) == 2 + 3 * len(TRAITS)
    assert survived[:3] == ("survived", "200", "1.2")
    assert float(survived[3]) < 1.2 < float(survived[4])
    assert len(dead) == len(MODEL.hazards)
    chart.begin(patient())
    assert len(chart.table()) == 1


def test_it_is_labeled_as_a_cohort_and_says_what_it_cannot_tell(dialog: SelectionDialog) -> None:
    chart = dialog.chart
    chart.begin(patient())
    chart.add(tallies(3))
    assert "cohort" in chart.heading.text()
    assert "not the run that is watched" in chart.notes.text()
    assert "3 survived, too few to tell" in chart.notes.text()
    assert not any("◆" in words for words in chart.written)
    chart.begin(patient(traits_spread=0.0))
    chart.add(tallies(50))
    assert ALIKE in chart.notes.text()
