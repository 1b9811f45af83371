"""An export on its way."""

from PySide6.QtCore import QObject, Signal

from desktop.engine.simulation import State
from desktop.export.job import RenderJob
from desktop.export.job_file import to_json
from desktop.export.left_behind import tidy_after
from desktop.study.background.messages import EndMessage, Message, ProgressMessage, RefusalMessage
from desktop.study.background.stored_state import state_bytes
from desktop.ui.background.process import BackgroundProcess


class ExportTask(QObject):
    """One export, in a process of its own; ``beginning`` is a moment of the run up to its first frame.

    Signals
    -------
    progressed
        Frames done, frames in all, and the seconds left, -1 as long as nothing is known.
    ended
        Whether everything was written, and a sentence about it.
    """

    progressed = Signal(int, int, float)
    ended = Signal(bool, str)

    def __init__(self, job: RenderJob, parent: QObject | None = None, beginning: State | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.paused = False
        self._outcome = (False, "The export stopped before it was done.")
        archive = b"" if beginning is None else state_bytes(beginning)
        self._process = BackgroundProcess("export", to_json(job), self, archive)
        self._process.told.connect(self._on_told)
        self._process.ended.connect(self._on_end)

    def begin(self) -> None:
        """Start the process."""
        self._process.begin()

    @property
    def process_number(self) -> int:
        """Return the number that the system knows the process by, 0 before it has begun."""
        return self._process.number

    def pause(self) -> None:
        """Wait before the next frame."""
        self.paused = True
        self._process.command("pause")

    def resume(self) -> None:
        """Go on."""
        self.paused = False
        self._process.command("resume")

    def cancel(self, *, keep: bool) -> None:
        """Give up; ``keep`` leaves the frames made so far, or a film that ends early."""
        self._process.command("keep" if keep else "drop")

    def close(self) -> None:
        """Give up as the window closes: frames stay and can be gone on with, of anything else nothing is left."""
        self._process.give_up()

    def _on_end(self) -> None:
        if self._process.died:
            complete, words = self._outcome
            self._outcome = complete, f"{words} {tidy_after(self.job, self.process_number)}"
        self.ended.emit(*self._outcome)

    def _on_told(self, message: Message) -> None:
        match message:
            case ProgressMessage(done, count, left):
                self.progressed.emit(done, count, -1.0 if left is None else left)
            case EndMessage(complete, words):
                self._outcome = (complete, words)
            case RefusalMessage(words):
                self._outcome = (False, words)
