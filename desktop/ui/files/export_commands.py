"""The commands around exporting: the dialog, recent exports, a copy of the picture, and the way back from a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.engine.simulation import Simulation
from desktop.ui.files.commands import FileCommands
from desktop.ui.look.preferences import MOST_RECENT
from desktop.ui.run.undo import Run
from desktop.ui.widgets.dialogs import sentence, tell_error
from desktop.ui.widgets.words import folder_of
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.ui.files.export_dialog import ExportDialog


class ExportCommands:
    """Makes the dialog, remembers what it wrote, and shows the moment that a file tells of."""

    def __init__(self, workspace: Workspace, files: FileCommands, parent: QWidget, recent: Sequence[str] = ()) -> None:
        self._workspace = workspace
        self._files = files
        files.restore = self.restore
        self._parent = parent
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self._folder = documents if documents.is_dir() else Path.home()
        self.recent = [Path(name) for name in recent]
        self.dialog: ExportDialog | None = None

    def open(self) -> None:
        """Show the dialog; one whose export is still on its way is shown again."""
        # Here, since many who open the window never export, and it should be there soon.
        from desktop.ui.files.export_dialog import ExportDialog  # noqa: PLC0415
        from desktop.ui.files.export_form import ExportForm  # noqa: PLC0415
        from desktop.ui.files.export_source import CONTENTS, costs_of, source_of  # noqa: PLC0415

        if self.dialog is None or self.dialog.task is None:
            if self.dialog is not None:
                self.dialog.deleteLater()
            workspace = self._workspace
            form = ExportForm(source_of(workspace, self._files.scenario), CONTENTS)
            self.dialog = ExportDialog(form, costs_of(workspace), self._folder, workspace.look, self._parent)
            self.dialog.exported.connect(self._on_exported)
        self.dialog.show()
        self.dialog.raise_()

    def _on_exported(self, path: Path) -> None:
        self._folder = path.parent
        self.recent = [path, *(other for other in self.recent if other != path)][:MOST_RECENT]
        self._workspace.told.emit(f"Exported {path.name}.")

    def copy_picture(self) -> None:
        """Put what the scene shows on the clipboard, pixel for pixel."""
        QGuiApplication.clipboard().setImage(self._workspace.picture())
        self._workspace.told.emit("The picture is on the clipboard.")

    def restore(self, path: Path) -> None:
        """Show the moment a file of the program tells of, exactly; another file is refused in one sentence."""
        # Here for the same reason.
        from desktop.export.job import JobError  # noqa: PLC0415
        from desktop.export.recipe import read_recipe  # noqa: PLC0415
        from desktop.system.files import FileError  # noqa: PLC0415

        session = self._workspace.session
        try:
            recipe = read_recipe(path, session.model)
        except (FileError, JobError) as error:
            tell_error(self._parent, "This file cannot be shown", sentence(error))
            return
        scenario = recipe.job.scenario
        run = Run(Simulation(session.model, scenario.parameters, scenario.seed), scenario.title or scenario.name)
        run.timeline.foretell(recipe.job.moves, recipe.step)
        session.open_run(run, f"the moment of {path.name}")
        self._files.scenario = scenario
        session.seek(recipe.step)
        self._workspace.told.emit(f"The moment of {path.name}: second {recipe.time:.2f}, seed {scenario.seed}.")

    def show_in_folder(self, path: Path) -> None:
        """Open the folder of what was exported."""
        complaint = show_in_folder(path)
        if complaint:
            self._workspace.told.emit(complaint)

    def stop(self) -> None:
        """Give up what is on its way, since the window closes."""
        if self.dialog is not None:
            self.dialog.stop()


def show_in_folder(path: Path) -> str:
    """Open the folder of a file with the system's own program; return what to say when there is none."""
    folder = folder_of(path)
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        return ""
    return f"No program here opens folders; {path.name} lies in {folder}."
