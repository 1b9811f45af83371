"""The line of time: where in the run the window is, what happened when, and the way back."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSlider

from desktop.engine.simulation import STEP_SECONDS
from desktop.study.chronicle import Chronicle, Happening
from desktop.study.schedule_words import Span
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import show_tip

PAGE_STEPS = 60
"""Steps of one PgUp or PgDn: a second of animation."""
MOST_MARKS = 200
TIP = (
    "Drag or click to go back (Left: one step). The right end is the furthest moment seen. Above the line stand the "
    "first of each kind, and flags for metastases (comma and full stop: the mark before and after); below it how many "
    "died when; ticks through it are moved sliders, bands are spans of the schedule."
)
SHORT_TIP = "Drag or click to go back"
NEAR_PIXELS, MOST_TOLD = 5, 4
"""Marks this near the pointer are told of, and so many at most."""
DENSITY_PIXELS = 4
"""Width of a bar of deaths, at scale 1."""


class TimeSlider(QSlider):
    """From the first moment of the run, left, to the furthest one seen, right.

    Signals
    -------
    sought
        The step to be shown.
    """

    sought = Signal(int)

    def __init__(self, look: Look, chronicle: Chronicle) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._chronicle = chronicle
        self._marks: tuple[int, ...] = ()
        self._drawn: tuple[int, ...] = ()
        self._spans: tuple[Span, ...] = ()
        self._hovered = False
        self.setRange(0, 0)
        self.setPageStep(PAGE_STEPS)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription(TIP)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.valueChanged.connect(self.sought)
        self._goal = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._follow)
        self.restyle()

    def restyle(self) -> None:
        """Take the height from the present appearance."""
        self.setFixedHeight(self._look.px(24))
        self.update()

    def show_past(
        self, first: int, now: int, furthest: int, marks: tuple[int, ...], spans: tuple[Span, ...] = ()
    ) -> None:
        """Show where the run is without telling anyone.

        ``marks`` are the steps at which sliders were moved, ``spans`` those of the schedule.
        """
        self._spans = spans
        self.blockSignals(True)
        self.setRange(first, max(furthest, now))
        self.setValue(now)
        self.blockSignals(False)
        self._marks = marks[-MOST_MARKS:]
        # Sixty times a second: only a picture that differs is drawn.
        seen = (*self._marks, *(mark.step for mark in self._chronicle.marks))
        edges = (edge for span in spans for edge in self._ends(span))
        places = (
            round(self._x(now)), self._chronicle.deaths.size, *(round(self._x(step)) for step in (*seen, *edges))
        )  # fmt: skip
        if places != self._drawn:
            self._drawn = places
            self.update()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Draw nothing yet: `show_past` knows whether anything looks different."""
        if self.signalsBlocked():
            return
        super().sliderChange(change)

    def _x(self, step: float) -> float:
        margin = self._look.px(7)
        share = (step - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        # A run that has just begun is at its furthest moment, and that is right.
        return margin + (self.width() - 2.0 * margin) * (share if self.maximum() > self.minimum() else 1.0)

    def _step(self, x: float) -> int:
        margin = self._look.px(7)
        share = (x - margin) / max(self.width() - 2.0 * margin, 1.0)
        return round(self.minimum() + min(max(share, 0.0), 1.0) * (self.maximum() - self.minimum()))

    def preview(self, x: float) -> str:
        """Return what is known of the moment at a pixel: when it is, and what happened there."""
        step, reach = self._step(x), self._look.px(NEAR_PIXELS)
        marks, deaths = self._chronicle.about(self._step(x - reach), self._step(x + reach))
        held = [span.words for span in self._spans if span.start <= step < span.end]
        lines = [f"{step * STEP_SECONDS:.1f} s", *held, *(mark.sentence for mark in marks[:MOST_TOLD])]
        if len(marks) > MOST_TOLD:
            lines.append(f"and {len(marks) - MOST_TOLD} more")
        if deaths:
            lines.append("one cell died about here" if deaths == 1 else f"{deaths} cells died about here")
        return "\n".join(lines if len(lines) > 1 else [*lines, SHORT_TIP])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the pointer."""
        self.setValue(self._step(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, and tell of the moment under it: that needs no picture to be made."""
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            # Each moment sought takes a while: of many moves that have come in the meantime the last one counts.
            self._goal = self._step(x)
            self._soon.start(0)
        above = self.mapToGlobal(QPoint(round(x), -round(self._look.px(30))))
        show_tip(above, self.preview(x), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to where the pointer was last."""
        if self._soon.isActive():
            self._follow()

    def _follow(self) -> None:
        self._soon.stop()
        self.setValue(self._goal)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never leave the present by accident."""
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the line can be taken."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be quiet again."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has passed, what was seen beyond it, the moved sliders, and the present moment."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, thick = self.height() / 2.0, look.px(4 if self._hovered or self.hasFocus() else 3)
        left, now, right = self._x(self.minimum()), self._x(self.value()), self.width() - look.px(7)
        left = min(left, now) if self.maximum() > self.minimum() else float(look.px(7))
        self._paint_spans(painter, middle)
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, role in ((left, float(right), "track"), (left, now, "accent")):
            painter.setBrush(look.colour(role))
            painter.drawRoundedRect(QRectF(start, middle - thick / 2.0, end - start, thick), thick / 2.0, thick / 2.0)
        self._paint_deaths(painter, middle + look.px(4))
        for happening in self._chronicle.marks:
            self._paint_happening(painter, happening, middle - look.px(3))
        painter.setPen(QPen(look.colour("text"), look.px(1.5)))
        for mark in self._marks:
            x = self._x(mark)
            painter.drawLine(QPointF(x, middle - look.px(4)), QPointF(x, middle + look.px(4)))
        self._paint_handle(painter, QPointF(now, middle))
        painter.end()

    def _ends(self, span: Span) -> tuple[float, float]:
        """Return the ends of a span as far as they lie on the line, in steps."""
        first, last = float(self.minimum()), float(self.maximum())
        return min(max(span.start, first), last), min(max(span.end, first), last)

    def _paint_spans(self, painter: QPainter, middle: float) -> None:
        """Paint each span of the schedule as a soft band with an edge at either end, behind the line."""
        look = self._look
        for span in self._spans:
            first, last = self._ends(span)
            if last <= first:
                continue
            start, end = self._x(first), self._x(last)
            band = QRectF(start, middle - look.px(7), max(end - start, 2.0), look.px(14))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("typical"))
            painter.drawRoundedRect(band, look.px(2), look.px(2))
            painter.setPen(QPen(look.colour("accent"), look.px(1.5)))
            for edge, step in ((start, span.start), (end, span.end)):
                if self.minimum() <= step <= self.maximum():
                    painter.drawLine(QPointF(edge, band.top()), QPointF(edge, band.bottom()))

    def _paint_deaths(self, painter: QPainter, top: float) -> None:
        """Paint how many died when, hanging from the line."""
        look, deaths = self._look, self._chronicle.deaths
        bars = max(int(self.width() / look.px(DENSITY_PIXELS)), 1)
        if deaths.size == 0 or self.maximum() <= self.minimum():
            return
        counts, edges = np.histogram(deaths, bars, (self.minimum(), self.maximum()))
        deepest = self.height() - top
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("quiet"))
        for count, start, end in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            if count:
                left, right = self._x(start), self._x(end)
                painter.drawRect(QRectF(left, top, right - left - 1.0, deepest * count / counts.max()))

    def _paint_happening(self, painter: QPainter, happening: Happening, bottom: float) -> None:
        """Paint a flag for a metastasis, a small mark for what else is told."""
        look, x = self._look, self._x(happening.step)
        painter.setBrush(look.colour("tumor"))
        if happening.is_metastasis:
            painter.setPen(QPen(look.colour("text"), look.px(1)))
            painter.drawLine(QPointF(x, bottom), QPointF(x, 0.0))
            corners = [QPointF(x, 0.0), QPointF(x + look.px(7), look.px(2.5)), QPointF(x, look.px(5))]
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            half = look.px(2.5)
            top = bottom - look.px(5)
            corners = [QPointF(x - half, top), QPointF(x + half, top), QPointF(x, bottom)]
        painter.drawPolygon(QPolygonF(corners))

    def _paint_handle(self, painter: QPainter, place: QPointF) -> None:
        look = self._look
        radius = look.px(6 if self._hovered or self.hasFocus() else 4.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2.0))
            painter.drawEllipse(place, radius + 1.5, radius + 1.5)
        painter.setBrush(look.colour("accent"))
        painter.setPen(QPen(look.colour("surface"), 1.5))
        painter.drawEllipse(place, radius, radius)
