"""A window of the program that is watched, and a user who does whatever chance says."""

import faulthandler
import gc
import linecache
import os
import sys
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import clock_gettime, pthread_getcpuclockid, sleep, thread_time
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAction, QDesktopServices, QDragEnterEvent, QDropEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox, QPushButton, QWidget
from shiboken6 import Shiboken

from desktop.engine.simulation import Simulation
from desktop.ui.files import export_dialog
from desktop.ui.files.export_dialog import ExportDialog
from desktop.ui.look.application import application
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Appearance, Look
from desktop.ui.run.loading import prepare
from desktop.ui.widgets.dialogs import TextDialog
from desktop.ui.window.app import begin
from desktop.ui.window.window import VoyageWindow
from tests.fuzz.strange_files import make_files

SIZE = (1366, 768)
MOST_EVENTS = 100
"""Events before a picture at most."""
PATIENCE = 40
"""Milliseconds that a picture has to come: a run at rest paints none."""
WARM_UP_STEPS = 900
MENU_MILLISECONDS, MENU_TURNS = 40, 3
"""How long a menu is open that holds up everything else."""
LAST = 40
"""What was done last, and is told when something goes wrong."""
SHORT_LIVED = (TextDialog, QMessageBox)
"""Dialogs that go when they are closed; of every other kind one is kept."""
Button, Key, Modifier = Qt.MouseButton, Qt.Key, Qt.KeyboardModifier
KEYS = (
    *(Key.Key_Space, Key.Key_Right, Key.Key_Left, Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown),
    *(Key.Key_Home, Key.Key_End, Key.Key_Tab, Key.Key_Backtab, Key.Key_Return, Key.Key_Escape, Key.Key_Delete),
    *(Key.Key_Plus, Key.Key_Minus, Key.Key_R, Key.Key_1, Key.Key_3, Key.Key_5, Key.Key_7, Key.Key_Question),
    *(Key.Key_F1, Key.Key_F2, Key.Key_F3, Key.Key_F4, Key.Key_F6, Key.Key_F7, Key.Key_F8, Key.Key_F9, Key.Key_F11),
    *(Key.Key_Backspace, Key.Key_Menu, Key.Key_Comma, Key.Key_Period, Key.Key_0, Key.Key_9, Key.Key_E),
)
CONTROLLED = (Key.Key_Z, Key.Key_Y, Key.Key_O, Key.Key_S, Key.Key_E, Key.Key_F, Key.Key_0, Key.Key_A, Key.Key_V)
"""Keys with Ctrl; never Q, which ends the program."""
LEFT_ALONE = ("Quit", "Full screen")


def resident_megabytes() -> float:
    """Return the memory that this process holds, in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Window:
    """The program's window, watched from outside; ``longest`` is the processor time that a picture may take, in s."""

    def __init__(self, folder: Path, longest: float) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.did: deque[str] = deque(maxlen=LAST)
        self.events = self.pictures = 0
        self._longest = longest
        self._worst = 0.0
        self._spent = 0.0
        self._since: float | None = None
        """Processor time at which the window began with what it does now; None while it does nothing."""
        qInstallMessageHandler(self._on_message)
        sys.excepthook = self._on_exception
        self.application = application()
        self._keep_inside()
        look = Look(Appearance(theme="light"))
        look.apply()
        self.main = VoyageWindow(look, Preferences(), folder / "config" / "window.toml")
        prepared = prepare(None)
        # All machine code is made before anything is measured.
        Simulation(prepared.model, prepared.scenario.parameters, 2).advance(WARM_UP_STEPS)
        begin(self.main, Preferences(), prepared)
        self.main.resize(*SIZE)
        self.main.show()
        self.main.activateWindow()
        self.application.processEvents()
        assert self.main.workspace is not None
        self.workspace = self.main.workspace
        self.files = make_files(folder / "Documents", self.workspace)
        self.workspace.scene.painted.connect(self._end_picture)
        # Some menus run an event loop of their own, in which nobody but this timer would do anything.
        self._turns, self._is_acting = 0, False
        self._timer = QTimer()
        self._timer.timeout.connect(self._leave_menu)
        self._timer.start(MENU_MILLISECONDS)
        linecache.clearcache()
        gc.collect()
        gc.freeze()

    # --- what goes wrong ---

    def fault(self, words: str) -> None:
        """Tell of something that must not be, once for each kind, with what was done before it."""
        if words.split(":", maxsplit=1)[0] not in {fault.split(":")[0] for fault in self.faults}:
            print(f"FAULT {words}\n  after: {' · '.join(self.did)}", flush=True)
        self.faults.append(words)

    def _on_message(self, kind: QtMsgType, _context: object, words: str) -> None:
        # A platform without screens has no front and no frames around windows.
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} and "This plugin does not support" not in words:
            self.fault(f"Qt says: {words}")

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            raise error
        traceback.print_exception(kind, error, trace)
        self.fault(f"{kind.__name__}: {error}")

    # --- who is to blame ---

    def watch(self) -> None:
        """Tell, where the system can, in which line a picture is that takes too long."""
        clock = pthread_getcpuclockid(threading.main_thread().ident or 0)

        def look() -> None:
            told = -1
            while True:
                sleep(0.05)
                since = self._since
                if (
                    since is None
                    or clock_gettime(clock) - since + self._spent < 0.8 * self._longest
                    or told == self.pictures
                ):
                    continue
                told = self.pictures
                print("SLOW", *self._lines(), sep="\n", flush=True)

        threading.Thread(target=look, daemon=True).start()

    def _lines(self) -> list[str]:
        """Return where in the program its threads are now, the innermost line first."""
        with (self.folder / "threads.txt").open("w+", encoding="utf-8") as file:
            faulthandler.dump_traceback(file, all_threads=True)
            file.seek(0)
            return [line.rstrip() for line in file if f"{os.sep}desktop{os.sep}" in line][:8]

    # --- safety ---

    def _keep_inside(self) -> None:
        """Let no export go anywhere but into the folder, whatever was typed."""
        begin_export = ExportDialog.begin

        def begin_inside(dialog: ExportDialog) -> None:
            if dialog.job().destination.resolve().is_relative_to(self.folder.resolve()):
                begin_export(dialog)

        setattr(export_dialog.ExportDialog, "begin", begin_inside)  # noqa: B010
        # Neither pages nor folders are opened by other programs.
        setattr(QDesktopServices, "openUrl", staticmethod(lambda _: True))  # noqa: B010

    def answer_file_dialogs(self, answer: Callable[[], str]) -> None:
        """Let dialogs of the system answer at once, with a name or with nothing."""
        for name in ("getOpenFileName", "getSaveFileName"):
            setattr(QFileDialog, name, staticmethod(lambda *_, **__: (answer(), "")))
        setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_, **__: answer()))  # noqa: B010

    # --- what is done to it ---

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count what is done here as the program's own."""
        self._since = thread_time()
        try:
            yield
        finally:
            self._spent += thread_time() - self._since
            self._since = None

    def do(self, words: str, act: Callable[[], object], events: int = 1) -> None:
        """Do something to the window."""
        self.did.append(words)
        self._turns = 0
        self.events += events
        self._is_acting = True
        with self.measured():
            act()
        self._is_acting = False

    def _leave_menu(self) -> None:
        """Close a menu, or answer a question, that has held up what is done for some turns."""
        self._turns += 1
        if not self._is_acting or self._turns <= MENU_TURNS:
            return
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is not None:
            buttons = front.findChildren(QPushButton)
            if buttons and self.events % 2:
                buttons[self.events % len(buttons)].click()
            else:
                front.close()
        self._turns = 0
        self._judge()

    def wait_for_picture(self) -> None:
        """Let the window do what is due, until it has painted or is at rest."""
        painted = self.workspace.scene.frames
        for _ in range(PATIENCE):
            with self.measured():
                self.application.processEvents()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            # All that is seen is up to date now, whether the scene was painted or not.
            self._judge()
            if self.workspace.scene.frames != painted:
                break
            sleep(0.001)

    def _end_picture(self) -> None:
        """Judge what was done since the picture before; this one is still being painted."""
        self.pictures += 1
        if self._since is not None:
            now = thread_time()
            self._spent += now - self._since
            self._since = now
        self._judge()

    def _judge(self) -> None:
        self._worst = max(self._worst, self._spent)
        if self._spent > self._longest:
            self.fault(f"a picture was held up: {self._spent:.2f} s of processor time")
        self._spent = 0.0

    def rest(self) -> None:
        """Close every dialog and menu, and look for what is left of them."""
        for _ in range(20):
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            for widget in QApplication.topLevelWidgets():
                if isinstance(widget, QDialog) and widget.isVisible():
                    widget.close()
            self.application.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for kind, number in self._dialogs().items():
            if number > (0 if issubclass(kind, SHORT_LIVED) else 1):
                self.fault(f"{number} widgets {kind.__name__} are left: their dialogs are closed")

    @staticmethod
    def _dialogs() -> Counter[type[QDialog]]:
        return Counter(type(widget) for widget in QApplication.allWidgets() if isinstance(widget, QDialog))

    def row(self, minutes: float, memory: float) -> str:
        """Return what there is to tell now; the worst picture is the worst since the row before."""
        worst, self._worst = self._worst, 0.0
        session = self.workspace.session
        present = f"step {session.simulation.step}, {len(session.timeline.changes)} moves"
        return (
            f"{minutes:7.1f}  {memory:9.0f}  {len(QApplication.allWidgets()):7d}  {self.pictures:8d}"
            f"  {self.events:7d}  {worst:11.3f}  {present}"
        )

    def close(self) -> None:
        """Close the window, which ends what works beside it."""
        self.rest()
        self.main.close()
        self.main.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.application.processEvents()


class RandomUser:
    """Does to a window what chance says."""

    def __init__(self, window: Window, seed: int) -> None:
        self._window = window
        self._chance = Random(seed)
        window.answer_file_dialogs(self._file_name)
        self._ways: Sequence[tuple[float, Callable[[], None]]] = (
            (30.0, self._drag),
            (20.0, self._click),
            (12.0, self._press_key),
            (8.0, self._type),
            (8.0, self._turn_wheel),
            (2.0, self._choose_from_menu),
            (1.0, self._drop_file),
            (0.5, self._resize),
            (3.0, self._close_dialog),
            (6.0, self._hover),
        )

    def use_for_a_picture(self) -> None:
        """Do some things, and wait for the next picture."""
        goal = self._window.events + self._chance.choice((1, 3, 10, 30, MOST_EVENTS))
        weights, ways = zip(*self._ways, strict=True)
        while self._window.events < goal:
            self._chance.choices(ways, weights)[0]()
        self._window.wait_for_picture()

    # --- where ---

    def _place(self) -> tuple[QWindow, QPoint, QWidget]:
        """Return a point of the window in front, its window of the system, and the widget there."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        top = (front or self._window.main).window()
        targets = [child for child in top.findChildren(QWidget) if child.isVisible() and not child.isWindow()]
        widget = self._chance.choice(targets) if targets else top
        inside = QPoint(self._chance.randrange(max(widget.width(), 1)), self._chance.randrange(max(widget.height(), 1)))
        handle = top.windowHandle()
        assert handle is not None
        return handle, within(handle, widget.mapTo(top, inside)), widget

    # --- with the mouse ---

    def _hover(self) -> None:
        handle, point, widget = self._place()
        self._window.do(f"hover {named(widget)}", lambda: QTest.mouseMove(handle, point))

    def _click(self) -> None:
        handle, point, widget = self._place()
        button = self._chance.choices((Button.LeftButton, Button.RightButton, Button.MiddleButton), (18, 2, 1))[0]
        if self._chance.random() < 0.1:
            self._window.do(f"double {named(widget)}", lambda: QTest.mouseDClick(handle, button, pos=point), 4)
        else:
            self._window.do(f"click {named(widget)}", lambda: QTest.mouseClick(handle, button, pos=point), 2)

    def _drag(self) -> None:
        handle, point, widget = self._place()
        steps = self._chance.randrange(2, 30)
        across, down = self._chance.randint(-12, 12), self._chance.randint(-6, 6)

        def drag() -> None:
            QTest.mousePress(handle, Button.LeftButton, pos=point)
            for step in range(1, steps + 1):
                if is_there(handle):
                    QTest.mouseMove(handle, within(handle, point + QPoint(across * step, down * step)))
            if is_there(handle):
                QTest.mouseRelease(handle, Button.LeftButton, pos=within(handle, point + QPoint(across, down) * steps))

        self._window.do(f"drag {named(widget)}", drag, steps + 1)

    def _turn_wheel(self) -> None:
        _, _, widget = self._place()
        inside = QPointF(widget.width() / 2.0, widget.height() / 2.0)
        turned = QPoint(0, self._chance.choice((-1200, -120, 120, 1200)))
        held = self._chance.choice((Modifier.NoModifier, Modifier.NoModifier, Modifier.ControlModifier))

        def turn() -> None:
            event = QWheelEvent(
                inside,
                QPointF(widget.mapToGlobal(inside)),
                QPoint(),
                turned,
                Button.NoButton,
                held,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(widget, event)

        self._window.do(f"wheel {named(widget)}", turn)

    # --- with the keys ---

    def _front(self) -> QWindow:
        handle = QApplication.focusWindow() or self._window.main.windowHandle()
        assert handle is not None
        return handle

    def _press_key(self) -> None:
        key, held = self._chance.choice(KEYS), Modifier.NoModifier
        if self._chance.random() < 0.3:
            key, held = self._chance.choice(CONTROLLED), Modifier.ControlModifier
        elif self._chance.random() < 0.1:
            held = Modifier.ShiftModifier
        self._window.do(f"key {held.name} {key.name}", lambda: QTest.keyClick(self._front(), key, held), 2)

    def _type(self) -> None:
        # No slash, so that no name leads out of the folder.
        letters = self._chance.choices("0123456789.,-e ab%&<üß", k=self._chance.randrange(1, 9))
        word = "".join(letters)

        def write() -> None:
            for letter in word:
                target = QApplication.focusWidget()
                if target is not None and target.isVisible():
                    QTest.sendKeyEvent(QTest.KeyAction.Click, target, Key.Key_unknown, letter, Modifier.NoModifier)

        self._window.do(f"type {word!r}", write, 2 * len(word))

    # --- with menus, dialogs and files ---

    def _choose_from_menu(self) -> None:
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return
        actions = [action for action in self._actions(self._window.main.menuBar().actions()) if action.isEnabled()]
        action = self._chance.choice(actions)
        self._window.do(f"menu {action.text()}", action.trigger)

    def _actions(self, actions: Sequence[QAction]) -> Iterator[QAction]:
        for action in actions:
            menu = action.menu()
            if isinstance(menu, QMenu):
                menu.aboutToShow.emit()
                yield from self._actions(menu.actions())
            elif not action.isSeparator() and action.text().replace("&", "").split("\t")[0] not in LEFT_ALONE:
                yield action

    def _close_dialog(self) -> None:
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        dialog = front or QApplication.activeWindow()
        if isinstance(dialog, QDialog | QMenu):
            self._window.do(f"close {named(dialog)}", dialog.close)

    def _file_name(self) -> str:
        """Return the answer of a dialog that asks for a file: one of those that are there, a new one, or none."""
        documents = self._window.folder / "Documents"
        new = documents / f"new {self._chance.randrange(5)}{self._chance.choice(('', '.toml', '.png', '.csv', '.gif'))}"
        return str(self._chance.choice((*self._window.files, new, new, Path())) or "").removeprefix(".")

    def _drop_file(self) -> None:
        path = self._chance.choice(self._window.files)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        main, middle = self._window.main, QPoint(*SIZE) / 2
        actions, held = Qt.DropAction.CopyAction, Modifier.NoModifier

        def drop() -> None:
            QApplication.sendEvent(main, QDragEnterEvent(middle, actions, data, Button.LeftButton, held))
            QApplication.sendEvent(main, QDropEvent(QPointF(middle), actions, data, Button.LeftButton, held))

        self._window.do(f"drop {path.name}", drop, 2)

    def _resize(self) -> None:
        width, height = self._chance.randint(800, SIZE[0]), self._chance.randint(500, SIZE[1])
        if self._chance.random() < 0.6:
            width, height = SIZE
        self._window.do(f"size {width} × {height}", lambda: self._window.main.resize(width, height))


def is_there(window: QWindow) -> bool:
    """Return whether a window has not been closed by what was done to it."""
    return Shiboken.isValid(window) and window.isVisible()


def within(window: QWindow, point: QPoint) -> QPoint:
    """Return the point of a window that is nearest to a point."""
    return QPoint(min(max(point.x(), 0), window.width() - 1), min(max(point.y(), 0), window.height() - 1))


def named(widget: QWidget) -> str:
    """Return what tells a widget apart."""
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()}".strip()
