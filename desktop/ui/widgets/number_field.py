"""The one field of the window for numbers: shown in one style, understood in many, whatever the session's language."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desktop.system.number_words import plain
from desktop.system.typed_numbers import AmbiguousError, NumberError, read_number, read_whole

LETTERS = 17
"""How many letters Qt makes a field wide."""


class NumberField(QLineEdit):
    """A number from ``low`` to ``high`` that is typed; ``name`` and ``unit`` tell what it is.

    Enter and leaving take it, Escape gives the old one back; the arrows up and down change it by ``step``. What is no
    number stays as it was typed, so that nothing else is taken in its place.

    Signals
    -------
    changed
        The number may be another one: with every letter, too.
    entered
        A number has been typed to its end.
    refused
        One sentence that tells why what was typed to its end is not taken.
    """

    changed = Signal()
    entered = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        *,
        unit: str = "",
        whole: bool = False,
        write: Callable[[float], str] = plain,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.step = 0.0
        self._write = write
        self._number: float | None = None
        self._shown = ""
        self.limit(name, low, high, unit=unit, whole=whole)
        self.textEdited.connect(self.changed)
        self.editingFinished.connect(self._on_finished)

    def limit(self, name: str, low: float, high: float, *, unit: str = "", whole: bool = False) -> None:
        """Take other numbers from now on."""
        self._name, self._low, self._high, self._unit, self._whole = name, low, high, unit, whole

    def sizeHint(self) -> QSize:
        """Leave room for the longest number there is."""
        letters, usual = self.fontMetrics(), super().sizeHint()
        widest = max(letters.horizontalAdvance(self._write(end)) for end in (self._low, self._high))
        return QSize(usual.width() - LETTERS * letters.horizontalAdvance("x") + widest, usual.height())

    def show_number(self, number: float) -> None:
        """Show a number without telling anyone."""
        self._number = number
        self._shown = self._write(number)
        self.setText(self._shown)
        self.setCursorPosition(0)

    def set_number(self, number: float) -> None:
        """Show a number and tell of the change."""
        self.show_number(number)
        self.changed.emit()

    def number(self) -> float:
        """Return the number that stands in the field, exactly the one shown when nobody has typed.

        Raises
        ------
        NumberError
            In one sentence: there is no number, or none that is allowed.
        """
        text = self.text()
        if text == self._shown and self._number is not None:
            return self._number
        allowed = f"{plain(self._low)} to {plain(self._high)} {self._unit}".rstrip()
        refusal = f"{self._name} takes {'whole numbers from ' if self._whole else ''}{allowed}"
        try:
            number = (read_whole if self._whole else read_number)(text, self._unit, by_hand=True)
        except NumberError as error:
            why = f": {error}" if isinstance(error, AmbiguousError) else ""
            message = f"{refusal}; “{text[:40]}” was not taken{why}"
            raise NumberError(message) from error
        if not self._low <= number <= self._high:
            message = f"{refusal}; “{text[:40]}” was not taken"
            raise NumberError(message)
        return number

    def _on_finished(self) -> None:
        # A text that was not edited must not come back rounded.
        if self.text() == self._shown:
            return
        try:
            number = self.number()
        except NumberError as error:
            self.refused.emit(str(error))
            return
        self.show_number(number)
        self.entered.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the old number back on Escape, and step on the arrows."""
        if event.key() == Qt.Key.Key_Escape:
            edited = self.text() != self._shown
            self.setText(self._shown)
            self.clearFocus()
            if edited:
                self.changed.emit()
                return
        way = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}.get(Qt.Key(event.key()), 0.0)
        if way and self.step:
            self._move(way * self.step)
            return
        super().keyPressEvent(event)

    def _move(self, way: float) -> None:
        try:
            number = self.number() + way
        except NumberError as error:
            self.refused.emit(str(error))
            return
        number = min(max(number, self._low), self._high)
        self.set_number(int(number) if self._whole else number)
        self.entered.emit(self.number())
