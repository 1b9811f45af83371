"""The class code: what a class types, scans or pastes to begin where this window is, and a field to enter one."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.engine.model import Model
from desktop.lessons.codes.class_start import ClassStart
from desktop.lessons.codes.long_code import MAX_TEXT, long_code
from desktop.lessons.codes.reading import read_code
from desktop.lessons.codes.short_code import short_code
from desktop.lessons.codes.symbols import CodeError
from desktop.system.refusal import sentence
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.plain import PlainLabel
from desktop.ui.widgets.qr_code import QrCode

SIZE = (820, 520)
HELD = "It holds the scenario, the seed, the sliders as they are now, and the page of the story."


class ClassCodeDialog(FittingDialog):
    """Shows the codes of a beginning, and opens one that is entered."""

    def __init__(
        self, start: ClassStart, model: Model, show: Callable[[ClassStart], None], look: Look, parent: QWidget
    ) -> None:
        super().__init__("Class code", SIZE, look, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._start, self._model, self._show = start, model, show
        self.qr = QrCode()
        self.short, self.said = PlainLabel(), PlainLabel()
        self.long = QPlainTextEdit(long_code(start))
        self.field, self.problem = QLineEdit(), PlainLabel()
        self._arrange(look)
        self._fill()
        self.field.setFocus()

    def _arrange(self, look: Look) -> None:
        self.short.setObjectName("hero")
        self.short.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.short.setAccessibleName("Short code")
        self.long.setReadOnly(True)
        self.long.setTabChangesFocus(True)
        self.long.setAccessibleName("Long code")
        self.long.setFixedHeight(look.px(72))
        self.field.setPlaceholderText("K7M2-9QXT-4F, or a long code")
        self.field.setAccessibleName("Enter a code")
        self.field.setMaxLength(MAX_TEXT)
        self.field.returnPressed.connect(self.enter)
        self.open_button = QPushButton("Open")
        self.open_button.setObjectName("primary")
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self.enter)
        for words in (self.said, self.problem):
            words.setWordWrap(True)
        self.copy_short = _copy_button("Copy the short code", self.short.text)
        copy_long = _copy_button("Copy the long code", self.long.toPlainText)
        side = QVBoxLayout()
        side.setSpacing(metrics.GRID)
        side.addWidget(_heading("Begin where this window is"))
        line = QHBoxLayout()
        line.addWidget(self.short, 1)
        line.addWidget(self.copy_short)
        side.addLayout(line)
        side.addWidget(self.said)
        side.addWidget(self.long)
        side.addWidget(copy_long, 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch(1)
        body = QWidget()
        layout = QGridLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(2 * metrics.GRID)
        layout.addWidget(self.qr, 0, 0)
        layout.addLayout(side, 0, 1)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(1, 1)
        self.lay_out(body, (_heading("Enter a code"), self.field, self.problem), (self.open_button,))

    def _fill(self) -> None:
        fits = self.qr.show_text(self.long.toPlainText())
        scanned = "The QR code is the long code." if fits else "The long code is too long for a QR code: paste it."
        try:
            self.short.setText(short_code(self._start, self._model))
            self.said.setText(f"{HELD} {scanned}")
        except CodeError as error:
            self.short.setText("no short code")
            self.copy_short.hide()
            self.said.setText(f"{sentence(error)} The long code holds all of it. {scanned}")

    def enter(self) -> None:
        """Open the code in the field, or say what is wrong with it."""
        try:
            start = read_code(self.field.text(), self._model)
        except CodeError as error:
            self.problem.setText(sentence(error))
            self.field.setFocus()
            return
        self.accept()
        self._show(start)


def _heading(words: str) -> PlainLabel:
    label = PlainLabel(words)
    label.setObjectName("title")
    return label


def _copy_button(words: str, text: Callable[[], str]) -> QPushButton:
    button = QPushButton("Copy")
    button.setObjectName("framed")
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: QGuiApplication.clipboard().setText(text()))
    return button
