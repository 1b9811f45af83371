"""Opens what needs many runs: experiments and the validation; made when first asked for."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.study.scenario import Scenario
from desktop.ui.files.commands import FileCommands
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.ui.studies.response_dialog import DoseResponseDialog
    from desktop.ui.studies.sealed_dialog import SealedDialog
    from desktop.ui.studies.selection_dialog import SelectionDialog
    from desktop.ui.studies.treatment_dialog import TreatmentDialog
    from desktop.ui.studies.validation_dialog import ValidationDialog


class StudyDialogs:
    """The dialogs of a window that run many patients."""

    def __init__(self, workspace: Workspace, files: FileCommands, parent: QWidget) -> None:
        self._workspace = workspace
        self._files = files
        self._parent = parent
        self.dose_response: DoseResponseDialog | None = None
        self.validation: ValidationDialog | None = None
        self.sealed: SealedDialog | None = None
        self.treatment: TreatmentDialog | None = None
        self.selection: SelectionDialog | None = None

    def open_dose_response(self) -> None:
        """Show the experiments panel; what it has found stays there until the window closes."""
        from desktop.ui.studies.response_dialog import (
            DoseResponseDialog,
        )

        if self.dose_response is None:
            self.dose_response = DoseResponseDialog(self._patient, self._step_cost, self._workspace.look, self._parent)
            self.dose_response.first.choose("natural_killer.density")
            self.dose_response.chart.save_asked.connect(self._files.export_numbers)
            self.dose_response.chart.save_picture_asked.connect(self._files.export_plot)
        self.dose_response.show()
        self.dose_response.raise_()

    def compare(self, path: str, counted: str) -> None:
        """Show the experiments panel with a slider and what is counted, as a page of the story asks."""
        self.open_dose_response()
        assert self.dose_response is not None
        if not self.dose_response.busy:
            self.dose_response.ask(path, counted)

    def treat_many(self, path: str) -> None:
        """Show a treatment in many patients, as a page of the story asks."""
        self.open_treatment()
        assert self.treatment is not None
        if not self.treatment.busy:
            self.treatment.choose(path)

    def open_validation(self) -> None:
        """Show the published figures beside the model's own."""
        from desktop.ui.studies.validation_dialog import (
            ValidationDialog,
        )

        if self.validation is None:
            self.validation = ValidationDialog(self._patient, self._workspace.look, self._parent)
            self.validation.sealed_button.clicked.connect(self.open_sealed)
        self.validation.show()
        self.validation.raise_()

    def open_sealed(self) -> None:
        """Show what the model said of figures before they were compared."""
        from desktop.ui.studies.sealed_dialog import SealedDialog

        if self.sealed is None:
            self.sealed = SealedDialog(self._workspace.look, self._parent)
        self.sealed.show()
        self.sealed.raise_()

    def open_treatment(self) -> None:
        """Show one treatment in many patients."""
        from desktop.ui.studies.treatment_dialog import TreatmentDialog

        if self.treatment is None:
            self.treatment = TreatmentDialog(self._patient, self._step_cost, self._workspace.look, self._parent)
            self.treatment.chart.save_asked.connect(self._files.export_numbers)
            self.treatment.chart.save_picture_asked.connect(self._files.export_plot)
        self.treatment.show()
        self.treatment.raise_()

    def open_selection(self) -> None:
        """Show who survives in many journeys."""
        from desktop.ui.studies.selection_dialog import SelectionDialog

        if self.selection is None:
            self.selection = SelectionDialog(self._patient, self._step_cost, self._workspace.look, self._parent)
            self.selection.chart.save_asked.connect(self._files.export_numbers)
            self.selection.chart.save_picture_asked.connect(self._files.export_plot)
        self.selection.show()
        self.selection.raise_()

    def _step_cost(self) -> float:
        return self._workspace.session.pacer.step_cost

    def _patient(self) -> Scenario:
        session, known = self._workspace.session, self._files.scenario
        same = session.parameters == known.parameters
        name = known.name if same else "my-patient"
        return Scenario(name, session.run.title, "", session.simulation.seed, known.seconds, session.parameters)

    @property
    def busy(self) -> bool:
        """Tell whether one of them is at work that was asked for and whose results can be lost."""
        return any(
            dialog is not None and dialog.busy for dialog in (self.dose_response, self.treatment, self.selection)
        )

    def stop(self) -> None:
        """End what is on its way, since the window closes."""
        for dialog in (self.dose_response, self.validation, self.treatment, self.selection):
            if dialog is not None:
                dialog.stop()
