"""The commands around exporting: the dialog, recent exports, and a copy of the picture."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.export.formats import Kind
from desktop.export.job import RenderJob
from desktop.ui.files.folder import show_in_folder
from desktop.ui.files.unfinished import FOLDER, Unfinished
from desktop.ui.look.preferences import MOST_RECENT
from desktop.ui.widgets.choice import ChoiceDialog
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.ui.files.export_dialog import ExportDialog


class ExportCommands(QObject):
    """Makes the dialog, and remembers what it wrote and what it has not finished.

    Signals
    -------
    progressed
        A few words on how far an export is; empty when there is none.
    ended
        An export has come to its end; whether it is whole.
    """

    progressed = Signal(str)
    ended = Signal(bool)

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget,
        recent: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._unfinished = Unfinished(None)
        self._workspace = workspace
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
            form = ExportForm(source_of(workspace), CONTENTS)
            self.dialog = ExportDialog(form, costs_of(workspace), self._folder, workspace.look, self._parent)
            self.dialog.exported.connect(self._on_exported)
            self.dialog.begun.connect(self._on_begin)
            self.dialog.progressed.connect(self.progressed)
            self.dialog.ended.connect(self._on_end)
        self.dialog.show()
        self.dialog.raise_()

    def _on_begin(self, job: RenderJob) -> None:
        self._unfinished.note(job)

    def _on_end(self, complete: bool) -> None:
        self._unfinished.forget()
        self.progressed.emit("")
        self.ended.emit(complete)

    # --- what is on its way, or was ---

    def remember_in(self, memory: Path) -> None:
        """Note exports that are on their way beside a file of preferences."""
        self._unfinished = Unfinished(memory.parent / FOLDER)

    @property
    def busy(self) -> bool:
        """Tell whether an export is on its way."""
        return self.dialog is not None and self.dialog.task is not None

    @property
    def keeps_frames(self) -> bool:
        """Tell whether what the export on its way has made can be gone on with."""
        task = None if self.dialog is None else self.dialog.task
        return task is not None and task.job.exporter.kind is Kind.FRAMES

    @property
    def standing(self) -> str:
        """Return how far the export on its way has come, as a sentence."""
        return "" if self.dialog is None else self.dialog.standing

    def give_up(self) -> None:
        """Stop the export on its way; nothing of it is left."""
        if self.dialog is not None:
            self.dialog.give_up(keep=False)

    def lay_aside(self) -> None:
        """Stop the export on its way for now: it is noted for the next start, and finished frames stay."""
        self._unfinished.lay_aside()

    def offer_unfinished(self) -> ChoiceDialog | None:
        """Ask whether to go on with an export that was left unfinished, if there is one; return the question."""
        job = self._unfinished.take(self._workspace.session.model)
        if job is None:
            return None
        sentence = f"{job.destination.name}, in {job.destination.parent}."
        act = {"Go on with it": partial(self._go_on, job)}
        box = ChoiceDialog("An export was not finished", sentence, act, "Leave it", self._workspace.look, self._parent)
        box.open()
        return box

    def _go_on(self, job: RenderJob) -> None:
        self.open()
        if self.dialog is not None and not self.busy:
            self.dialog.do(job)

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

    def hide(self) -> None:
        """Let the dialog go with the window; the export goes on."""
        if self.dialog is not None:
            self.dialog.hide()

    def stop(self) -> None:
        """Give up what is on its way, since the window closes."""
        if self.dialog is not None:
            self.dialog.stop()
