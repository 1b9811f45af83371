"""The entry of the window: `run_window`."""

import gc
import linecache
import sys
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.lessons.codes.reading import resembles_code
from desktop.ui.look.application import VoyageApplication, application
from desktop.ui.look.preferences import Preferences, appearance, load_preferences, preferences_path
from desktop.ui.look.theme import Look
from desktop.ui.run.loading import Opening, Prepared
from desktop.ui.widgets.dialogs import tell_error
from desktop.ui.window.window import VoyageWindow


def run_window(file: Path | None = None) -> int:
    """Show the window with a file or a class code, the default patient if none is given, until it is closed.

    Returns
    -------
    The exit code: 0 when the window was closed.
    """
    app = application()
    memory = preferences_path()
    preferences = load_preferences(memory)
    look = Look(appearance(preferences))
    look.apply()
    window = VoyageWindow(look, preferences, memory)
    sys.excepthook = _Excepthook(window)
    if isinstance(app, VoyageApplication):
        app.file_asked.connect(window.open_file)
    is_scenario = file is not None and (file.suffix.lower() == ".toml" or resembles_code(str(file)))
    if file is not None and not is_scenario:
        window.open_file(file)
    opening = Opening(str(file) if is_scenario else None)
    opening.ready.connect(partial(begin, window, preferences), Qt.ConnectionType.QueuedConnection)
    opening.ready.connect(_keep_what_is_there, Qt.ConnectionType.QueuedConnection)
    opening.failed.connect(window.give_up, Qt.ConnectionType.QueuedConnection)
    # PySide6 has read the source of all that was imported after it, and Python would keep these ten megabytes.
    linecache.clearcache()
    if preferences.maximized:
        window.showMaximized()
    else:
        window.show()
    opening.start()
    try:
        return int(app.exec())
    finally:
        sys.excepthook = sys.__excepthook__


def begin(window: VoyageWindow, preferences: Preferences, prepared: Prepared) -> None:
    """Put the first run into the window."""
    # Here, since plots and engine take a second to import and the window should be there before them.
    from desktop.ui.window.assembly import furnish  # noqa: PLC0415

    furniture = furnish(window, window.look, prepared, window.commands, preferences, window.memory)
    window.begin(furniture, prepared.complaint)


def _keep_what_is_there() -> None:
    """Leave the furnished window out of the search for garbage: it stays, and a search of it holds up the picture."""
    gc.collect()
    gc.freeze()


class _Excepthook:
    """Tells of an unexpected error, once per kind, and lets the window live."""

    def __init__(self, window: VoyageWindow) -> None:
        self._window = window
        self._told: set[str] = set()

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        traceback.print_exception(kind, error, trace)
        words = f"{kind.__name__}: {error}"
        if words not in self._told:
            self._told.add(words)
            tell_error(self._window, "Something went wrong", f"{words}. The window goes on; you can save your sliders.")
