"""Notes the session as it goes, and brings an earlier one back, exactly."""

from dataclasses import replace
from threading import Thread
from time import localtime, strftime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.engine.simulation import Simulation
from desktop.scene.look.camera import Camera
from desktop.system.files import FileError, reason
from desktop.system.refusal import sentence
from desktop.ui.files.export_source import began_as, view_of
from desktop.ui.recovery.record import WATCHED_STEPS, SessionRecord
from desktop.ui.recovery.store import Found, SessionStore
from desktop.ui.run.undo import Run
from desktop.ui.workspace.workspace import Workspace

WRITE_MILLISECONDS = 2000
"""Time between two notes of a session that goes on; what happens between them is lost when the computer fails."""
LAST_WRITE_SECONDS = 5.0


class Recovery(QObject):
    """The notes of one window; ``store`` None keeps none, and ``problem`` is a sentence that tells why, if one should.

    Signals
    -------
    written
        A note is written, and an empty text; or why it could not be.
    """

    written = Signal(str)

    def __init__(
        self, workspace: Workspace, store: SessionStore | None, problem: str = "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.problem = problem
        self._workspace = workspace
        self._store = store
        self._first = self._noted = self.record()
        self._writing: Thread | None = None
        self._is_late = False
        """Whether a note was due while the one before was still being written."""
        self._told = False
        self.written.connect(self._on_written)
        self._timer = QTimer(self)
        self._timer.setInterval(WRITE_MILLISECONDS)
        self._timer.timeout.connect(self.note)
        if store is not None:
            self._timer.start()

    @property
    def is_on(self) -> bool:
        """Tell whether sessions are noted."""
        return self._store is not None

    # --- noting ---

    def record(self) -> SessionRecord:
        """Return the session as it is."""
        workspace = self._workspace
        session, story = workspace.session, workspace.story.story
        past, step = session.timeline, session.aim
        camera = None if workspace.scene.camera_control.fits else view_of(workspace)
        page = story.pages[story.index].key
        scenario = began_as(session)
        if past.is_whole:
            return SessionRecord(scenario, past.parameter_changes, step, max(past.furthest, step), camera, page)
        scenario = replace(scenario, parameters=session.parameters)
        return SessionRecord(scenario, (), 0, 0, camera, page, is_whole=False)

    def is_worth_keeping(self, record: SessionRecord) -> bool:
        """Tell whether somebody would miss a session: something was done in it, or watched for a while."""
        first = self._first
        untouched = record.scenario == first.scenario and not record.moves and record.page == first.page
        return not untouched or record.furthest >= WATCHED_STEPS

    def note(self) -> None:
        """Note the session if it has changed, beside the window, which does not wait for the disk."""
        if self._store is None:
            return
        self._is_late = self._writing is not None and self._writing.is_alive()
        if self._is_late:
            return
        record = self.record()
        if record != self._noted and self.is_worth_keeping(record):
            self._noted = record
            self._writing = Thread(target=self._write, args=(self._store, record), daemon=True)
            self._writing.start()

    def _write(self, store: SessionStore, record: SessionRecord) -> None:
        self.written.emit(_written(store, record))

    def _on_written(self, problem: str) -> None:
        if problem and not self._told:
            self._told = True
            self._workspace.told.emit(f"This session cannot be kept for the next start: {problem}.")
        if self._is_late and self._store is not None:
            # A slow disk: to wait for the next turn as well would make twice the time lost.
            if self._writing is not None:
                self._writing.join(LAST_WRITE_SECONDS)
            self.note()

    def finish(self) -> None:
        """Note the session a last time, since the window closes."""
        self._timer.stop()
        if self._store is None:
            return
        if self._writing is not None:
            self._writing.join(LAST_WRITE_SECONDS)
        record = self.record()
        if self.is_worth_keeping(record):
            _written(self._store, record)
        self._store.close()
        self._store = None

    # --- bringing back ---

    def earlier(self) -> list[Found]:
        """Return the sessions of windows that are gone, the latest first."""
        return [] if self._store is None else list(self._store.earlier(self._workspace.session.model))

    def continue_with(self, record: SessionRecord) -> None:
        """Show an earlier session as it was: its run with all moves, its moment, view and page. This can be undone."""
        workspace, session, scenario = self._workspace, self._workspace.session, record.scenario
        run = Run(Simulation(session.model, scenario.parameters, scenario.seed), scenario)
        run.timeline.foretell(record.moves, record.furthest)
        workspace.told.emit(f"As you left it: {record.words()}.")
        session.open_run(run, "earlier session")
        session.seek(record.step, session.undo_stack.undo)
        workspace.story.story.show_page_of(record.page)
        self._aim(record)

    def _aim(self, record: SessionRecord) -> None:
        control, pixels = self._workspace.scene.camera_control, self._workspace.scene.pixels()
        if record.camera is None:
            control.fit(fly=False)
        else:
            view, width, height = record.camera, pixels.width(), pixels.height()
            control.jump(Camera.centred(view.x, view.y, width / view.span, width, height))


def _written(store: SessionStore, record: SessionRecord) -> str:
    """Write a note; return why that could not be, an empty text when it could."""
    try:
        store.write(record)
    except OSError as error:
        return reason(error)
    except FileError as error:
        return str(error)
    return ""


def when(at: float) -> str:
    """Return a time, in seconds since 1970, as people say it."""
    return strftime("%A %d %B, %H:%M", localtime(at))


def best_of(found: list[Found]) -> tuple[Found | None, str]:
    """Return the latest session that can be read, and a sentence about later ones that cannot."""
    best = next((item for item in found if item.record is not None), None)
    later = [item for item in found if item.record is None and (best is None or item.at > best.at)]
    if not later:
        return best, ""
    more = f" and {len(later) - 1} more" if len(later) > 1 else ""
    return best, f"That of {when(later[0].at)}{more} is lost: {sentence(later[0].problem)}"
