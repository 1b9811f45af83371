"""The export dialog: what, where to, how long it will take; then how far it has come. The window goes on behind it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QWidget,
)

from desktop.engine.simulation import State
from desktop.export.formats import Kind
from desktop.export.job import JobError, RenderJob
from desktop.export.part import check_destination, check_ending, check_target
from desktop.system.file_names import path_typed
from desktop.system.files import FileError
from desktop.system.number_words import in_time
from desktop.system.refusal import Refusal, sentence
from desktop.ui.files.estimate import Costs, estimate
from desktop.ui.files.export_form import ExportForm
from desktop.ui.files.export_names import ended, free_name, renamed
from desktop.ui.files.export_task import ExportTask
from desktop.ui.files.folder import show_in_folder
from desktop.ui.look.theme import Look
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.plain import PlainLabel, menu_words
from desktop.ui.widgets.words import how_far

WIDTH = 640


class ExportDialog(FittingDialog):
    """Asks and exports.

    Signals
    -------
    begun
        The `RenderJob` that is on its way.
    progressed
        A few words on how far it is.
    exported
        The path of what has been written, whole.
    ended
        It has come to its end; whether it is whole.
    """

    begun = Signal(object)
    progressed = Signal(str)
    exported = Signal(Path)
    ended = Signal(bool)

    def __init__(self, form: ExportForm, costs: Costs, folder: Path, look: Look, parent: QWidget) -> None:
        super().__init__("Export", (WIDTH, 0), look, parent)
        self.form = form
        self._costs = costs
        self._folder = folder
        self._task: ExportTask | None = None
        self._chosen = self._is_possible = False
        self._done = self._count = 0
        self._last = folder
        self.target = QLineEdit()
        self.target.setAccessibleName("Where to")
        self.browse = _framed("Choose …", self._browse)
        self.estimate = PlainLabel()
        self.estimate.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.message = PlainLabel()
        self.message.setWordWrap(True)
        self.start_button = QPushButton("Export")
        self.start_button.setObjectName("primary")
        self.start_button.clicked.connect(self.begin)
        self.pause_button = _framed("Pause", self._toggle_pause)
        self.cancel_button = _framed("Cancel", None)
        menu = QMenu(self.cancel_button)
        menu.addAction("Keep what is done", lambda: self.give_up(keep=True))
        menu.addAction("Delete what is done", lambda: self.give_up(keep=False))
        self.cancel_button.setMenu(menu)
        self.show_button = _framed("Show in folder", self._show_in_folder)
        self.close_button = _framed("Close", self.hide)
        self._arrange()
        form.changed.connect(self._on_form)
        self.target.textEdited.connect(self._on_typed)
        self._on_form()
        self._show_state()

    def _arrange(self) -> None:
        where = QWidget()
        row = QHBoxLayout(where)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.target, 1)
        row.addWidget(self.browse)
        self.form.add_row("Where to", where)
        line = QFrame()
        line.setObjectName("hairline")
        feet = (line, self.estimate, self.bar, self.message)
        buttons = (self.show_button, self.pause_button, self.cancel_button, self.close_button, self.start_button)
        self.lay_out(self.form, feet, buttons)

    # --- what and where to ---

    def _on_form(self) -> None:
        if not self._chosen:
            self.target.setText(str(free_name(self._folder, self.form.exporter.suffix)))
        else:
            self.target.setText(renamed(self.target.text(), self.form.exporter.suffix))
        self._judge()

    def _on_typed(self) -> None:
        self._chosen = True
        self._judge()

    def _browse(self) -> None:
        kind = self.form.exporter
        if kind.kind is Kind.FRAMES:
            chosen = QFileDialog.getExistingDirectory(self, "A folder for the frames", str(self._folder))
        else:
            pattern = f"{kind.label} (*{kind.suffix})"
            # Whether to replace a file is asked when the export begins, and the name has its ending.
            plain = QFileDialog.Option.DontConfirmOverwrite
            chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.target.text(), pattern, options=plain)
        if chosen:
            self._folder, self._chosen = Path(chosen).parent, True
            self.target.setText(str(ended(Path(chosen), kind.suffix)))
            self._judge()

    def job(self) -> RenderJob:
        """Return the job as it stands; see `ExportForm.job`."""
        text = self.target.text()
        if not text.strip():
            message = "choose where the export goes"
            raise JobError(message)
        job = self.form.job(ended(path_typed(text, self._folder), self.form.exporter.suffix))
        check_ending(job)
        return job

    def _judge(self) -> None:
        """Say what the job will take, or why it cannot be done; what was asked or told of another job is past."""
        self.start_button.setText("Export")
        self.message.clear()
        self.message.hide()
        self.show_button.hide()
        try:
            job = self.job()
        except Refusal as error:
            self.estimate.setText(sentence(error))
            self._is_possible = False
        else:
            begins = self.form.beginning(job)
            self.estimate.setText(estimate(job, self._costs, 0 if begins is None else begins.step).words)
            self._is_possible = True
        self.start_button.setEnabled(self._is_possible)

    # --- on its way ---

    @property
    def task(self) -> ExportTask | None:
        """Return the export on its way, None when there is none."""
        return self._task

    def begin(self) -> None:
        """Export."""
        job = self.job()
        if self._may_write(job):
            self.do(job, self.form.beginning(job))

    def do(self, job: RenderJob, beginning: State | None = None) -> None:
        """Do a job; ``beginning`` is a moment of its run up to its first frame."""
        self._task = ExportTask(job, self, beginning)
        self._task.progressed.connect(self._on_progress)
        self._task.ended.connect(self._on_end)
        self._done = self._count = 0
        self.bar.setRange(0, 0)
        self.message.setText("Setting up …")
        self._show_state()
        self.begun.emit(job)
        self.progressed.emit(self.short_standing)
        self._task.begin()

    def _may_write(self, job: RenderJob) -> bool:
        """Refuse at once what the export would refuse when it has been set up, and ask before a file is replaced."""
        try:
            check_destination(job)
            if job.exporter.kind is Kind.FRAMES:
                return True
            check_target(job.destination)
        except FileError as error:
            self.message.setText(sentence(error))
            self.message.show()
            return False
        return not job.destination.exists() or self._may_replace(job.destination)

    def _may_replace(self, path: Path) -> bool:
        """Ask for a second click before a file is replaced."""
        asked = menu_words(f"Replace {path.name}")
        if self.start_button.text() == asked:
            self.start_button.setText("Export")
            return True
        self.start_button.setText(asked)
        self.message.setText(f"{path.name} is there already.")
        self.message.show()
        return False

    def _toggle_pause(self) -> None:
        if self._task is not None:
            if self._task.paused:
                self._task.resume()
            else:
                self._task.pause()
            self._show_pause()

    @property
    def short_standing(self) -> str:
        """Return how far the export on its way has come, in a few words."""
        share = f"{100 * self._done // self._count} %" if self._count else "setting up"
        return "" if self._task is None else f"{self._task.job.destination.name}: {share}"

    @property
    def standing(self) -> str:
        """Return how far the export on its way has come, as a sentence."""
        if self._task is None:
            return ""
        name = self._task.job.destination.name
        return f"{name} stands at {self._how_far()}." if self._count else f"{name} is being set up."

    def give_up(self, *, keep: bool) -> None:
        """Stop what is on its way; ``keep`` tells whether what is done stays."""
        if self._task is not None:
            # The frames on their way are still packed, which may take a while.
            self.pause_button.setEnabled(False)
            self.cancel_button.setEnabled(False)
            self.message.setText("Stopping …")
            self._task.cancel(keep=keep)

    def _show_pause(self) -> None:
        paused = self._task is not None and self._task.paused
        self.pause_button.setText("Go on" if paused else "Pause")
        self.message.setText(self._paused() if paused else "Going on …")
        if self._count == 0:
            # A bar that runs to and fro while nothing is done would deny the pause.
            self.bar.setRange(0, int(paused))

    def _paused(self) -> str:
        return f"Paused at {self._how_far()}" if self._count else "Paused"

    def _how_far(self) -> str:
        return how_far(self._task.job, self._done, self._count) if self._task is not None else ""

    def _on_progress(self, done: int, count: int, left: float) -> None:
        self._done, self._count = done, count
        self.progressed.emit(self.short_standing)
        self.bar.setRange(0, count)
        self.bar.setValue(done)
        if not self.cancel_button.isEnabled():
            return
        if self._task is not None and self._task.paused:
            # The frames that were on their way still arrive.
            self.message.setText(self._paused())
            return
        time = f", {in_time(left)} left" if left >= 0.0 else ""
        self.message.setText(f"{self._how_far()}{time}" if done < count else "Finishing …")

    def _on_end(self, complete: bool, words: str) -> None:
        task, self._task = self._task, None
        self.bar.setRange(0, 1)
        self.bar.setValue(int(complete))
        self.message.setText(words)
        self.pause_button.setText("Pause")
        for button in (self.pause_button, self.cancel_button):
            button.setEnabled(True)
        self._show_state()
        self._chosen = False
        if complete and task is not None:
            self.show_button.show()
            self._last = task.job.destination
            self.exported.emit(task.job.destination)
        self.ended.emit(complete)

    def _show_state(self) -> None:
        on = self._task is not None
        self.form.setEnabled(not on)
        self.start_button.setEnabled(not on and self._is_possible)
        # What was guessed gives way to what is measured.
        self.estimate.setVisible(not on)
        self.bar.setVisible(on)
        self.pause_button.setVisible(on)
        self.cancel_button.setVisible(on)
        self.message.setVisible(on or bool(self.message.text()))
        self.show_button.setVisible(False)
        self.close_button.setText("Go on in the background" if on else "Close")

    def _show_in_folder(self) -> None:
        complaint = show_in_folder(self._last)
        if complaint:
            self.message.setText(complaint)

    def stop(self) -> None:
        """Give up what is on its way, since the window closes."""
        if self._task is not None:
            self._task.close()


def _framed(words: str, act: Callable[[], None] | None) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName("framed")
    button.setAutoDefault(False)
    if act is not None:
        button.clicked.connect(act)
    return button
