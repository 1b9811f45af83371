"""What becomes of work beside the run when the window is to be closed: nobody loses an export, or results, unasked."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.files.export_commands import ExportCommands
from desktop.ui.look.theme import Look
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.widgets.choice import ChoiceDialog

WAIT = "Close when it is done"
HIDE = "Finish in the background"
LATER = "Stop, go on at the next start"
ANEW = "Stop, make it anew at the next start"
STOP = "Stop, delete what is done"
STAY = "Do not close"
LOSE = "Close, lose its results"


class Leaving(QObject):
    """Asks, and carries out the answer.

    Signals
    -------
    close_asked
        Nothing holds the window any longer.
    hide_asked
        The window may go; the program goes on until one of the others.
    stay_asked
        The window is to be seen again, since the export has failed.
    """

    close_asked = Signal()
    stay_asked = Signal()
    hide_asked = Signal()

    def __init__(self, exports: ExportCommands, studies: StudyDialogs, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._exports = exports
        self._studies = studies
        self._look = look
        self._window = window
        self._is_over = self._is_leaving = self._is_given_up = False
        self.box: ChoiceDialog | None = None
        exports.ended.connect(self._on_end)

    def may_close(self) -> bool:
        """Tell whether the window can close at once; if not, the user is asked."""
        if self._is_over:
            return True
        if self._exports.busy:
            self._ask(
                "An export is on its way",
                self._exports.standing,
                {
                    WAIT: self._wait,
                    HIDE: self._hide,
                    LATER if self._exports.keeps_frames else ANEW: self._later,
                    STOP: self._stop,
                },
            )
            return False
        if self._studies.busy:
            self._ask(
                "An experiment is on its way",
                "Closed now, what it has found so far is lost. “Save table …” in its dialog keeps that.",
                {LOSE: self._leave},
            )
            return False
        return True

    def _ask(self, title: str, sentence: str, answers: dict[str, Callable[[], None]]) -> None:
        if self.box is not None:
            self.box.raise_()
            return
        box = ChoiceDialog(title, sentence, answers, STAY, self._look, self._window)
        box.finished.connect(self._on_answered)
        self.box = box
        box.open()

    def _on_answered(self) -> None:
        self.box = None

    def _wait(self) -> None:
        self._is_leaving = True
        if not self._exports.busy:
            self._leave()

    def _hide(self) -> None:
        self._wait()
        if not self._is_over:
            self.hide_asked.emit()

    def _later(self) -> None:
        self._exports.lay_aside()
        self._leave()

    def _stop(self) -> None:
        self._is_leaving = self._is_given_up = True
        self._exports.give_up()

    def _on_end(self, complete: bool) -> None:
        if self._is_leaving and (complete or self._is_given_up):
            self._leave()
        elif self._is_leaving:
            # It failed, and why stands in its dialog.
            self._is_leaving = False
            self.stay_asked.emit()
        elif self.box is not None:
            # What was asked about has come to its end while the question stood there.
            self.box.reject()

    def _leave(self) -> None:
        self._is_over = True
        self.close_asked.emit()
