"""Work done in a process of its own: the window stays as quick as it was, and its run is not touched."""

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from desktop.study.background.messages import Message, RefusalMessage, from_json
from desktop.system.children import MARK, command, ending
from desktop.system.refusal import Refusal, sentence

MOST_SAID = 20_000
"""Bytes of what a process says beside its messages that are kept: the end of it tells why it died."""
KNOWN_CODES = (0, 2)
"""Exit codes of a process that has told how its work ended."""
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

    Attributes
    ----------
    died
        Whether the process came to its end before it had told how the work ended.

    Signals
    -------
    told
        One message, of `desktop.study.background.messages`; a process that dies is told as a refusal.
    ended
        The process is gone.
    """

    told = Signal(object)
    ended = Signal()

    def __init__(self, kind: str, task: str, parent: QObject | None = None, archive: bytes = b"") -> None:
        super().__init__(parent)
        self._kind = kind
        self.died = False
        self._number = 0
        self._rest = b""
        self._parts = (task.encode(), *((archive,) if archive else ()))
        self._said = b""
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_words)
        self._process.started.connect(self._on_start)
        self._process.finished.connect(self._on_end)
        self._process.errorOccurred.connect(self._on_error)

    def begin(self) -> None:
        """Start the process."""
        program, *arguments = command("desktop.worker", self._kind)
        self._process.start(program, arguments)
        lengths = " ".join(str(len(part)) for part in self._parts)
        self._process.write(b"".join((f"{lengths}\n".encode(), *self._parts)))

    @property
    def number(self) -> int:
        """Return the number that the system knew the process by; 0 when it never began."""
        return self._number

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
        """End the process, whose untold words are lost, and wait for nothing: its end can take long."""
        self.blockSignals(True)
        # It must outlive whoever began it.
        self.setParent(None)
        if self.running:
            _DROPPED.add(self)
            self._process.finished.connect(self._vanish)
            self._process.kill()
        else:
            self.deleteLater()

    def _vanish(self) -> None:
        _DROPPED.discard(self)
        self.deleteLater()

    def wait(self) -> None:
        """Wait until a dropped process is gone."""
        self._process.waitForFinished(PATIENCE)

    def _on_start(self) -> None:
        self._number = self._process.processId()

    def _on_output(self) -> None:
        lines = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            _, mark, message = line.rpartition(MARK.encode())
            # Without it, a library or Python itself has printed something.
            if mark:
                self.told.emit(_message(message))

    def _on_words(self) -> None:
        self._said = (self._said + self._process.readAllStandardError().data())[-MOST_SAID:]

    def _on_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._on_output()
        self._on_words()
        crashed = status is QProcess.ExitStatus.CrashExit
        self.died = crashed or code not in KNOWN_CODES
        if self.died:
            words = ending(-code if crashed else code, self._said.decode("utf-8", "replace"))
            self.told.emit(RefusalMessage(sentence(f"the work {words}")))
        self.ended.emit()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.told.emit(RefusalMessage(sentence(f"the work cannot begin: {self._process.errorString()}")))
            self.ended.emit()


_DROPPED: set[BackgroundProcess] = set()
"""Processes that were dropped and are not gone yet."""


def wait_for_dropped() -> None:
    """Wait until all dropped processes are gone, since the program ends."""
    for process in tuple(_DROPPED):
        process.wait()


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
