"""The application object: one for a process, styled alike for the window and for pictures of it."""

import sys

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from desktop.scene.page.typeface import load_typeface


def application() -> QApplication:
    """Return the application object, made when there is none yet."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("ctc-voyage")
    app.setApplicationDisplayName("CTC Voyage")
    app.setStyle("Fusion")
    # What Qt itself writes has the digits of all else in the window.
    QLocale.setDefault(QLocale.c())
    load_typeface()
    return app
