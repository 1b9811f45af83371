"""What is rare rings and is named in the picture, with the way there; and the line of time is told of it."""

from collections.abc import Callable
from secrets import randbelow

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.engine.simulation import STEP_SECONDS
from desktop.engine.snapshot import Snapshot
from desktop.study.chronicle import RARE, Chronicle, Happening
from desktop.study.eventful import chosen_words
from desktop.ui.run.session import Session
from desktop.ui.scene.view import SceneView
from desktop.ui.scene.viewpoints import near

RECENT_SECONDS = 2.0
"""Seconds of animation for which a happening is news: those passed over on a long way are told by the line of time."""
SHOWN_MILLISECONDS, CHOSEN_MILLISECONDS = 9_000, 20_000
LARGEST_DRAWN_SEED = 9_999
GO = ("go", "Go there", "Fly to it and read its life (G)")
CLOSE = ("close", "Close", "Hide these words")
YEARS = ("years", "Many years asleep", "Open a patient whose cells sleep for decades after the tumor has been removed")
OTHER = ("other", "Another patient", "The same body and sliders with other luck, a new seed (N)")


class Happenings(QObject):
    """Keeps the `Chronicle` of the run that is watched, and announces what is rare.

    Signals
    -------
    told
        One sentence for the status line.
    chosen
        The identity of a cell that should be selected.
    scenario_asked
        The name of a scenario that comes with the program.
    """

    told = Signal(str)
    chosen = Signal(int)
    scenario_asked = Signal(str)

    def __init__(self, session: Session, scene: SceneView, chronicle: Chronicle) -> None:
        super().__init__(scene)
        self._session, self._scene, self.chronicle = session, scene, chronicle
        self.latest: Happening | None = None
        self.is_quiet = False
        """Whether somebody else has the words in the picture."""
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._hide)
        scene.caption.asked.connect(self._on_asked)
        session.branched.connect(lambda: chronicle.drop_after(session.simulation.snapshot()))

    @property
    def seed_words(self) -> str:
        """Return what is special about the seed of the run; nothing of most."""
        return chosen_words(self._session.timeline.initial, self._session.simulation.seed)

    def begin(self) -> None:
        """Forget the run before this one, and tell when this patient was chosen."""
        self.chronicle.clear()
        self.latest = None
        self._scene.rings.clear()
        if not self.is_quiet:
            self._hide()
            if self.seed_words and self._session.simulation.step == 0:
                self._show("A chosen patient", self.seed_words, (OTHER, CLOSE), CHOSEN_MILLISECONDS)

    def take(self, snapshot: Snapshot) -> None:
        """Read what is new, and announce the rarest of it while it is news."""
        found = self.chronicle.update(snapshot)
        news = [one for one in found if (snapshot.step - one.step) * STEP_SECONDS <= RECENT_SECONDS]
        if news and self._session.running:
            order = tuple(RARE)
            self._announce(max(news, key=lambda one: order.index(one.kind)))

    def _announce(self, happening: Happening) -> None:
        self.latest = happening
        self._scene.rings.show_at(happening.x, happening.y)
        if not self.is_quiet:
            # A sleep is too long to be watched here: there is a patient for it.
            asleep = happening.kind == "fell_asleep" and bool(self._session.parameters.value("tumor.present"))
            deeds = (GO, YEARS, CLOSE) if asleep else (GO, CLOSE)
            self._show(f"{happening.sentence}.", happening.meaning, deeds, SHOWN_MILLISECONDS)

    def _show(self, title: str, words: str, deeds: tuple[tuple[str, str, str], ...], milliseconds: int) -> None:
        self._scene.caption.tell(title, words, deeds)
        self._end.start(milliseconds)

    def _hide(self) -> None:
        self._end.stop()
        if not self.is_quiet:
            self._scene.caption.hide()

    def _on_asked(self, name: str) -> None:
        deeds: dict[str, Callable[[], None]] = {
            "go": self.go_there,
            "close": self._hide,
            "other": self.another_patient,
            "years": lambda: self.scenario_asked.emit("long-dormancy"),
        }
        if name in deeds:
            deeds[name]()

    # --- what the user asks ---

    def go_there(self) -> None:
        """Fly to the cell that something rare has last happened to, and select it."""
        if self.latest is None:
            self.told.emit(
                "Nothing rare has happened yet: no cell has left the vessel, fallen asleep, woken or divided."
            )
            return
        self.visit(self.latest)
        self.chosen.emit(self.latest.cell)
        self._hide()

    def visit(self, happening: Happening) -> None:
        """Fly to where something happened, or to where its cell is now, and ring about it."""
        cells = self._session.snapshot.cells
        row = np.flatnonzero(cells["identity"] == happening.cell)
        place = (float(cells["x"][row[0]]), float(cells["y"][row[0]])) if row.size else (happening.x, happening.y)
        self._scene.camera_control.fly_to(near(*place))
        self._scene.rings.show_at(*place)

    def another_patient(self) -> None:
        """Begin a run with a seed drawn by lot."""
        seed = 1 + randbelow(LARGEST_DRAWN_SEED)
        self._session.restart(seed)
        self.told.emit(f"Another patient: seed {seed}, the same sliders. Ctrl+Z brings the one before back.")

    def seek_mark(self, *, forwards: bool) -> None:
        """Show the next mark of the line of time, or the one before."""
        now = self._session.aim
        step = self.chronicle.next_step(now) if forwards else self.chronicle.previous_step(now)
        if step is None:
            self.told.emit(f"No {'later' if forwards else 'earlier'} mark on the line of time is known.")
        else:
            self._session.seek(step)
            marks, _ = self.chronicle.about(step, step)
            self.told.emit(f"{step * STEP_SECONDS:.1f} s: {marks[0].sentence}.")
