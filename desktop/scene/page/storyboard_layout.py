"""A page of stills with their words, for handouts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from desktop.scene.look.palette import Theme, colour
from desktop.scene.page.typeface import typeface

MARGIN, GUTTER = 0.022, 0.014
"""Space at the edges of the page and between stills, as shares of its width."""
TITLE, HEADING, BODY = 0.019, 0.0125, 0.0105
"""Greatest type sizes as shares of the page's width."""
LEAST = 6
"""Least type size in pixels."""
FLATTEST, TALLEST = 0.45, 0.8
"""Least and greatest height of a still for its width."""
LINES = 2
"""Lines of words below a still."""


@dataclass(frozen=True)
class Still:
    """A picture with a heading, the time, and a sentence."""

    picture: QImage
    heading: str
    time: str
    sentence: str


@dataclass(frozen=True)
class Grid:
    """Where the stills lie on a page of a width and a height, in pixels."""

    columns: int
    picture: tuple[int, int]
    places: tuple[tuple[float, float], ...]


def make_grid(count: int, width: int, height: int) -> Grid:
    """Return the arrangement in which a number of stills come out largest."""
    side, gap = MARGIN * width, GUTTER * width
    words = _line(BODY, width) * LINES + _line(HEADING, width) + 0.5 * gap
    head, foot = side + 1.7 * _line(TITLE, width), side + _line(BODY, width)
    best = (0.0, 1, 8.0, 8.0)
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        room = (width - 2.0 * side - (columns - 1) * gap) / columns
        down = (height - head - foot - (rows - 1) * gap) / rows - words
        across = min(room, down / FLATTEST)
        down = min(down, TALLEST * across)
        if down > 0.0:
            # Places that stay empty count against an arrangement.
            best = max(best, (across * down * count / (columns * rows), columns, across, down))
    _, columns, across, down = best
    left = 0.5 * (width - columns * across - (columns - 1) * gap)
    places = tuple(
        (left + (number % columns) * (across + gap), head + (number // columns) * (down + words + gap))
        for number in range(count)
    )
    return Grid(columns, (max(int(across), 8), max(int(down), 8)), places)


def paint_board(
    painter: QPainter, size: tuple[int, int], title: str, foot: str, stills: Sequence[Still], theme: Theme
) -> None:
    """Paint the page: a title, the stills with their words, and a line at the foot."""
    width, height = size
    grid = make_grid(len(stills), width, height)
    pen = _Pen(painter, theme)
    painter.fillRect(QRectF(0.0, 0.0, width, height), colour("panel", theme))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    side, margin = grid.places[0][0], MARGIN * width
    room = width - 2.0 * side
    pen.write(title, side, margin, room, _pixels(TITLE, width), bold=True)
    letters = type_sizes(stills, grid.picture[0], width)
    for number, (still, (left, top)) in enumerate(zip(stills, grid.places, strict=True), 1):
        box = QRectF(left, top, *grid.picture)
        painter.drawImage(box, still.picture)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("hairline", theme), max(1.0, 0.0008 * width)))
        painter.drawRect(box)
        _write_below(pen, box, f"{number}  {still.heading}", still, letters, width)
    pen.write(foot, side, height - margin, room, _pixels(BODY, width), role="text_soft")


def _write_below(
    pen: "_Pen", box: QRectF, heading: str, still: Still, letters: tuple[int, int, int], width: int
) -> None:
    """Write the words of a still in three sizes of type: of headings, times and sentences."""
    below = box.bottom() + 0.25 * _line(BODY, width)
    beside = QFontMetricsF(_font(letters[1])).horizontalAdvance(still.time)
    from_right = box.right() - beside
    pen.write(heading, box.left(), below, _room_beside(box.width(), beside, letters[1]), letters[0], bold=True)
    pen.write(still.time, from_right, below, box.width(), letters[1], role="text_soft")
    below += _line(HEADING, width)
    for line in _broken(still.sentence, QFontMetricsF(_font(letters[2])), box.width()):
        pen.write(line, box.left(), below, box.width(), letters[2], role="text_soft")
        below += _line(BODY, width)


def type_sizes(stills: Sequence[Still], room: float, width: int) -> tuple[int, int, int]:
    """Return the type sizes of headings, times and sentences in pixels, for stills so many pixels wide.

    They are the same for all stills, and smaller than declared where the longest words ask for it: headings stand
    beside their times, and sentences on `LINES` lines, whole.
    """
    largest = _pixels(HEADING, width), _pixels(BODY, width)

    def heading_fits(pixels: int, beside: int) -> bool:
        bold, plain = QFontMetricsF(_font(pixels, bold=True)), QFontMetricsF(_font(beside))
        return all(
            bold.horizontalAdvance(f"{number}  {still.heading}")
            <= _room_beside(room, plain.horizontalAdvance(still.time), beside)
            for number, still in enumerate(stills, 1)
        )

    def sentence_fits(pixels: int) -> bool:
        plain = QFontMetricsF(_font(pixels))
        lines = [_broken(still.sentence, plain, room) for still in stills]
        return all(plain.horizontalAdvance(line) <= room for broken in lines for line in broken)

    heading = next((size for size in range(largest[0], LEAST, -1) if heading_fits(size, min(size, largest[1]))), LEAST)
    sentence = next((size for size in range(largest[1], LEAST, -1) if sentence_fits(size)), LEAST)
    return heading, min(heading, largest[1]), sentence


def _room_beside(room: float, beside: float, pixels: int) -> float:
    return room - beside - 0.6 * pixels


def _pixels(share: float, width: int) -> int:
    return max(round(share * width), LEAST)


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = typeface()
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Medium)
    return font


def _line(share: float, width: int) -> float:
    return 1.35 * _pixels(share, width)


class _Pen:
    """Writes lines in the colours of a theme."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self._painter = painter
        self._theme = theme

    def write(
        self, text: str, left: float, top: float, room: float, pixels: int, *, role: str = "text", bold: bool = False
    ) -> None:
        """Write one line with its top at a height, cut where there is no room."""
        font = _font(pixels, bold=bold)
        metrics = QFontMetricsF(font)
        self._painter.setFont(font)
        self._painter.setPen(colour(role, self._theme))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1.0)
        self._painter.drawText(QPointF(left, top + metrics.ascent()), shown)


def _broken(text: str, metrics: QFontMetricsF, room: float) -> list[str]:
    """Break a sentence into lines; what does not fit into the last one is cut there."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (metrics.horizontalAdvance(longer) <= room or len(lines) == LINES):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
