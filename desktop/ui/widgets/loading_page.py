"""What the window shows before the first run is ready."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import PlainLabel

PATIENCE_MILLISECONDS = 3000


class LoadingPage(QWidget):
    """A title, a sentence and a moving bar; after a while it tells why it takes long."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = PlainLabel("CTC Voyage")
        title.setObjectName("hero")
        self.note = PlainLabel("Setting up the patient …")
        self.note.setObjectName("quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        # A bar that never moves is calmer; it is used where motion is not wanted.
        self.bar.setRange(0, 1 if look.reduced_motion else 0)
        self.bar.setFixedWidth(look.px(240))
        self.bar.setAccessibleName("Getting ready")
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * metrics.GRID)
        layout.addStretch(1)
        for widget in (title, self.note, self.bar):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        QTimer.singleShot(PATIENCE_MILLISECONDS, self, self._explain)

    def _explain(self) -> None:
        self.note.setText("The simulation is being turned into machine code. This happens only the first time.")
