"""An export on its way, in a process of its own: the window stays as quick as it was, and its run is not touched."""

import json
import os
import sys
from pathlib import Path
from tempfile import mkstemp

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from desktop.export.job import RenderJob
from desktop.export.job_file import to_json

PACKAGE_HOME = Path(__file__).resolve().parents[2]
"""Where the package lies: the process must find it from any folder."""


class ExportTask(QObject):
    """One export.

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
        self._told: tuple[bool, str] | None = None
        self._rest = b""
        handle, name = mkstemp(prefix="ctc-voyage-", suffix=".json")
        self._file = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(to_json(job))
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardOutput.connect(self._on_news)
        self._process.finished.connect(self._on_end)
        self._process.errorOccurred.connect(self._on_error)

    def begin(self) -> None:
        """Start the process."""
        self._process.start(sys.executable, ["-m", "desktop.attended", str(self._file)])

    @property
    def running(self) -> bool:
        """Tell whether the process is there."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def pause(self) -> None:
        """Wait before the next frame."""
        self.paused = True
        self._order("pause")

    def resume(self) -> None:
        """Go on."""
        self.paused = False
        self._order("resume")

    def cancel(self, *, keep: bool) -> None:
        """Give up; ``keep`` leaves the frames made so far, or a film that ends early."""
        self._order("keep" if keep else "drop")

    def close(self) -> None:
        """Give up as the window closes: what has been made stays, and can be gone on with."""
        if self.running:
            self.cancel(keep=True)
            self._process.closeWriteChannel()
            self._process.waitForFinished(5000)

    def _order(self, word: str) -> None:
        self._process.write(f"{word}\n".encode())

    def _on_news(self) -> None:
        lines = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            news = json.loads(line)
            if "done" in news:
                left = news["left"]
                self.progressed.emit(int(news["done"]), int(news["count"]), -1.0 if left is None else float(left))
            else:
                self._told = (bool(news["complete"]), str(news["words"]))

    def _on_end(self) -> None:
        self._on_news()
        self._file.unlink(missing_ok=True)
        complete, words = self._told or (False, "The export stopped before it was done; nothing half-written was left.")
        self.ended.emit(complete, words)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._file.unlink(missing_ok=True)
            self.ended.emit(False, "The export could not be started: the system refuses another process.")


def _environment() -> QProcessEnvironment:
    """Return the present surroundings, in which the process finds the package and asks for no screen."""
    surroundings = QProcessEnvironment.systemEnvironment()
    known = surroundings.value("PYTHONPATH", "")
    surroundings.insert("PYTHONPATH", os.pathsep.join(part for part in (str(PACKAGE_HOME), known) if part))
    surroundings.insert("QT_QPA_PLATFORM", "offscreen")
    return surroundings
