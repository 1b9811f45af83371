"""A page of stills with their words, for handouts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from desktop.scene.palette import Theme, colour
from desktop.scene.typeface import typeface

MARGIN, GUTTER = 0.022, 0.014
"""Space at the edges of the page and between stills, as shares of its width."""
TITLE, HEADING, BODY = 0.019, 0.0125, 0.0105
"""Type sizes as shares of the page's width."""
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
    """Return the arrangement in which so many stills come out largest."""
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
    painter.fillRect(QRectF(0.0, 0.0, width, height), colour("panel", theme))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    side, margin = grid.places[0][0], MARGIN * width
    _write(painter, title, side, margin, width - 2.0 * side, TITLE, width, theme, bold=True)
    for number, (still, (left, top)) in enumerate(zip(stills, grid.places, strict=True), 1):
        box = QRectF(left, top, *grid.picture)
        painter.drawImage(box, still.picture)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("hairline", theme), max(1.0, 0.0008 * width)))
        painter.drawRect(box)
        below = box.bottom() + 0.25 * _line(BODY, width)
        heading = f"{number}  {still.heading}"
        metrics = QFontMetricsF(_font(BODY, width))
        from_right = box.right() - metrics.horizontalAdvance(still.time)
        room = from_right - left - 0.5 * _line(BODY, width)
        _write(painter, heading, left, below, room, HEADING, width, theme, bold=True)
        _write(painter, still.time, from_right, below, box.width(), BODY, width, theme, role="text_soft")
        below += _line(HEADING, width)
        for line in _broken(still.sentence, metrics, box.width()):
            _write(painter, line, left, below, box.width(), BODY, width, theme, role="text_soft")
            below += _line(BODY, width)
    _write(painter, foot, side, height - margin, width - 2.0 * side, BODY, width, theme, role="text_soft")


def _font(share: float, width: int, *, bold: bool = False) -> QFont:
    font = typeface()
    font.setPixelSize(max(round(share * width), 6))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Medium)
    return font


def _line(share: float, width: int) -> float:
    return 1.35 * max(round(share * width), 6)


def _write(
    painter: QPainter,
    text: str,
    left: float,
    top: float,
    room: float,
    share: float,
    width: int,
    theme: Theme,
    *,
    role: str = "text",
    bold: bool = False,
) -> None:
    """Write one line with its top at a height, cut where there is no room."""
    font = _font(share, width, bold=bold)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(colour(role, theme))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + 1.0)
    painter.drawText(QPointF(left, top + metrics.ascent()), shown)


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
