"""The commands around exporting: the dialog, recent exports, and a copy of the picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.ui.files.commands import FileCommands
from desktop.ui.files.folder import show_in_folder
from desktop.ui.look.preferences import MOST_RECENT
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.ui.files.export_dialog import ExportDialog


class ExportCommands:
    """Makes the dialog and remembers what it wrote."""

    def __init__(self, workspace: Workspace, files: FileCommands, parent: QWidget, recent: Sequence[str] = ()) -> None:
        self._workspace = workspace
        self._files = files
        self._parent = parent
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self._folder = documents if documents.is_dir() else Path.home()
        self.recent = [Path(name) for name in recent]
        self.dialog: ExportDialog | None = None

    def open(self) -> None:
        """Show the dialog; one whose export is still on its way is shown again."""
        # Here, since many who open the window never export, and it should be there soon.
        from desktop.ui.files.export_dialog import ExportDialog
        from desktop.ui.files.export_form import ExportForm
        from desktop.ui.files.export_source import CONTENTS, costs_of, source_of

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

    def show_in_folder(self, path: Path) -> None:
        """Open the folder of what was exported."""
        complaint = show_in_folder(path)
        if complaint:
            self._workspace.told.emit(complaint)

    def stop(self) -> None:
        """Give up what is on its way, since the window closes."""
        if self.dialog is not None:
            self.dialog.stop()
