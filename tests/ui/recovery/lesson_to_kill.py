"""A lesson that chance leads, in a window of its own, until it is killed: ``python lesson_to_kill.py FOLDER SEED``.

After each deed one line is added to ``FOLDER/log``: the clock, the digest of the state, and the session as a note; and
one for each note that the window begins to write, with ``null`` for the digest.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import monotonic
from unittest.mock import patch

from PySide6.QtCore import QTimer

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.scenario import load_scenario
from desktop.ui.look.application import application
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Appearance, Look
from desktop.ui.recovery.record import SessionRecord, to_text
from desktop.ui.recovery.store import SessionStore
from desktop.ui.run.loading import Prepared
from desktop.ui.window.app import begin
from desktop.ui.window.window import VoyageWindow

DEED_MILLISECONDS = 120
SLIDERS = ("platelets.strength", "clusters.strength", "flow.strength")


class Log:
    """What was done, and what the window noted of it; a line is written at once or not at all."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def add(self, digest: str | None, record: SessionRecord) -> None:
        """Add a line with the present time."""
        os.write(self._file, f"{json.dumps([monotonic(), digest, to_text(record)])}\n".encode())

    def watching(self, write: Callable[[SessionStore, SessionRecord], None]) -> Callable[..., None]:
        """Return a way to write notes that adds a line for each first."""

        def watched(store: SessionStore, record: SessionRecord) -> None:
            self.add(None, record)
            write(store, record)

        return watched


class Lesson:
    """Deeds on a window, one after the other."""

    def __init__(self, window: VoyageWindow, log: Log, seed: int) -> None:
        assert window.furniture is not None
        self._furniture, self._luck = window.furniture, Random(seed)
        self._log = log
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._do_something)
        self._timer.start(DEED_MILLISECONDS)

    def _do_something(self) -> None:
        workspace, luck = self._furniture.workspace, self._luck
        session, stack = workspace.session, workspace.session.undo_stack
        kind = luck.randrange(12)
        if kind < 5:
            session.change({luck.choice(SLIDERS): round(luck.uniform(0.3, 1.7), 2)})
        elif kind == 5:
            session.seek(luck.randint(0, session.timeline.furthest))
        elif kind == 6:
            luck.choice((stack.undo, stack.redo))()
        elif kind == 7 and luck.random() < 0.3:
            luck.choice((session.restart, lambda: self._furniture.files.show_scenario("no-nk-cells")))()
        elif kind == 8:
            workspace.story.story.show_page(luck.randrange(16))
        elif kind == 9:
            workspace.scene.camera_control.zoom(luck.uniform(0.8, 1.3), 200.0, 150.0)
        else:
            session.play()
        self._tell()

    def _tell(self) -> None:
        session = self._furniture.workspace.session
        # On the way to a moment the state is that of none.
        digest = "" if session.seeking.way is not None else session.simulation.sha256()
        self._log.add(digest, self._furniture.recovery.record())


def main(folder: Path, seed: int) -> None:
    """Open the window and let the lesson begin."""
    app = application()
    look = Look(Appearance(theme="light", reduced_motion=True))
    look.apply()
    preferences, scenario = Preferences(show_spread=False), load_scenario("default-patient")
    window = VoyageWindow(look, preferences, folder / "config" / "window.toml")
    begin(window, preferences, Prepared(MODEL, scenario, Simulation(MODEL, scenario.parameters, scenario.seed), ""))
    window.show()
    log = Log(folder)
    lesson = Lesson(window, log, seed)
    with patch.object(SessionStore, "write", log.watching(SessionStore.write)):
        app.exec()
    del lesson


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
