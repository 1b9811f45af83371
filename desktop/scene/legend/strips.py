"""What stands beneath an exported scene: a line of words, and the legend."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.scene.legend.legend import LegendEntry, cause_entries, legend_entries, paint_cause, paint_swatch
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour
from desktop.scene.words.text import BODY, Label, Lettering

EDGE, GAP, ROW = 12.0, 18.0, 26.0
"""Space at the sides, between words, and the height of a row, in pixels at scale 1."""
SWATCH = 18.0
BETWEEN = "   ·   "
SPARE = 1e-6
"""Seconds: what is nearer than this to a whole one has reached it."""


class Strip(Protocol):
    """A band across the foot of a picture."""

    def height(self, width: int) -> float:
        """Return how high the band is in a picture of a width, in pixels."""

    def paint(self, painter: QPainter, box: QRectF, snapshot: Snapshot) -> None:
        """Paint the band into its place."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words that are true after a step; ``{time}`` among them stands for the seconds of animation."""

    step: int
    words: tuple[str, ...]


class CaptionStrip:
    """Words in a row, which may change on the way; the first caption holds from the beginning."""

    def __init__(self, captions: tuple[Caption, ...], options: SceneOptions) -> None:
        self._captions = captions
        self._options = options
        self._lettering = Lettering()
        self._heights: dict[int, float] = {}

    def height(self, width: int) -> float:
        """Return the height, in pixels, of the most rows ever needed, so that the scene above keeps its size."""
        if width not in self._heights:
            rows = max(len(self._rows(caption.words, width, 0)) for caption in self._captions)
            self._heights[width] = float(round((rows * ROW + 0.4 * ROW) * self._options.text_scale))
        return self._heights[width]

    def _rows(self, words: tuple[str, ...], width: int, seconds: int) -> list[str]:
        """Break the words into rows; a word longer than a row has one of its own."""
        room = width - 2.0 * EDGE * self._options.text_scale
        rows: list[str] = []
        for word in words:
            text = word.replace("{time}", f"{seconds} s of animation")
            longer = f"{rows[-1]}{BETWEEN}{text}" if rows else text
            if rows and self._lettering.size(self._label(longer))[0] <= room:
                rows[-1] = longer
            else:
                rows.append(text)
        return rows

    def _label(self, text: str) -> Label:
        return Label(text, BODY, self._options.text_scale, self._options.theme, plate=False)

    def paint(self, painter: QPainter, box: QRectF, snapshot: Snapshot) -> None:
        """Write the words."""
        scale = self._options.text_scale
        _paint_ground(painter, box, self._options)
        words = next(caption.words for caption in reversed(self._captions) if caption.step < snapshot.step)
        for row, text in enumerate(self._rows(words, int(box.width()), int(snapshot.time + SPARE))):
            self._lettering.draw(painter, self._label(text), EDGE * scale, box.top() + (0.3 + row) * ROW * scale)


CAUSES = LegendEntry("", "Died of:", "")
"""Begins a row of its own, before the causes of death."""


class LegendStrip:
    """Every species and every cause of death with its name, in as many rows as it takes."""

    def __init__(self, model: Model, options: SceneOptions) -> None:
        self._options = options
        self._lettering = Lettering()
        self._model = model
        self._causes = cause_entries(model)
        self._entries = (*legend_entries(model), CAUSES, *self._causes)

    def _label(self, text: str) -> Label:
        return Label(text, BODY, self._options.text_scale, self._options.theme, plate=False)

    def _places(self, width: int) -> tuple[list[tuple[float, int]], int]:
        """Return left and row of every entry, and the number of rows."""
        scale, places, row = self._options.text_scale, list[tuple[float, int]](), 0
        left = EDGE * scale
        for entry in self._entries:
            swatch = 0.0 if entry is CAUSES else 1.4 * SWATCH * scale
            needs = swatch + self._lettering.size(self._label(entry.label))[0]
            full = left + needs > width - EDGE * scale or entry is CAUSES
            if full and left > EDGE * scale:
                left, row = EDGE * scale, row + 1
            places.append((left, row))
            left += needs + GAP * scale
        return places, row + 1

    def height(self, width: int) -> float:
        """Return the height of all rows, in pixels."""
        return float(round((self._places(width)[1] * ROW + 0.4 * ROW) * self._options.text_scale))

    def paint(self, painter: QPainter, box: QRectF, snapshot: Snapshot) -> None:
        """Draw every species and every cause, and write its name; the legend is the same at every moment."""
        del snapshot
        scale = self._options.text_scale
        _paint_ground(painter, box, self._options)
        places, _ = self._places(int(box.width()))
        for entry, (left, row) in zip(self._entries, places, strict=True):
            self._paint_entry(painter, entry, left, box.top() + (0.2 + row) * ROW * scale)

    def _paint_entry(self, painter: QPainter, entry: LegendEntry, left: float, top: float) -> None:
        scale = self._options.text_scale
        side, label = SWATCH * scale, self._label(entry.label)
        swatch = QRectF(left, top + 0.5 * (ROW * scale - side), side, side)
        if entry in self._causes:
            paint_cause(painter, swatch, self._model, entry.name, self._options)
        elif entry is not CAUSES:
            paint_swatch(painter, swatch, entry.name, self._options)
        beside = 0.0 if entry is CAUSES else 1.4 * side
        height = self._lettering.size(label)[1]
        self._lettering.draw(painter, label, left + beside, top + 0.5 * (ROW * scale - height))


def _paint_ground(painter: QPainter, box: QRectF, options: SceneOptions) -> None:
    painter.fillRect(box, colour("panel", options.theme))
    painter.fillRect(
        QRectF(box.left(), box.top(), box.width(), max(1.0, round(options.text_scale))),
        colour("hairline", options.theme),
    )
