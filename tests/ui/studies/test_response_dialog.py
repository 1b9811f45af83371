from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.study.designs.response import ENDPOINTS
from desktop.study.designs.sweep import make_row
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.studies.response_dialog import DoseResponseDialog
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(study_dialogs: StudyDialogs) -> DoseResponseDialog:
    study_dialogs.open_dose_response()
    dialog = study_dialogs.dose_response
    assert dialog is not None
    # Fewer than anybody would want to see, but quick.
    dialog.events.addItem("few", 60)
    dialog.events.setCurrentIndex(dialog.events.count() - 1)
    dialog.steps.set_number(2)
    return dialog


def _ends(dialog: DoseResponseDialog, low: str, high: str) -> None:
    for field, words in ((dialog.first.low, low), (dialog.first.high, high)):
        field.setText(words)
        field.textEdited.emit(words)


@pytest.mark.long
def test_the_grid_fills_in_beside_the_run_and_can_be_saved(
    dialog: DoseResponseDialog, window: VoyageWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    _ends(dialog, "0", "600")
    before = workspace.session.simulation.sha256()
    expected = [make_row(dialog.design().sweep.spec(number)) for number in range(2)]
    assert not dialog.save_button.isEnabled()
    dialog.start_button.click()
    qtbot.waitUntil(lambda: dialog.start_button.text() == "Run", timeout=90_000)
    assert dialog.chart.rows == expected
    assert workspace.session.simulation.sha256() == before
    assert dialog.save_button.isEnabled()
    assert window.furniture is not None
    window.furniture.files.write_numbers(dialog.chart, tmp_path / "effect.csv")
    lines = (tmp_path / "effect.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["natural_killer.density", "0.0", "600.0"]
    window.furniture.files.write_plot(dialog.chart, tmp_path / "effect.png")
    assert (tmp_path / "effect.png").stat().st_size > 2000
    shown = dialog.chart.table()
    dialog.endpoint.setCurrentIndex([m.column for m in ENDPOINTS].index("died_natural_killer"))
    assert dialog.chart.table() != shown, "another share of the same runs"
    assert next(row[1] for row in dialog.chart.table()[1:]) == "0.0", "nobody dies of NK cells where there are none"


@pytest.mark.long
def test_a_grid_of_two_sliders_can_be_stopped_and_keeps_what_is_known(
    dialog: DoseResponseDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.session.change({"immune_evasion.mhc": 0.25})
    dialog.second.choose("platelets.strength")
    experiment = dialog.design()
    assert len(experiment.sweep.points) == 4
    assert experiment.scenario.parameters.value("immune_evasion.mhc") == 0.25, "the sliders of the window"
    dialog.start_button.click()
    qtbot.waitUntil(lambda: len(dialog.chart.rows) >= 1, timeout=60_000)
    dialog.start_button.click()
    known = len(dialog.chart.rows)
    assert dialog.start_button.text() == "Run"
    qtbot.wait(50)
    assert len(dialog.chart.rows) == known


@pytest.mark.parametrize(("low", "high"), [("0", "99999"), ("-5", "10"), ("", "x")])
def test_what_cannot_be_is_told_before_it_begins(dialog: DoseResponseDialog, low: str, high: str) -> None:
    assert dialog.start_button.isEnabled()
    _ends(dialog, low, high)
    assert not dialog.start_button.isEnabled()
    assert dialog.message.text().endswith(".")
    _ends(dialog, "0", "10")
    assert dialog.start_button.isEnabled()


def test_the_heading_of_a_grid_tells_which_slider_goes_which_way(dialog: DoseResponseDialog) -> None:
    dialog.second.choose("platelets.strength")
    dialog.chart.begin(dialog.design(), dialog.endpoint.currentData())
    assert dialog.chart.heading.text().endswith("across: NK cells (per µL) · up: Platelet shield (×)")


def test_the_table_tells_the_settings_it_was_made_with(dialog: DoseResponseDialog, workspace: Workspace) -> None:
    workspace.session.change({"realism.human_scale": True})
    experiment = dialog.design()
    dialog.chart.begin(experiment, ENDPOINTS[0])
    dialog.chart.add(make_row(experiment.sweep.spec(0)))
    head, row = dialog.chart.table()
    assert dict(zip(head, row, strict=True))["settings"] == "realism.human_scale=True"
    assert "Human scale: metastases × 0.001" in dialog.chart.heading.text()


def test_a_dialog_that_saves_has_the_keys_again(
    dialog: DoseResponseDialog, window: VoyageWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners: list[QWidget] = []

    def asked(owner: QWidget, *_: str, **__: object) -> tuple[str, str]:
        owners.append(owner)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.chart.save_asked.emit(dialog.chart)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    dialog.chart.save_asked.emit(dialog.chart)
    assert owners == [dialog, window]


def test_a_page_of_the_story_opens_the_experiment_that_it_asks_for(study_dialogs: StudyDialogs) -> None:
    study_dialogs.compare("emt.drive", "funnel_settled")
    dialog = study_dialogs.dose_response
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.design().axes[0].path == "emt.drive"
    assert len(dialog.design().axes) == 1
    assert dialog.endpoint.currentData().column == "funnel_settled"
    study_dialogs.treat_many("treatments.pd1_blockade")
    assert study_dialogs.treatment is not None
    assert study_dialogs.treatment.treatment.currentData() == "treatments.pd1_blockade"
