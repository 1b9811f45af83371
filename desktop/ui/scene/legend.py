"""The legend: one entry per species, drawn by the scene's own painter; each entry shows or hides its species."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.engine.model import Model
from desktop.scene.legend.badges import NUMBERS, paint_badge
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import legend_entries, paint_swatch
from desktop.ui.look.color_vision import seen_pixmap
from desktop.ui.look.theme import Look
from desktop.ui.scene.options import look_options
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.plain import tip


class Legend(QWidget):
    """A strip of entries under the scene.

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
        layout = self._flow = FlowLayout(self, margin=4, spacing=2)
        self.entries: dict[str, QPushButton] = {}
        for entry in legend_entries(model):
            button = QPushButton(entry.label)
            button.setObjectName("legend")
            button.setCheckable(True)
            button.setChecked(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"Show {entry.label}")
            letter = f" (letter {entry.letter})" if entry.name in NUMBERS else ""
            button.setToolTip(tip(f"Show or hide: {entry.label}{letter}"))
            button.toggled.connect(self._on_toggled)
            layout.addWidget(button)
            self.entries[entry.name] = button
        self._letters = {entry.name: entry.letter for entry in legend_entries(model) if entry.name in NUMBERS}
        look.changed.connect(self.restyle)
        look.scene_changed.connect(self.restyle)
        self.restyle()

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
        # Wider or narrower swatches may take another number of rows.
        self._flow.invalidate()
        self.updateGeometry()

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
