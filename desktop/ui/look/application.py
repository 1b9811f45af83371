"""The application object: one for a process, styled alike for the window and for pictures of it."""

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop.scene.page.typeface import load_typeface


class VoyageApplication(QApplication):
    """Hears of files that the system wants shown, as macOS does after a double click.

    Signals
    -------
    file_asked
        The path of the file.
    """

    file_asked = Signal(Path)

    def event(self, event: QEvent) -> bool:
        """Pass a file on; leave all else alone."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_asked.emit(Path(event.file()))
            return True
        return super().event(event)


def application() -> QApplication:
    """Return the application object, made when there is none yet."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = found if isinstance(found, QApplication) else VoyageApplication(sys.argv[:1])
    app.setApplicationName("ctc-voyage")
    app.setApplicationDisplayName("CTC Voyage")
    app.setStyle("Fusion")
    # What Qt itself writes has the digits of all else in the window.
    QLocale.setDefault(QLocale.c())
    load_typeface()
    return app
