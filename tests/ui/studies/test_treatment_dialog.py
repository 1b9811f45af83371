from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation
from desktop.export.recipe import read_recipe
from desktop.lessons.claims import NOTICE, evidence_about
from desktop.study.designs.virtual_patients import TreatmentStudy, Verdict, response_rows, treat
from desktop.study.scenario import Scenario
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.studies.treatment_dialog import TreatmentDialog
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(study_dialogs: StudyDialogs) -> TreatmentDialog:
    study_dialogs.open_treatment()
    dialog = study_dialogs.treatment
    assert dialog is not None
    return dialog


@pytest.mark.long
def test_patients_are_treated_beside_the_run_as_on_the_command_line(
    dialog: TreatmentDialog, window: VoyageWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.number.addItem("two", 2)
    dialog.number.setCurrentIndex(dialog.number.count() - 1)
    dialog.events.addItem("few", 60)
    dialog.events.setCurrentIndex(dialog.events.count() - 1)
    dialog.treatment.setCurrentIndex(dialog.treatment.findData("treatments.antioxidant"))
    before = workspace.session.simulation.sha256()
    dialog.start_button.click()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=120_000)
    assert workspace.session.simulation.sha256() == before
    assert len(dialog.chart.rows) == 2
    assert window.furniture is not None
    patient = replace(window.furniture.files.scenario, parameters=workspace.session.parameters, seed=7)
    study = TreatmentStudy(patient, "treatments.antioxidant", 1.0, None, "micrometastasis", 2, 60)
    assert dialog.chart.rows == response_rows(treat(study), study)
    assert sum(dialog.chart.verdicts().values()) == 2
    window.furniture.files.write_numbers(dialog.chart, tmp_path / "t.csv")
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 3


def test_the_notice_is_on_the_panel(dialog: TreatmentDialog) -> None:
    assert NOTICE in [label.text() for label in dialog.findChildren(QLabel)]


def test_bars_are_sorted_and_what_nobody_knows_stands_at_the_end(dialog: TreatmentDialog) -> None:
    for number, (effect, low, high, verdict) in enumerate(
        [(2.0, 1.5, 3.0, "more"), (0.5, 0.2, 0.9, "fewer"), (None, 0.1, None, "not sure")]
    ):
        dialog.chart.add(
            {"row": number, "effect": effect, "effect_low": low, "effect_high": high, "metastases": verdict}
        )
    assert dialog.chart.verdicts() == {Verdict.FEWER: 1, Verdict.MORE: 1, Verdict.UNSURE: 1}
    assert dialog.chart.note.startswith("surely fewer in 1, surely more in 1, not sure in 1, of these, 1 with too few")
    assert dialog.chart.table()[3][1] == ""


def test_what_was_seen_of_the_treatment_is_shown_people_apart_from_mice(dialog: TreatmentDialog) -> None:
    dialog.treatment.setCurrentIndex(dialog.treatment.findData("treatments.antiplatelet"))
    page = dialog.studies.widget()
    assert page is not None
    badges = [label for label in page.findChildren(QLabel) if label.objectName() in ("human", "animal")]
    kinds = [label.objectName() for label in badges]
    assert kinds == sorted(kinds, reverse=True), "people come first"
    assert set(kinds) == {"human", "animal"}
    assert any("no benefit" in label.text() for label in badges), "negative trials, too"
    words = [label.text() for label in page.findChildren(QLabel)]
    assert all(any(study.source in text for text in words) for study in evidence_about("treatments.antiplatelet"))


def patient_with(values: Parameters) -> Scenario:
    return Scenario("my-patient", "A patient", "", 7, 60.0, values)


def test_a_saved_plot_tells_its_own_patient_and_not_the_one_that_is_watched(
    dialog: TreatmentDialog, window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    patient = patient_with(workspace.session.parameters.replace({"platelets.strength": 0.25}))
    dialog.chart.begin("Aspirin", "micrometastases", patient)
    assert window.furniture is not None
    window.furniture.files.write_plot(dialog.chart, tmp_path / "plot.png")
    recipe = read_recipe(tmp_path / "plot.png", MODEL)
    assert (recipe.job.scenario.seed, recipe.job.scenario.parameters) == (7, patient.parameters)
    assert recipe.state_sha256 == Simulation(MODEL, patient.parameters, 7).sha256()


def test_the_plot_names_the_treatment_and_the_human_scale(dialog: TreatmentDialog, workspace: Workspace) -> None:
    values = workspace.session.parameters
    dialog.chart.begin("Aspirin", "micrometastases", patient_with(values))
    assert dialog.chart.heading.text().startswith("Aspirin: micrometastases with")
    assert "uman scale" not in dialog.chart.heading.text()
    dialog.chart.begin("Aspirin", "micrometastases", patient_with(values.replace({"realism.human_scale": True})))
    assert "Human scale: metastases × 0.001" in dialog.chart.heading.text()
