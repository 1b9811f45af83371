"""An export on its way."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from desktop.export.job import RenderJob
from desktop.export.job_file import to_json
from desktop.ui.background.process import Errand


class ExportTask(QObject):
    """One export, in a process of its own.

    Signals
    -------
    progressed
        Frames done, frames in all, and the seconds left, -1 as long as nothing is known.
    ended
        Whether everything was written, and a sentence about it.
    """

    progressed = Signal(int, int, float)
    ended = Signal(bool, str)

    def __init__(self, job: RenderJob, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self.paused = False
        self._outcome = (False, "The export stopped before it was done; nothing half-written was left.")
        self._errand = Errand("export", to_json(job), self)
        self._errand.told.connect(self._on_told)
        self._errand.ended.connect(lambda: self.ended.emit(*self._outcome))

    def begin(self) -> None:
        """Start the process."""
        self._errand.begin()

    def pause(self) -> None:
        """Wait before the next frame."""
        self.paused = True
        self._errand.order("pause")

    def resume(self) -> None:
        """Go on."""
        self.paused = False
        self._errand.order("resume")

    def cancel(self, *, keep: bool) -> None:
        """Give up; ``keep`` leaves the frames made so far, or a film that ends early."""
        self._errand.order("keep" if keep else "drop")

    def close(self) -> None:
        """Give up as the window closes: frames stay and can be gone on with, of anything else nothing is left."""
        self._errand.give_up()

    def _on_told(self, news: Mapping[str, object]) -> None:
        match news:
            case {"done": int(done), "count": int(count), "left": left}:
                self.progressed.emit(done, count, float(left) if isinstance(left, int | float) else -1.0)
            case {"complete": bool(complete), "words": str(words)}:
                self._outcome = (complete, words)
