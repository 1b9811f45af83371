"""The folder of a file, opened with the system's own program."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.ui.widgets.words import folder_of


def show_in_folder(path: Path) -> str:
    """Open the folder of a file with the system's own program; return what to say when there is none."""
    folder = folder_of(path)
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        return ""
    return f"No program here opens folders; {path.name} lies in {folder}."
