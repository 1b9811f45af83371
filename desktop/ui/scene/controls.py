"""Three small buttons that move the camera, for those who know neither wheel nor keys."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.scene.view import KEY_ZOOM, SceneView
from desktop.ui.widgets.plain import tip


class SceneControls(QWidget):
    """Farther, nearer, and the whole world. They stand in the transport bar: over the scene they would hide labels."""

    def __init__(self, scene: SceneView, look: Look) -> None:
        super().__init__()
        self._look = look
        self._buttons: list[tuple[QToolButton, str]] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for name, words, act in (
            ("ph.minus", "Farther (Ctrl+−)", lambda: scene.zoom(1.0 / KEY_ZOOM)),
            ("ph.plus", "Nearer (Ctrl++)", lambda: scene.zoom(KEY_ZOOM)),
            ("ph.arrows-in", "Whole world (double-click, Ctrl+0)", scene.fit),
        ):
            button = QToolButton()
            button.setToolTip(tip(words))
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(act)
            layout.addWidget(button)
            self._buttons.append((button, name))
        look.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take icons and sizes from the present appearance."""
        side = self._look.px(14)
        for button, name in self._buttons:
            button.setIcon(icon(name, self._look, "quiet"))
            button.setIconSize(QSize(side, side))
