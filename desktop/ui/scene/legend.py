"""The legend: one entry per species, drawn by the scene's own painter; each entry shows or hides its species."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from desktop.engine.model import Model
from desktop.scene.legend.badges import NUMBERS, paint_badge
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import LegendEntry, legend_entries, paint_swatch
from desktop.ui.look.color_vision import seen_pixmap
from desktop.ui.look.theme import Look
from desktop.ui.scene.options import look_options
from desktop.ui.widgets.plain import menu_words, tip

FIRST = ("tumor_cell", "cluster", "natural_killer", "t_cell", "platelet", "red_cell", "cloak", "dormant", "nest")
"""What is in the row before all else: those whom the story is about."""
MARGIN, SPACING = 4, 2
ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class LegendButton(QPushButton):
    """An entry, whose arrows go to its neighbours.

    Signals
    -------
    moved
        By how many entries to go on.
    """

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by arrows; the rest is a button's."""
        if event.key() in ARROWS:
            self.moved.emit(ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class Legend(QWidget):
    """One row of entries under the scene; those that have no room in it stand behind "more".

    Tab stops at it once; arrows go from entry to entry.

    Signals
    -------
    hidden_changed
        Other species are to be drawn; see `hidden_names`.
    """

    hidden_changed = Signal()

    def __init__(self, model: Model, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, MARGIN // 2)
        row.setSpacing(SPACING)
        self.entries: dict[str, LegendButton] = {}
        entries = {entry.name: entry for entry in legend_entries(model)}
        for name in (*(name for name in FIRST if name in entries), *(name for name in entries if name not in FIRST)):
            self._add(entries[name], row)
        row.addStretch(1)
        self.more = QToolButton()
        self.more.setObjectName("legend")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip("The rest of the legend")
        self._rest = QMenu(self.more)
        self._rest.aboutToShow.connect(self._fill_rest)
        self.more.setMenu(self._rest)
        row.addWidget(self.more)
        self._letters = {entry.name: entry.letter for entry in legend_entries(model) if entry.name in NUMBERS}
        look.changed.connect(self.restyle)
        look.scene_changed.connect(self.restyle)
        self.restyle()

    def _add(self, entry: LegendEntry, row: QHBoxLayout) -> None:
        button = LegendButton(entry.label)
        button.moved.connect(self._on_moved)
        button.setObjectName("legend")
        button.setCheckable(True)
        button.setChecked(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus if self.entries else Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(f"Show {entry.label}")
        letter = f" (letter {entry.letter})" if entry.name in NUMBERS else ""
        button.setToolTip(tip(f"Show or hide: {entry.label}{letter}"))
        button.toggled.connect(self._on_toggled)
        row.addWidget(button)
        self.entries[entry.name] = button

    def first(self) -> QWidget | None:
        """Return the entry at which Tab stops."""
        stops = (button for button in self.entries.values() if button.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return next(stops, None)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a single entry: the row must not hold the panels beside it."""
        widest = max(button.sizeHint().width() for button in self.entries.values())
        return QSize(widest + self.more.sizeHint().width() + 4 * MARGIN, super().minimumSizeHint().height())

    def _on_moved(self, step: int) -> None:
        """Give the keys to the next entry in the row, and with them the stop of Tab."""
        row = [button for button in self.entries.values() if button.isVisible()]
        here = next((index for index, button in enumerate(row) if button.hasFocus()), 0)
        there = row[min(max(here + step, 0), len(row) - 1)]
        for button in self.entries.values():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button is there else Qt.FocusPolicy.NoFocus)
        there.setFocus(Qt.FocusReason.TabFocusReason)

    def fit(self, width: int) -> None:
        """Keep as many entries in the row as a width holds."""
        widths = [button.sizeHint().width() + SPACING for button in self.entries.values()]
        self.more.setText(f"{len(widths)} more")
        room = width - 2 * MARGIN
        whole = sum(widths) <= room
        if not whole:
            room -= self.more.sizeHint().width() + SPACING
        used, left = 0, 0
        for button, wide in zip(self.entries.values(), widths, strict=True):
            used += wide
            button.setVisible(used <= room)
            left += used > room
        self.more.setText(f"{left} more")
        self.more.setVisible(not whole)

    def _fill_rest(self) -> None:
        self._rest.clear()
        for button in self.entries.values():
            if not button.isVisibleTo(self):
                action = self._rest.addAction(button.icon(), menu_words(button.text()))
                action.setCheckable(True)
                action.setChecked(button.isChecked())
                action.toggled.connect(button.setChecked)

    @property
    def hidden_names(self) -> frozenset[str]:
        """Return the names of the species not to draw."""
        return frozenset(name for name, button in self.entries.items() if not button.isChecked())

    def restyle(self) -> None:
        """Paint the swatches as the scene draws their species now."""
        look = self._look
        side, options = look.px(18), look_options(look)
        for name, button in self.entries.items():
            swatch = seen_pixmap(self._swatch(name, side, options), options.seen_as)
            button.setIcon(QIcon(swatch))
            button.setIconSize(QSize(round(swatch.deviceIndependentSize().width()), side))
        # Wider or narrower swatches leave room for fewer or more.
        self.fit(self.width())

    def _swatch(self, name: str, side: int, options: SceneOptions) -> QPixmap:
        """Return the picture of a species, with the letter it carries in the scene beside it."""
        ratio = self.devicePixelRatioF()
        high = round(side * ratio)
        lettered = options.lettered and name in self._letters
        pixmap = QPixmap(round(1.8 * high) if lettered else high, high)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_swatch(painter, QRectF(0, 0, high, high), name, options)
        if lettered:
            radius = 0.38 * high
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(pixmap.width() - radius - 1.0, 0.5 * high)
            paint_badge(painter, name, self._letters[name], radius, options.theme)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _on_toggled(self) -> None:
        self.hidden_changed.emit()
