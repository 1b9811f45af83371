"""The legend: one entry per species, drawn by the scene's own painter; each entry shows or hides its species."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.engine.contracts import Model
from desktop.scene.options import SceneOptions
from desktop.scene.painter import legend_entries, paint_swatch
from desktop.ui.flow import FlowLayout
from desktop.ui.theme import Look


class Legend(QWidget):
    """A strip of entries under the scene.

    Signals
    -------
    hidden_changed
        Names of the species not to draw.
    """

    hidden_changed = Signal(object)

    def __init__(self, model: Model, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        layout = FlowLayout(self, margin=4, spacing=2)
        self.entries: dict[str, QPushButton] = {}
        for entry in legend_entries(model):
            button = QPushButton(entry.label)
            button.setObjectName("legend")
            button.setCheckable(True)
            button.setChecked(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"Show {entry.label}")
            button.setToolTip(f"Show or hide: {entry.label}")
            button.toggled.connect(self._on_toggled)
            layout.addWidget(button)
            self.entries[entry.name] = button
        look.changed.connect(self.restyle)
        self.restyle()

    @property
    def hidden_names(self) -> frozenset[str]:
        """Return the names of the species not to draw."""
        return frozenset(name for name, button in self.entries.items() if not button.isChecked())

    def restyle(self) -> None:
        """Paint the swatches in the present theme."""
        side = self._look.px(18)
        options = SceneOptions(theme=self._look.theme, font_scale=self._look.font_scale)
        for name, button in self.entries.items():
            button.setIcon(QIcon(self._swatch(name, side, options)))
            button.setIconSize(QSize(side, side))

    def _swatch(self, name: str, side: int, options: SceneOptions) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_swatch(painter, QRectF(0, 0, pixmap.width(), pixmap.height()), name, options)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _on_toggled(self) -> None:
        self.hidden_changed.emit(self.hidden_names)
