"""Work done in a process of its own: the window stays as quick as it was, and its run is not touched."""

import os
import sys
from pathlib import Path
from tempfile import mkstemp

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from desktop.study.background.messages import Message, RefusalMessage, from_json
from desktop.system.refusal import Refusal, sentence

PACKAGE_HOME = Path(__file__).resolve().parents[3]
"""Where the package lies: the process must find it from any folder."""
BOOTSTRAP = """
import sys
sys.path[0] = sys.argv.pop(1)
import runpy
runpy.run_module("desktop.worker", run_name="__main__", alter_sys=True)
"""
"""Begins the process. The package's place goes before all others, as a word of its own.

In a list of places, one whose name holds the list's own separator would be taken for two; and a file of the folder that
the program was started in, such as a pupil's ``random.py``, would be taken for one of Python's.
"""
PATIENCE = 5000
"""Milliseconds that a killed process has to go."""
TIDY_PATIENCE = 60_000
"""Milliseconds that a process has to stop by itself and tidy up: killed, it would leave its files.

On a busy machine an export that is just being set up takes many seconds until it looks whether it is still wanted.
"""


class BackgroundProcess(QObject):
    """One process of `desktop.worker`, which does a task and tells of it message by message.

    Parameters
    ----------
    kind, task
        The kind of work, of `desktop.worker.WORKS`, and its task as a text.
    archive
        What goes with the task, as bytes; empty when nothing does.

    Signals
    -------
    told
        One message, of `desktop.study.background.messages`.
    ended
        The process is gone.
    """

    told = Signal(object)
    ended = Signal()

    def __init__(self, kind: str, task: str, parent: QObject | None = None, archive: bytes = b"") -> None:
        super().__init__(parent)
        self._kind = kind
        self._rest = b""
        self._parts = (task.encode(), *((archive,) if archive else ()))
        self._files: list[Path] = []
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.finished.connect(self._on_end)
        self._process.errorOccurred.connect(self._on_error)

    def begin(self) -> None:
        """Start the process."""
        for part in self._parts:
            handle, name = mkstemp(prefix="ctc-voyage-", suffix=".task")
            self._files.append(Path(name))
            with os.fdopen(handle, "wb") as file:
                file.write(part)
        arguments = [str(PACKAGE_HOME), self._kind, *map(str, self._files)]
        self._process.start(sys.executable, ["-c", BOOTSTRAP, *arguments])

    @property
    def running(self) -> bool:
        """Tell whether the process is there."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def command(self, word: str) -> None:
        """Give the process a command: pause, resume, keep or drop."""
        self._process.write(f"{word}\n".encode())

    def give_up(self) -> None:
        """Let nothing more be done, and wait until the process has tidied up and is gone."""
        if self.running:
            self._process.closeWriteChannel()
            if not self._process.waitForFinished(TIDY_PATIENCE):
                self._process.kill()
                self._process.waitForFinished(PATIENCE)

    def drop(self) -> None:
        """End the process at once: what it has not told is lost."""
        self.blockSignals(True)
        if self.running:
            self._process.kill()
            self._process.waitForFinished(PATIENCE)
        self.deleteLater()

    def _on_output(self) -> None:
        lines = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            self.told.emit(_message(line))

    def _on_end(self) -> None:
        self._on_output()
        self._remove_files()
        self.ended.emit()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._remove_files()
            self.ended.emit()

    def _remove_files(self) -> None:
        for file in self._files:
            file.unlink(missing_ok=True)


def _message(line: bytes) -> Message:
    """Return the message of a line; one that cannot be read is told as a refusal."""
    try:
        return from_json(line.decode("utf-8", "replace"))
    except Refusal as error:
        return RefusalMessage(sentence(error))


def _environment() -> QProcessEnvironment:
    """Return the present surroundings, in which the process asks for no screen."""
    surroundings = QProcessEnvironment.systemEnvironment()
    surroundings.insert("QT_QPA_PLATFORM", "offscreen")
    return surroundings
