"""What all live plots share: a title, a quiet plot, and a menu that gives numbers and picture."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pyqtgraph
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.scene.page.page import svg_page
from desktop.scene.raster.pixels import blank_picture
from desktop.study.scenario import Scenario
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.plain_svg import plain_strokes
from desktop.ui.widgets.plain import PlainLabel, tip

GROUND = re.compile(rb"<image\b[^>]*/>")
FINER = 3.0
"""Pixels of a picture, along each side, for one of the screen: a slide shows it far larger than the window does."""
Table = tuple[tuple[str, ...], ...]
"""A plot's numbers as text: a header and rows."""


class QuietPlot(pyqtgraph.PlotWidget):
    """A plot that cannot be dragged, zoomed or broken."""

    def __init__(self, look: Look) -> None:
        super().__init__(background=None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        # It has no owner otherwise, and would outlive the plot.
        item.ctrlMenu.setParent(self, item.ctrlMenu.windowFlags())
        item.getViewBox().setMouseEnabled(False, False)
        for name in ("left", "bottom"):
            # No axis has a label, but its prefix would be sought, and the label written, at each change of the range.
            item.getAxis(name).enableAutoSIPrefix(False)
        item.getViewBox().setDefaultPadding(0.0)
        self._look = look

    def sizeHint(self) -> QSize:
        """Return the least size: a plot that was large once would want to stay so, at the cost of its neighbors."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a size on which the words still fit."""
        return QSize(self._look.px(150), self._look.px(80))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to others."""
        event.ignore()

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        look, item = self._look, self.getPlotItem()
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.setPen(pyqtgraph.mkPen(look.colour("hairline")))
            axis.setTextPen(pyqtgraph.mkPen(look.colour("quiet" if name == "bottom" else "text")))
            axis.setTickFont(look.font(metrics.FONT_SMALL))
            axis.setStyle(tickLength=0, tickTextOffset=look.px(4))
        item.getAxis("bottom").setHeight(look.px(18))


class Chart(QWidget):
    """A title, a plot, and a menu that gives the numbers.

    Signals
    -------
    copy_asked, save_asked
        The plot's numbers should be copied or saved.
    copy_picture_asked, save_picture_asked
        The plot as it is seen should be copied or saved.
    """

    copy_asked = Signal(object)
    save_asked = Signal(object)
    copy_picture_asked = Signal(object)
    save_picture_asked = Signal(object)

    name = ""
    title = ""
    explanation = ""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.patient: Scenario | None = None
        """Whose numbers these are; None: of the run that is watched."""
        self.plot = QuietPlot(look)
        # Plots share room by their stretch alone: the library wants 640 × 480 for each.
        self.plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.heading = PlainLabel(self.title)
        self.heading.setObjectName("strong")
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(metrics.GRID, metrics.GRID, metrics.GRID, 0)
        layout.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.setSpacing(0)
        self._head.addWidget(self.heading, 1)
        self._head.addStretch(0)
        self._is_titled = True
        self._controls: list[QWidget] = []
        layout.addLayout(self._head)
        layout.addWidget(self.plot, 1)
        self.setToolTip(tip(self.explanation))
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(f"{self.explanation} Shift+F10 offers its numbers and its picture.")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        self.plot.restyle()

    def add_control(self, control: QWidget) -> None:
        """Put a button beside the title; pictures of the plot go without it."""
        control.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self._controls.append(control)
        self._head.addWidget(control)

    def add_below(self, words: QWidget) -> None:
        """Put words below the plot, which pictures of it show, too."""
        self._column.addWidget(words)

    def leave_title_to_tab(self, *, on: bool) -> None:
        """Show no title above the plot, as where a tab says it; what is written beside the title is shown always."""
        self._is_titled = not on
        self.show_title()

    def show_title(self) -> None:
        """Show the title where it says something new."""
        self.heading.setVisible(self._is_titled or self.heading.text() != self.title)

    def fill_menu(self, menu: QMenu) -> None:
        """Offer last what only this plot can do."""

    def settle(self) -> None:
        """Put what was drawn in its place now: pyqtgraph does so while it paints, and must then paint once more."""
        self.plot.scene().prepareForPaint()

    def table(self) -> Table:
        """Return the numbers shown, as text."""
        raise NotImplementedError

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer numbers and picture."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._open_menu(self._menu_place() if by_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the menu by the keys for it: not every system makes a menu event of them."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shift):
            self._open_menu(self._menu_place())
        else:
            super().keyPressEvent(event)

    def _menu_place(self) -> QPoint:
        return self.mapToGlobal(QPoint(self._look.px(24), self._look.px(24)))

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(f"What to do with “{self.title}”")
        for words, signal in (
            ("&Copy numbers", self.copy_asked),
            ("Save numbers as CS&V…", self.save_asked),
            ("Copy &picture", self.copy_picture_asked),
            ("&Save picture as PNG or SVG…", self.save_picture_asked),
        ):
            action = QAction(words, menu)
            action.triggered.connect(lambda _=False, signal=signal: signal.emit(self))
            menu.addAction(action)
        self.fill_menu(menu)
        menu.popup(place)
        # So that arrows and Enter act at once for those who came by key.
        menu.setActiveAction(menu.actions()[0])

    def image(self) -> QImage:
        """Return the plot with its title as it is seen, but finer, on the ground of the window."""
        ratio = FINER * self.devicePixelRatioF()
        size = self.size() * ratio
        image = blank_picture(size.width(), size.height(), clear=False)
        image.setDevicePixelRatio(ratio)
        image.fill(self._look.colour("window"))
        with self._without_controls():
            self.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        image.setDevicePixelRatio(1.0)
        return image

    def svg(self, metadata: str) -> bytes:
        """Return the plot with its title as an SVG drawing; ``metadata`` must be fit for XML."""
        size = (self.width(), self.height())

        def paint(painter: QPainter) -> None:
            painter.fillRect(self.rect(), self._look.colour("window"))
            with self._without_controls():
                self.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)

        # The empty ground of the plot comes out as pixels.
        return plain_strokes(GROUND.sub(b"", svg_page(size, self.title, metadata, paint)))

    @contextmanager
    def _without_controls(self) -> Iterator[None]:
        shown = [control for control in self._controls if not control.isHidden()]
        for control in shown:
            control.hide()
        self.heading.show()
        self._head.activate()
        yield
        self.show_title()
        for control in shown:
            control.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show a ring while the plot has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._look.colour("accent"), 2.0))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), metrics.CORNER, metrics.CORNER)
            painter.end()
