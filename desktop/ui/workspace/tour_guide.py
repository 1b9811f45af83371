"""Leads the tour through the run: words in the picture, told when it happens, and a jump where it does not."""

from PySide6.QtCore import QObject

from desktop.engine.simulation import STEP_SECONDS
from desktop.lessons.pages import TourStop
from desktop.study.chronicle import Happening
from desktop.ui.run.session import Session
from desktop.ui.scene.view import SceneView
from desktop.ui.scene.viewpoints import viewpoint
from desktop.ui.story.panel import StoryPanel
from desktop.ui.story.tour import Tour
from desktop.ui.workspace.happenings import Happenings

SOON, LEAD = round(8.0 / STEP_SECONDS), round(1.5 / STEP_SECONDS)
"""Steps that are waited for what is known to come; and steps before it to which a jump leads."""
FARTHEST = round(180.0 / STEP_SECONDS)
"""Steps that are looked through at most for what is not known to come."""
BACK = ("back", "Back", "The stop before (PgUp)")
ON = ("on", "Next", "The next stop (PgDn)")
STOP = ("stop", "Stop looking", "Go back to the moment before the search, and read on (Esc)")
LEAVE = ("leave", "End tour", "Leave the tour; the run stays where it is")


class TourGuide(QObject):
    """Joins a `Tour` to the run, the scene and the story."""

    def __init__(
        self, tour: Tour, session: Session, scene: SceneView, story: StoryPanel, happenings: Happenings
    ) -> None:
        super().__init__(scene)
        self._tour, self._session, self._scene, self._story = tour, session, scene, story
        self._happenings = happenings
        self._began = 0
        self._told: Happening | None = None
        self._is_seeking = self._is_approaching = self._is_given_up = False
        tour.arrived.connect(self._on_arrived)
        tour.impatient.connect(self._seek)
        tour.running_changed.connect(self._on_running)
        tour.finished.connect(self._on_finished)
        scene.caption.asked.connect(self._on_asked)
        session.seeking.on_the_way.connect(lambda *_: self._on_the_way())
        session.seeking.given_up.connect(self._on_given_up)

    def turn(self, stops: int) -> None:
        """Turn the tour on or back; outside of it, the pages of the story."""
        if self._tour.is_open:
            self._tour.turn(stops)
        else:
            self._story.story.turn(stops)

    def take(self, step: int) -> None:
        """See whether what the stop waits for is there, at a moment shown."""
        if not self._tour.waiting:
            return
        mark = self._happenings.chronicle.find(self._tour.stop.event, self._began)
        if mark is not None and self._began <= mark.step <= step:
            self._happen(mark, step)
        elif self._session.seeking.way is None:
            self._go_on(step)

    def _go_on(self, step: int) -> None:
        """Tell that nothing was found, or let the run go on where a jump has led to."""
        if self._is_seeking:
            # The way that was given up shows the moment before it, where it has not been looked at anything.
            if step >= self._began + FARTHEST:
                self._end_search()
        elif self._is_approaching:
            self._is_approaching = False
            if self._tour.running:
                self._session.play()

    def _on_arrived(self, stop: TourStop) -> None:
        self._told, self._is_seeking, self._is_approaching, self._is_given_up = None, False, False, False
        self._happenings.is_quiet = True
        self._scene.select(None)
        if self._story.story.reader.hasFocus():
            # There PgDn and PgUp would scroll the text, and not lead the tour.
            self._scene.setFocus()
        self._story.show_story()
        self._scene.camera_control.fly_to(viewpoint(stop.look, self._session.snapshot))
        self._began = self._session.aim
        if stop.event:
            self._approach(self._happenings.chronicle.find(stop.event, self._began))
        if self._tour.running and not self._is_approaching:
            self._session.play()
        self._write()

    def _approach(self, mark: Happening | None) -> None:
        """Go to shortly before what is known to happen, unless it comes soon by itself."""
        if mark is not None and not 0 <= mark.step - self._began <= SOON:
            self._began = max(mark.step - LEAD, self._session.timeline.first)
            self._is_approaching = True
            self._session.seek(self._began)

    def _seek(self) -> None:
        """Look for a moment at which it happens, beyond what has been seen."""
        self._is_seeking = True
        self._write()
        self._session.seek_beyond(self._began + FARTHEST)

    def _on_the_way(self) -> None:
        if self._is_seeking:
            self._write()

    def _on_given_up(self) -> None:
        if self._is_seeking:
            self._is_given_up = True
            self._end_search()

    def _end_search(self) -> None:
        """Let the words be read though nothing was found."""
        self._is_seeking = False
        self._tour.happened()
        self._write()

    def _happen(self, mark: Happening, step: int) -> None:
        """Stop the picture, so that nobody has to read and to watch at once, and show whom it happened to."""
        self._is_seeking = False
        self._told = mark
        self._tour.happened()
        if step > mark.step:
            self._session.seek(mark.step)
        self._session.pause()
        self._happenings.visit(mark)
        self._scene.select(mark.cell)
        self._write()

    def _write(self) -> None:
        tour, stop = self._tour, self._tour.stop
        if self._told is not None:
            news = f"{self._told.sentence}."
        elif self._is_seeking:
            now = self._session.simulation.step * STEP_SECONDS
            news = f"Looking for a moment at which it happens: second {now:.0f} …"
        elif tour.waiting:
            news = "Watch: it is about to happen …"
        elif self._is_given_up:
            news = "The search was stopped."
        else:
            news = "It did not happen in this run; in most runs it does not." if stop.event else ""
        pause = ("pause", "Pause" if tour.running else "Go on", "Hold the tour, or take it up again")
        back = (BACK,) if tour.index else ()
        last = (STOP,) if self._is_seeking else ()
        title = f"{tour.index + 1} of {len(tour.stops)} · {stop.title}"
        self._scene.caption.tell(title, "\n".join(filter(None, (stop.summary, news))), (*back, *last, pause, ON, LEAVE))

    def _on_running(self, running: bool) -> None:
        if not self._tour.is_open:
            return
        if not running:
            self._session.pause()
        elif self._tour.waiting or not self._tour.stop.event:
            self._session.play()
        self._write()

    def _on_finished(self) -> None:
        self._happenings.is_quiet = False
        self._scene.caption.hide()

    def _on_asked(self, name: str) -> None:
        deeds = {
            "back": lambda: self._tour.turn(-1),
            "on": lambda: self._tour.turn(1),
            "pause": self._tour.toggle,
            "stop": self._session.seeking.turn_back,
            "leave": self._tour.leave,
        }
        if name in deeds:
            deeds[name]()
