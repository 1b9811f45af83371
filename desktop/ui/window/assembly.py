"""Puts a session, its workspace and its menus into the window, once the first run is ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from desktop.ui.background.process import wait_for_dropped
from desktop.ui.files.commands import FileCommands
from desktop.ui.files.export_commands import ExportCommands
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Look
from desktop.ui.recovery.policy import may_keep_sessions
from desktop.ui.recovery.recovery import Recovery
from desktop.ui.recovery.store import FOLDER, SessionStore
from desktop.ui.run.loading import Prepared
from desktop.ui.run.session import Session
from desktop.ui.run.undo import Run
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.window.leaving import Leaving
from desktop.ui.window.menus import Menus
from desktop.ui.workspace.workspace import Workspace


@dataclass(frozen=True)
class Furniture:
    """What stands in the window."""

    workspace: Workspace
    files: FileCommands
    exports: ExportCommands
    study_dialogs: StudyDialogs
    menus: Menus
    leaving: Leaving
    recovery: Recovery

    @staticmethod
    def wait() -> None:
        """Wait until the processes are gone whose work is wanted no longer."""
        wait_for_dropped()


def furnish(
    window: QMainWindow,
    look: Look,
    prepared: Prepared,
    windowed: Mapping[str, Callable[[], None]],
    remembered: Preferences,
    memory: Path | None = None,
) -> Furniture:
    """Make everything a first run needs.

    ``windowed`` are the commands that only the window can carry out, ``remembered`` the choices of earlier days, which
    lie in ``memory``.
    """
    session = Session(prepared.model, Run(prepared.simulation, prepared.scenario), window)
    workspace = Workspace(session, look)
    files = FileCommands(workspace, window)
    workspace.plots.save_asked.connect(files.export_numbers)
    workspace.plots.save_picture_asked.connect(files.export_plot)
    exports = ExportCommands(workspace, window, remembered.recent_exports)
    recovery = _recovery(workspace, window, memory)
    if memory is not None:
        exports.remember_in(memory)
    workspace.story.story.show_page_of(prepared.page)
    workspace.ensemble.want(wanted=remembered.show_spread)
    study_dialogs = StudyDialogs(workspace, files, window)
    workspace.plots.cohort_asked.connect(study_dialogs.open_selection)
    reader = workspace.story.story.reader
    reader.compare_asked.connect(study_dialogs.compare)
    reader.patients_asked.connect(study_dialogs.treat_many)
    menus = Menus(window.menuBar(), workspace, files, exports, study_dialogs, recovery, windowed)
    leaving = Leaving(exports, study_dialogs, look, window)
    return Furniture(workspace, files, exports, study_dialogs, menus, leaving, recovery)


def _recovery(workspace: Workspace, window: QMainWindow, memory: Path | None) -> Recovery:
    """Return what notes the session beside the preferences, or notes nothing where that is not wanted."""
    if memory is None:
        return Recovery(workspace, None, parent=window)
    allowed, problem = may_keep_sessions(memory.parent)
    return Recovery(workspace, SessionStore(memory.parent / FOLDER) if allowed else None, problem, window)
