"""The window: a loading page first, then the workspace with its menus, status line and keys."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from desktop.lessons.links import PLACES
from desktop.lessons.words import entry_of
from desktop.system.assets import asset
from desktop.system.refusal import sentence
from desktop.ui.look.preferences import Preferences, save_preferences
from desktop.ui.look.theme import Look
from desktop.ui.widgets.dialogs import about_markdown, shortcuts_markdown, show_text, tell_error
from desktop.ui.widgets.loading_page import LoadingPage
from desktop.ui.widgets.status_line import StatusLine
from desktop.ui.window.place import KeptInView, present_place, put_in_place

if TYPE_CHECKING:
    from desktop.ui.recovery.recovery import Recovery
    from desktop.ui.widgets.offer_bar import OfferBar
    from desktop.ui.window.assembly import Furniture
    from desktop.ui.window.history import HistoryDialog
    from desktop.ui.workspace.workspace import Workspace

REMEMBER_MILLISECONDS = 500
"""Time after a change of the look at which it is written: several in a row are written once."""
SMALLEST = (800, 500)


class VoyageWindow(QMainWindow):
    """The only top-level window. ``memory`` is where choices about the look are kept; None keeps nothing."""

    def __init__(self, look: Look, preferences: Preferences, memory: Path | None = None) -> None:
        super().__init__()
        self.look = look
        self.furniture: Furniture | None = None
        self._preferences = preferences
        self.memory = memory
        self.status = StatusLine(look)
        self.setStatusBar(self.status)
        self.setCentralWidget(LoadingPage(look))
        self.setWindowTitle("CTC Voyage")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self._wanted: Path | None = None
        self.offer: OfferBar | None = None
        self.history: HistoryDialog | None = None
        self._remembering = QTimer(self)
        self._remembering.setSingleShot(True)
        self._remembering.setInterval(REMEMBER_MILLISECONDS)
        put_in_place(self, preferences)
        self._kept_in_view = KeptInView(self)

    def begin(self, furniture: "Furniture", complaint: str = "") -> None:
        """Show the first run; ``complaint`` tells why the scenario asked for is not it."""
        self.furniture = furniture
        workspace = furniture.workspace
        workspace.take_preferences(self._preferences)
        workspace.told.connect(self.status.say)
        workspace.scenario_asked.connect(furniture.files.show_scenario)
        workspace.word_asked.connect(self.show_word)
        workspace.session.noted.connect(self.status.say)
        workspace.session.seeking.on_the_way.connect(self.status.show_way)
        self.status.turn_back_asked.connect(workspace.session.seeking.turn_back)
        workspace.thinned.connect(self.status.show_level_of_detail)
        workspace.paced.connect(lambda frames, cost, running: self.status.show_pace(frames, cost, running=running))
        workspace.session.failed.connect(self._on_failed)
        workspace.session.replaced.connect(self._show_title)
        self.setCentralWidget(workspace)
        workspace.panels_changed.emit()
        self._show_title()
        workspace.scene.setFocus()
        workspace.session.play()
        furniture.exports.progressed.connect(self.status.show_work)
        self.status.work.clicked.connect(furniture.exports.open)
        furniture.leaving.close_asked.connect(self._go)
        furniture.leaving.hide_asked.connect(self._hide)
        furniture.leaving.stay_asked.connect(self._come_back)
        if complaint:
            tell_error(self, "This scenario cannot be opened", sentence(complaint))
        furniture.exports.offer_unfinished()
        self._offer_earlier(furniture.recovery)
        self._remember_changes(workspace)
        if self._wanted is not None:
            self.open_file(self._wanted)

    def open_file(self, path: Path) -> None:
        """Open a scenario, or show the moment that an exported file tells of; once the first run is there."""
        if self.furniture is None:
            self._wanted = path
        else:
            self.furniture.files.open_file(path)

    @property
    def workspace(self) -> "Workspace | None":
        """Return the workspace, None while the first run is being made ready."""
        return self.furniture.workspace if self.furniture is not None else None

    def give_up(self, error: Exception) -> None:
        """Tell that nothing can be shown."""
        tell_error(self, "The simulation could not be made ready", f"{type(error).__name__}: {error}")

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """Return what only the window can do, by name."""
        return {
            "quit": self.close_soon,
            "history": self.show_history,
            "full screen": self.toggle_full_screen,
            "shortcuts": lambda: self.show_text("Shortcuts", shortcuts_markdown()),
            "model": lambda: self.show_guide("About the model", "guide/model.md"),
            "selection": lambda: self.show_guide("Traits, clones and selection", "guide/selection.md"),
            "glossary": lambda: self.show_guide("Words explained", "guide/glossary.md"),
            "about": lambda: self.show_text("About CTC Voyage", about_markdown()),
        }

    def close_soon(self) -> None:
        """Close the window."""
        self.close()

    def show_text(self, title: str, markdown: str) -> None:
        """Open a page of text; story, sliders and run stay within reach beside it."""
        show_text(title, markdown, self.look, self)

    def show_guide(self, title: str, relative: str) -> None:
        """Open a page of the guide."""
        self.show_text(title, asset(relative).read_text(encoding="utf-8"))

    def show_word(self, word: str) -> None:
        """Open the glossary at a word."""
        page = show_text("Words explained", asset("guide/glossary.md").read_text(encoding="utf-8"), self.look, self)
        page.reader.moveCursor(QTextCursor.MoveOperation.Start)
        page.reader.find(entry_of(word.replace("_", " ")))

    def show_history(self) -> None:
        """Show the list of all steps that can be undone; the run goes on beside it."""
        from desktop.ui.window.history import HistoryDialog

        if self.history is None and self.workspace is not None:
            self.history = HistoryDialog(self.workspace.session.undo_stack, self.look, self)
        if self.history is not None:
            self.history.show()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop doing so."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_title(self) -> None:
        if self.workspace is not None:
            self.setWindowTitle(f"{self.workspace.session.run.title} – CTC Voyage")

    def _on_failed(self, error: Exception) -> None:
        tell_error(
            self,
            "The run stopped because of an error",
            f"{type(error).__name__}: {error}. Reset begins it again; Ctrl+Z goes back to an earlier run.",
        )

    # --- keys that no focused widget wanted ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play, step, reset, change the speed and fly; text fields and sliders that have the focus keep their keys."""
        action = None if self._is_typing() else self._key_action(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()
            event.accept()

    @staticmethod
    def _is_typing() -> bool:
        return isinstance(QApplication.focusWidget(), QLineEdit)

    def _key_action(self, event: QKeyEvent) -> Callable[[], None] | None:
        workspace = self.workspace
        if workspace is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        session = workspace.session
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Right: session.step_once,
            Qt.Key.Key_Left: session.step_back,
            Qt.Key.Key_Plus: lambda: workspace.transport.faster(1),
            Qt.Key.Key_Equal: lambda: workspace.transport.faster(1),
            Qt.Key.Key_Minus: lambda: workspace.transport.faster(-1),
            Qt.Key.Key_Question: self.commands["shortcuts"],
            Qt.Key.Key_PageDown: lambda: workspace.guide.turn(1),
            Qt.Key.Key_PageUp: lambda: workspace.guide.turn(-1),
            Qt.Key.Key_Period: lambda: workspace.happenings.seek_mark(forwards=True),
            Qt.Key.Key_Comma: lambda: workspace.happenings.seek_mark(forwards=False),
        }
        if not event.isAutoRepeat():
            # A key held down must not start and stop, or begin again and again.
            keys |= {Qt.Key.Key_Space: session.toggle, Qt.Key.Key_R: workspace.reset}
            keys |= {Qt.Key.Key_G: workspace.happenings.go_there, Qt.Key.Key_N: workspace.happenings.another_patient}
            keys |= {Qt.Key.Key_Escape: self._leave_full_screen} if self.isFullScreen() else {}
            keys |= {Qt.Key.Key_Escape: session.seeking.turn_back} if session.seeking.way is not None else {}
            for number, place in enumerate(PLACES, start=Qt.Key.Key_1.value):
                keys[number] = partial(workspace.links.look_at, place)
        return keys.get(event.key())

    # --- files dropped on the window ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file of this computer."""
        if self.furniture is not None and _one_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a scenario, or show the moment that an exported file tells of."""
        path = _one_file(event.mimeData())
        if self.furniture is None or path is None:
            return
        event.acceptProposedAction()
        self.open_file(path)

    def _leave_full_screen(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the run and remember the look; with work on its way, ask first what shall become of it."""
        if self.furniture is not None and not self.furniture.leaving.may_close():
            event.ignore()
            return
        present = self._present()
        # Work beside the run may need some seconds to end, which need not be watched.
        self.hide()
        if self.workspace is not None:
            self.workspace.session.pause()
            self.workspace.tour.pause()
        self._remember(present)
        if self.furniture is not None:
            self.furniture.recovery.finish()
            self.furniture.study_dialogs.stop()
            self.furniture.workspace.ensemble.stop()
            # The last: it may take long to tidy up, and sooner when it has the processors to itself.
            self.furniture.exports.stop()
            self.furniture.wait()
        super().closeEvent(event)

    def _offer_earlier(self, recovery: "Recovery") -> None:
        """Offer the latest session that has ended, however it did; the run goes on meanwhile."""
        from desktop.ui.recovery.recovery import best_of, when
        from desktop.ui.widgets.offer_bar import OfferBar

        found, missing = best_of(recovery.earlier())
        if recovery.problem or missing:
            self.status.say(recovery.problem or missing)
        if found is None or found.record is None or self.workspace is None:
            return
        words = f"{when(found.at)}: {found.record.words()}"
        self.offer = OfferBar("Continue where you were?", words, "Continue", self)
        self.offer.taken.connect(partial(recovery.continue_with, found.record))
        # Whoever has begun something else finds it in the menu.
        self.workspace.session.undo_stack.indexChanged.connect(self.offer.withdraw)

    def _remember_changes(self, workspace: "Workspace") -> None:
        """Write the choices about the look soon after each of them: nobody knows how the window will end."""
        self._remembering.timeout.connect(self._remember)
        for changed in (self.look.changed, self.look.scene_changed, workspace.panels_changed):
            changed.connect(self._remembering.start)
        workspace.ensemble.wanted_changed.connect(self._remembering.start)

    def _remember(self, present: Preferences | None = None) -> None:
        if self.memory is not None:
            save_preferences(present or self._present(), self.memory)

    def _hide(self) -> None:
        """Let the window go; the program stays until its export is done."""
        QApplication.setQuitOnLastWindowClosed(False)
        if self.workspace is not None:
            self.workspace.session.pause()
        if self.furniture is not None:
            self.furniture.exports.hide()
        self.hide()

    def _come_back(self) -> None:
        QApplication.setQuitOnLastWindowClosed(True)
        self.show()
        if self.furniture is not None:
            self.furniture.exports.open()

    def _go(self) -> None:
        hidden = not self.isVisible()
        QApplication.setQuitOnLastWindowClosed(True)
        self.close()
        if hidden:
            # The last window was closed long ago.
            QApplication.quit()

    def _present(self) -> Preferences:
        look = self.look.appearance
        shown = replace(
            present_place(self, self._preferences),
            theme=look.theme,
            font_scale=look.font_scale,
            reduced_motion=look.reduced_motion,
            high_visibility=look.high_visibility,
            seen_as=look.seen_as,
            clones=look.clones,
        )
        if self.furniture is None:
            return shown
        workspace, exports = self.furniture.workspace, self.furniture.exports
        return replace(
            workspace.with_preferences(shown),
            show_spread=workspace.ensemble.wanted,
            recent_exports=[str(path) for path in exports.recent],
        )


def _one_file(data: QMimeData) -> Path | None:
    """Return the file that is dragged, None when it is none or several."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
