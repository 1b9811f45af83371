"""One published figure beside the model's own, as a small plot."""

from math import inf, log
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.study.evidence.validation import Finding
from desktop.study.statistics import Measured
from desktop.ui.look.theme import Look

BAND = (0.25, 0.75)
"""Where the accepted range lies on the plot, as shares of its width."""
LOG_RATIO = 5.0
"""An accepted range that spans more than this factor is drawn on a logarithmic axis."""
SIZE = (150, 18)
LEAST_WIDTH = 76


class Banded(Protocol):
    """A figure with a range: what is inside it agrees."""

    @property
    def what(self) -> str:
        """Return what it is."""

    @property
    def target(self) -> float:
        """Return what was seen."""

    @property
    def low(self) -> float:
        """Return the low end of the range."""

    @property
    def high(self) -> float:
        """Return the high end of the range."""


class FindingBar(QWidget):
    """The accepted range as a band, the published figure as a tick, the model's interval as a line with a dot."""

    def __init__(self, target: Banded, look: Look) -> None:
        super().__init__()
        self._target = target
        self._look = look
        self._found: Measured | None = None
        self.setFixedHeight(look.px(SIZE[1]))
        self.setMinimumWidth(look.px(LEAST_WIDTH))
        self.setAccessibleName(f"{target.what}: nothing measured yet")

    def sizeHint(self) -> QSize:
        """Return the size on which all can be told apart."""
        return QSize(self._look.px(SIZE[0]), self._look.px(SIZE[1]))

    def show_finding(self, finding: Finding | None) -> None:
        """Show what the model does; None where nothing is known yet."""
        if finding is None or finding.measured is None:
            self._found = None
            self.setAccessibleName(f"{self._target.what}: not measured")
            self.update()
        else:
            self.show_measured(finding.measured, finding.verdict)

    def show_measured(self, measured: Measured, verdict: str) -> None:
        """Show a value with its interval, and say what follows from it."""
        self._found = measured
        self.setAccessibleName(f"{self._target.what}: {measured.value:.3g}, {verdict}")
        self.update()

    def place(self, value: float) -> float:
        """Return where a value lies, as a share of the width; what is far off lies at the edge."""
        low, high = self._target.low, self._target.high
        if low > 0.0 and high / low > LOG_RATIO:
            share = (log(max(value, 1e-300)) - log(low)) / (log(high) - log(low)) if value < inf else inf
        else:
            share = (value - low) / max(high - low, 1e-300)
        return min(max(BAND[0] + (BAND[1] - BAND[0]) * share, 0.0), 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plot."""
        del event
        look, width, height = self._look, float(self.width() - 8), float(self.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(4.0, 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("typical"))
        painter.drawRect(QRectF(BAND[0] * width, 2.0, (BAND[1] - BAND[0]) * width, height - 4.0))
        painter.setPen(QPen(look.colour("control"), 1.0))
        tick = self.place(self._target.target) * width
        painter.drawLine(QPointF(tick, 2.0), QPointF(tick, height - 2.0))
        if self._found is not None:
            found = self._found
            value, low, high = (self.place(part) * width for part in (found.value, found.low, found.high))
            painter.setPen(QPen(look.colour("tumor"), 2.0))
            painter.drawLine(QPointF(low, 0.5 * height), QPointF(high, 0.5 * height))
            painter.setBrush(look.colour("tumor"))
            painter.drawEllipse(QPointF(value, 0.5 * height), 3.0, 3.0)
        painter.end()
