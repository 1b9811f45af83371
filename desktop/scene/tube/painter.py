"""The picture of a tube: the glass at the left, the laboratory's sheet at the right, with all tubes so far."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QLinearGradient, QPainter, QPen, QPolygonF

from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.look.vision import Vision, seen_picture
from desktop.scene.page.typeface import typeface
from desktop.scene.raster.pixels import blank_picture
from desktop.scene.tube.glass import paint_badge, paint_glass
from desktop.scene.tube.reading import TubeReading, poisson
from desktop.scene.words.text import BODY, SMALL, TITLE

HERO = 34
GLASS_SHARE = 0.44
MARGIN, PAD = 24.0, 20.0
LEAST_BARS, MOST_BARS = 9, 60
ASSUMED = (
    "That small, mesenchymal and grouped cells are missed is known; how often is an assumption here. Cutoff: "
    "Cristofanilli 2004."
)


def paint_tube(painter: QPainter, width: int, height: int, reading: TubeReading, options: SceneOptions) -> None:
    """Draw the picture into a rectangle in device pixels."""
    if options.seen_as is Vision.NORMAL:
        _paint(painter, width, height, reading, options)
        return
    picture = blank_picture(width, height, clear=False)
    canvas = QPainter(picture)
    _paint(canvas, width, height, reading, options)
    canvas.end()
    painter.drawImage(0, 0, seen_picture(picture, options.seen_as))


def _paint(painter: QPainter, width: int, height: int, reading: TubeReading, options: SceneOptions) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, width, height, options.theme)
    margin = MARGIN * min(options.text_scale, height / 560.0)
    left = GLASS_SHARE * width
    paint_glass(painter, QRectF(0.0, margin, left, height - 2.0 * margin), reading, options)
    sheet = QRectF(left, margin, width - left - margin, height - 2.0 * margin)
    Sheet(painter, sheet, options).write(reading)
    painter.restore()


def _paint_ground(painter: QPainter, width: int, height: int, theme: Theme) -> None:
    window = colour("window", theme)
    down = QLinearGradient(0.0, 0.0, 0.0, height)
    down.setColorAt(0.0, window)
    down.setColorAt(1.0, mixed(window, colour("hairline", theme), 0.55))
    painter.fillRect(0, 0, width, height, down)


class Sheet:
    """The laboratory's sheet: count and cutoff, then the truth, then all tubes so far beside Poisson's law."""

    def __init__(self, painter: QPainter, sheet: QRectF, options: SceneOptions) -> None:
        self._painter, self._sheet, self._options = painter, sheet, options
        # On a low picture all is a little smaller, so that the last line still stands on the sheet.
        self._scale = min(options.text_scale, sheet.height() / 520.0)
        self._y = sheet.top() + PAD * self._scale
        self._left = sheet.left() + PAD * self._scale
        self._width = sheet.width() - 2.0 * PAD * self._scale

    def write(self, reading: TubeReading) -> None:
        """Write all of it."""
        painter, theme = self._painter, self._options.theme
        painter.setPen(QPen(colour("hairline", theme), 1.0))
        painter.setBrush(colour("panel", theme, 0.95))
        painter.drawRoundedRect(self._sheet, 8.0 * self._scale, 8.0 * self._scale)
        number = len(reading.counts)
        self._line(f"{reading.place[:1].upper()}{reading.place[1:]} · {reading.moment}", BODY, bold=True)
        self._line(reading.about, SMALL, "text_soft", lines=2)
        self._rule()
        if not reading.is_drawn:
            self._line("An empty tube", TITLE, bold=True)
            self._line(
                f"Space draws {reading.milliliters:g} mL here. Left and Right take another place.", BODY, lines=2
            )
            return
        self._line(f"What the laboratory reads · tube {number}", SMALL, "text_soft")
        self._line(f"{reading.counted} CTC in {reading.milliliters:g} mL", HERO, bold=True)
        above = reading.counted >= reading.cutoff
        words = f"cutoff {reading.cutoff}: {'at it or above' if above else 'below it'}"
        self._line(words, TITLE, "warning" if above else "text")
        self._rule()
        self._write_truth(reading)
        self._rule()
        self._write_tubes(reading)

    def _write_truth(self, reading: TubeReading) -> None:
        if not reading.lifted:
            self._line("What it did not see is under the veil: V lifts it.", BODY, lines=2)
            return
        missed = reading.diameter.size - reading.counted
        held = "1 tumor cell" if reading.diameter.size == 1 else f"{reading.diameter.size} tumor cells"
        self._line(f"In truth {held} in this tube, {missed or 'none'} missed", BODY, bold=True)
        self._line(f"{reading.per_ml:.2g} per mL in this blood at this moment", BODY)
        for one in reading.missed:
            if one.count:
                middle = QPointF(self._left + 9.0 * self._scale, self._y + 10.0 * self._scale)
                paint_badge(self._painter, middle, one.letter, self._options)
                self._line(f"{one.count} {one.words}", BODY, indent=26.0)

    def _write_tubes(self, reading: TubeReading) -> None:
        number = len(reading.counts)
        tubes = "1 tube" if number == 1 else f"{number} tubes"
        mean = sum(reading.counts) / number
        law = f"dots: expected by chance alone (Poisson, mean {reading.expected:.2f})"
        self._line(f"{tubes} from here, mean {mean:.2f}; {law}", SMALL, "text_soft", lines=2)
        note = 34.0 * self._scale
        room = QRectF(
            self._left, self._y + 4.0, self._width, self._sheet.bottom() - note - PAD * self._scale - self._y - 4.0
        )
        if room.height() > 40.0 * self._scale:
            self._paint_histogram(room, reading)
        self._y = self._sheet.bottom() - note - 0.5 * PAD * self._scale
        self._line(ASSUMED, SMALL, "text_soft", lines=2)

    def _paint_histogram(self, room: QRectF, reading: TubeReading) -> None:
        """Paint how many tubes showed each count as bars, and Poisson's law for as many tubes as dots."""
        painter, theme, number = self._painter, self._options.theme, len(reading.counts)
        most = max(*reading.counts, reading.cutoff, round(reading.expected + 3.0 * reading.expected**0.5))
        each = max(1, -(-(most + 1) // MOST_BARS))
        bars = max(LEAST_BARS, most // each + 1)
        law = poisson(reading.expected, bars * each - 1).reshape(bars, each).sum(axis=1) * number
        found = [sum(count // each == bar for count in reading.counts) for bar in range(bars)]
        axis = 18.0 * self._scale
        base, top = room.bottom() - axis, max(float(max(found)), float(law.max()), 1.0)
        step, tall = room.width() / bars, room.height() - axis
        painter.setPen(QPen(colour("hairline", theme), 1.0))
        painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
        high = base - tall * max(found) / top
        painter.drawLine(QPointF(room.left(), high), QPointF(room.right(), high))
        words = "1 tube" if max(found) == 1 else f"{max(found)} tubes"
        self._number(words, QRectF(room.right() - 80.0 * self._scale, high + 1.0, 80.0 * self._scale, axis))
        for bar, count in enumerate(found):
            x, height = room.left() + bar * step, tall * count / top
            painter.setPen(Qt.PenStyle.NoPen)
            latest = reading.counted // each == bar
            painter.setBrush(colour("tumor_hybrid" if latest else "tumor_epithelial", theme, 1.0 if latest else 0.55))
            painter.drawRect(QRectF(x + 0.12 * step, base - height, 0.76 * step, height))
            if bars <= 24 or bar % 5 == 0:
                self._number(f"{bar * each}", QRectF(x, base + 2.0, step, axis))
        heights = enumerate((tall * law / top).tolist())
        dots = [QPointF(room.left() + (bar + 0.5) * step, base - height) for bar, height in heights]
        painter.setPen(QPen(colour("accent", theme), 1.4 * self._scale))
        painter.setBrush(colour("accent", theme))
        painter.drawPolyline(QPolygonF(dots))
        for dot in dots:
            painter.drawEllipse(dot, 2.6 * self._scale, 2.6 * self._scale)
        x = room.left() + reading.cutoff / each * step
        painter.setPen(QPen(colour("warning", theme), 1.2 * self._scale, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, room.top()), QPointF(x, base))
        painter.setPen(colour("warning", theme))
        self._number("cutoff", QRectF(x + 4.0, room.top() - 2.0, 70.0 * self._scale, axis), left=True)

    def _number(self, words: str, room: QRectF, *, left: bool = False) -> None:
        self._painter.setFont(self._font(SMALL - 1, bold=False))
        if not left:
            self._painter.setPen(colour("text_soft", self._options.theme))
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
        self._painter.drawText(room, int(side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip), words)

    # --- lines ---

    def _font(self, size: int, *, bold: bool) -> QFont:
        font = typeface()
        font.setPixelSize(max(round(size * self._scale), 1))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _line(
        self, words: str, size: int, role: str = "text", *, bold: bool = False, lines: int = 1, indent: float = 0.0
    ) -> None:
        """Write words on as many lines as they need, up to some, and go below them."""
        font = self._font(size, bold=bold)
        letters = QFontMetricsF(font)
        room = QRectF(
            self._left + indent * self._scale, self._y, self._width - indent * self._scale, lines * letters.height()
        )
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        if lines == 1:
            words = letters.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        self._painter.setFont(font)
        self._painter.setPen(colour(role, self._options.theme))
        self._painter.drawText(room, flags, words)
        self._y += min(letters.boundingRect(room, flags, words).height(), room.height()) + 3.0 * self._scale

    def _rule(self) -> None:
        self._y += 6.0 * self._scale
        self._painter.setPen(QPen(colour("hairline", self._options.theme), 1.0))
        self._painter.drawLine(QPointF(self._left, self._y), QPointF(self._left + self._width, self._y))
        self._y += 7.0 * self._scale
