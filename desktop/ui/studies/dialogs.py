"""Opens what needs many runs: experiments and the validation; made when first asked for."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.study.scenario import Scenario
from desktop.ui.files.commands import FileCommands
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.ui.studies.response_dialog import ExperimentDialog
    from desktop.ui.studies.treatment_dialog import TreatmentDialog
    from desktop.ui.studies.validation_dialog import MatchDialog


class Laboratory:
    """The dialogs of a window that run many patients."""

    def __init__(self, workspace: Workspace, files: FileCommands, parent: QWidget) -> None:
        self._workspace = workspace
        self._files = files
        self._parent = parent
        self.experiment: ExperimentDialog | None = None
        self.match: MatchDialog | None = None
        self.treatment: TreatmentDialog | None = None

    def open_experiment(self) -> None:
        """Show the experiments panel; what it has found stays there until the window closes."""
        from desktop.ui.studies.response_dialog import ExperimentDialog  # noqa: PLC0415

        if self.experiment is None:
            self.experiment = ExperimentDialog(self._patient, self._workspace.look, self._parent)
            self.experiment.first.choose("natural_killer.density")
            self.experiment.chart.save_asked.connect(self._files.export_numbers)
            self.experiment.chart.save_picture_asked.connect(self._files.export_plot)
        self.experiment.show()
        self.experiment.raise_()

    def open_match(self) -> None:
        """Show the published figures beside the model's own."""
        from desktop.ui.studies.validation_dialog import MatchDialog  # noqa: PLC0415

        if self.match is None:
            self.match = MatchDialog(self._patient, self._workspace.look, self._parent)
        self.match.show()
        self.match.raise_()

    def open_treatment(self) -> None:
        """Show one treatment in many patients."""
        from desktop.ui.studies.treatment_dialog import TreatmentDialog  # noqa: PLC0415

        if self.treatment is None:
            self.treatment = TreatmentDialog(self._patient, self._workspace.look, self._parent)
            self.treatment.chart.save_asked.connect(self._files.export_numbers)
            self.treatment.chart.save_picture_asked.connect(self._files.export_plot)
        self.treatment.show()
        self.treatment.raise_()

    def _patient(self) -> Scenario:
        session, known = self._workspace.session, self._files.scenario
        same = session.parameters == known.parameters
        name = known.name if same else "my-patient"
        return Scenario(name, session.run.title, "", session.simulation.seed, known.seconds, session.parameters)

    def stop(self) -> None:
        """End what is on its way, since the window closes."""
        for dialog in (self.experiment, self.match, self.treatment):
            if dialog is not None:
                dialog.stop()
