"""Text in the scene: four sizes, drawn once and then copied."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from desktop.scene.look.palette import Theme, colour
from desktop.scene.page.typeface import typeface
from desktop.scene.raster.canvas import is_vector

SMALL, BODY, TITLE, DISPLAY = 12, 13, 16, 22
"""Type sizes in pixels at scale 1."""
KEPT = 128


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text and how it looks; ``clock`` puts the sign of a clock before it."""

    text: str
    size: int
    scale: float
    theme: Theme
    role: str = "text"
    plate: bool = True
    bold: bool = False
    clock: bool = False


class Lettering:
    """Measures labels and draws them."""

    def __init__(self) -> None:
        self._kept: dict[Label, QPixmap] = {}
        self._sizes: dict[Label, tuple[float, float]] = {}

    def size(self, label: Label) -> tuple[float, float]:
        """Return width and height of a label in pixels, with its plate."""
        if label not in self._sizes:
            if len(self._sizes) >= KEPT:
                self._sizes.clear()
            shape = Typeset(label)
            self._sizes[label] = (shape.width, shape.height)
        return self._sizes[label]

    def draw(self, painter: QPainter, label: Label, x: float, y: float) -> None:
        """Draw a label with its top left corner at a pixel."""
        if is_vector(painter):
            painter.save()
            painter.translate(x, y)
            Typeset(label).draw(painter)
            painter.restore()
            return
        if label not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[label] = Typeset(label).pixmap()
        painter.drawPixmap(round(x), round(y), self._kept[label])


class Typeset:
    """One label set in type."""

    def __init__(self, label: Label) -> None:
        self.label = label
        self.pixels = max(round(label.size * label.scale), 1)
        self.padding = (0.55 * self.pixels, 0.28 * self.pixels) if label.plate else (0.0, 0.0)

    @cached_property
    def font(self) -> QFont:
        """Return the font."""
        font = typeface()
        font.setPixelSize(self.pixels)
        font.setWeight(QFont.Weight.DemiBold if self.label.bold else QFont.Weight.Medium)
        return font

    @cached_property
    def metrics(self) -> QFontMetricsF:
        """Return the font's measures."""
        return QFontMetricsF(self.font)

    @property
    def clock_width(self) -> float:
        """Return the room for the clock, in pixels."""
        return 1.25 * self.pixels if self.label.clock else 0.0

    @property
    def width(self) -> float:
        """Return the width with the plate, in pixels."""
        return float(
            round(self.metrics.horizontalAdvance(self.label.text) + self.clock_width + 2 * self.padding[0] + 1)
        )

    @property
    def height(self) -> float:
        """Return the height with the plate, in pixels."""
        return float(round(self.metrics.height() + 2 * self.padding[1]))

    def pixmap(self) -> QPixmap:
        """Return the label as a picture."""
        pixmap = QPixmap(int(self.width), int(self.height))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.draw(painter)
        painter.end()
        return pixmap

    def draw(self, painter: QPainter) -> None:
        """Draw the label with its top left corner at the painter's origin."""
        label, (side, top) = self.label, self.padding
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        if label.plate:
            painter.setPen(QPen(colour("hairline", label.theme), 1.0))
            painter.setBrush(colour("panel", label.theme, 0.94))
            corner = 0.45 * self.pixels
            painter.drawRoundedRect(QRectF(0.5, 0.5, self.width - 1.0, self.height - 1.0), corner, corner)
        shade = colour(label.role, label.theme)
        if label.clock:
            self._draw_clock(painter, shade)
        painter.setFont(self.font)
        painter.setPen(shade)
        painter.drawText(QPointF(side + self.clock_width, top + self.metrics.ascent()), label.text)

    def _draw_clock(self, painter: QPainter, shade: QColor) -> None:
        radius = 0.42 * self.pixels
        middle = QPointF(self.padding[0] + radius, 0.5 * self.height)
        pen = QPen(shade, max(1.0, 0.09 * self.pixels))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
        painter.drawLine(middle, middle + QPointF(0.0, -0.65 * radius))
        painter.drawLine(middle, middle + QPointF(0.5 * radius, 0.2 * radius))
