"""The dialog that all others are made of: it fits its screen, and the button that acts stays in view."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.flow_layout import FlowLayout

FRAME = QSize(16, 56)
"""What a window's frame and some air around it take of a screen, in pixels."""


def room_of(widget: QWidget) -> QRect:
    """Return the part of its screen that a window may take."""
    return widget.screen().availableGeometry()


class FittingDialog(QDialog):
    """A body that scrolls where it is larger than the screen, and what stands below it and does not.

    ``wanted`` is its size in pixels at font scale 1 where the screen has room for it; a height of 0 is that of what it
    holds.
    """

    at_side = False
    """Whether it stands at the right of the window, beside the story, or else in the middle."""

    def __init__(self, title: str, wanted: tuple[int, int], look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._wanted = wanted
        self._fitting_look = look
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look.changed.connect(self.fit)

    def lay_out(self, body: QWidget, feet: Sequence[QWidget], buttons: Sequence[QWidget]) -> None:
        """Put the body above, the feet below it and the buttons last, the acting one at the end."""
        body.setObjectName(body.objectName() or "page")
        self._area.setWidget(body)
        row = QWidget()
        flow = FlowLayout(row, margin=0, spacing=metrics.GRID, at_right=True)
        for button in buttons:
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * metrics.GRID,) * 4)
        layout.setSpacing(metrics.GRID)
        layout.addWidget(self._area, 1)
        for widget in (*feet, row):
            layout.addWidget(widget)
        # The screen decides the size, not what is in it.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def fit(self) -> None:
        """Take the size that is wanted, as far as the screen has it, and stand on the screen as a whole."""
        room = room_of(self)
        most = room.size() - FRAME
        wide = min(self._fitting_look.px(self._wanted[0]), most.width())
        high = self._fitting_look.px(self._wanted[1]) if self._wanted[1] else self._whole_height(wide)
        self.resize(wide, min(high, most.height()))
        parent = self.parentWidget()
        middle = parent.window().geometry().center() if parent is not None else room.center()
        corner = middle - self.rect().center()
        if self.at_side and parent is not None:
            corner.setX(parent.window().geometry().right() - wide)
        last = room.topLeft() + QPoint(
            room.width() - wide - FRAME.width() // 2, room.height() - self.height() - FRAME.height() // 2
        )
        self.move(
            max(min(corner.x(), last.x()), room.left()),
            max(min(corner.y(), last.y()), room.top() + FRAME.height() // 2),
        )

    def _whole_height(self, wide: int) -> int:
        """Return the height at which nothing scrolls, at a width in pixels."""
        layout, body = self.layout(), self._area.widget()
        assert layout is not None
        assert body is not None
        edges = layout.contentsMargins()
        inner = wide - edges.left() - edges.right()
        parts = [_height(body, inner)]
        for index in range(1, layout.count()):
            item = layout.itemAt(index)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.isVisibleTo(self):
                parts.append(_height(widget, inner))
        return sum(parts) + layout.spacing() * (len(parts) - 1) + edges.top() + edges.bottom()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the screen it is shown on; a size chosen by hand stays while it fits."""
        super().showEvent(event)
        chosen = self.testAttribute(Qt.WidgetAttribute.WA_Resized) and self.property("fitted")
        room = room_of(self)
        if not chosen or not (room.width() >= self.width() and room.height() >= self.height()):
            self.fit()
            self.setProperty("fitted", True)


def _height(widget: QWidget, wide: int) -> int:
    return widget.heightForWidth(wide) if widget.hasHeightForWidth() else widget.sizeHint().height()
