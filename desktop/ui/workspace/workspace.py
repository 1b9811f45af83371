"""The middle of the window: story, scene, plots and sliders around one session."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.engine.parameters import Parameters
from desktop.engine.snapshot import Snapshot
from desktop.lessons.pages import pages, tour
from desktop.study.chronicle import Chronicle
from desktop.study.schedule_words import spans
from desktop.system.requirements import tidy_memory
from desktop.ui.background.ensemble import Ensemble
from desktop.ui.look import metrics
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Look
from desktop.ui.plots.strip import PlotStrip
from desktop.ui.run.level_of_detail import LevelOfDetail
from desktop.ui.run.session import Session
from desktop.ui.scene.controls import SceneControls
from desktop.ui.scene.legend import Legend
from desktop.ui.scene.options import scene_options
from desktop.ui.scene.rarity_page import RarityPage
from desktop.ui.scene.tube_page import TubePage
from desktop.ui.scene.view import SceneView
from desktop.ui.sliders.panel import Folds, SliderPanel
from desktop.ui.sliders.schedule_dialog import ScheduleDialog
from desktop.ui.story.panel import StoryPanel
from desktop.ui.story.tour import Tour
from desktop.ui.workspace.chosen_cell import ChosenCell
from desktop.ui.workspace.happenings import Happenings
from desktop.ui.workspace.layout import Arrangement, Panels
from desktop.ui.workspace.rounds import Entry, Rounds
from desktop.ui.workspace.story_links import StoryLinks
from desktop.ui.workspace.tour_guide import TourGuide
from desktop.ui.workspace.transport import TransportBar

SLOW_MILLISECONDS = 250
TIDY_MILLISECONDS = 10_000


class Workspace(QWidget):
    """All panels of one session; it carries what one panel asks to where it belongs.

    Signals
    -------
    told
        One sentence for the status line.
    paced
        Pictures so far and the cost of a step, a few times per second.
    thinned
        The share of the blood cells that is drawn has changed.
    scenario_asked
        The name of a scenario that a page of the story opens.
    word_asked
        A word that the glossary explains, without spaces.
    panels_changed
        A panel was folded or unfolded.
    """

    told = Signal(str)
    paced = Signal(int, float, bool)
    thinned = Signal(float)
    scenario_asked = Signal(str)
    word_asked = Signal(str)
    panels_changed = Signal()

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__()
        self.session = session
        self.look = look
        self.scene = SceneView(look)
        self._level_of_detail = LevelOfDetail()
        self.happenings = Happenings(session, self.scene, Chronicle(session.model))
        self.transport = TransportBar(look, SceneControls(self.scene, look), self.happenings.chronicle)
        self.legend = Legend(session.model, look)
        self.ensemble = Ensemble(session, self)
        self.plots = PlotStrip(session.model, look, self.ensemble, lambda: session.running)
        self.tour = Tour(tour(), self)
        self.story = StoryPanel(pages(), self.tour, look)
        self.guide = TourGuide(self.tour, session, self.scene, self.story, self.happenings)
        self.chosen = ChosenCell(session, self.scene, self.story)
        self.links = StoryLinks(session, self.scene, self.story, self.chosen, self._reveal)
        self.scene.painted.connect(self.plots.after_picture, Qt.ConnectionType.QueuedConnection)
        self.ensemble.grown.connect(lambda: self.plots.show_snapshot(session.snapshot))
        self.rounds = Rounds(self._entries)
        self._simple = True
        self._folds: Folds | None = None
        self._second = session.snapshot
        """The moment whose numbers the label about rarity tells: they would flicker if each picture changed them."""
        self._pages = QStackedLayout(self)
        self.rarity = RarityPage(session, look, self._pages, self.scene)
        self._schedule: ScheduleDialog | None = None
        self.tube = TubePage(session, look, self._pages, self.scene)
        self.arrangement = Arrangement(Panels(self.story, self.scene, self.legend, self.transport, self.plots), look)
        self._pages.addWidget(self.arrangement.across)
        self.panel = self._make_panel()
        self._connect_session()
        self._connect_panels()
        self._slow = QTimer(self)
        self._slow.setInterval(SLOW_MILLISECONDS)
        self._slow.timeout.connect(self._on_slow)
        self._slow.start()
        self._tidy = QTimer(self)
        self._tidy.timeout.connect(tidy_memory)
        self._tidy.start(TIDY_MILLISECONDS)
        look.changing.connect(self._before_look)
        look.changed.connect(self._on_look)
        look.scene_changed.connect(self._on_eyes)
        self._on_replaced()
        self._on_shown(session.snapshot)
        self._on_slow()

    # --- layout ---

    def _make_panel(self) -> SliderPanel:
        panel = SliderPanel(
            self.session.parameters, self.look, self.arrangement.across, simple=self._simple, folds=self._folds
        )
        panel.edited.connect(lambda path, value: self.session.change({path: value}))
        panel.grasped.connect(self.session.grasp)
        panel.released.connect(self.session.release)
        panel.refused.connect(self.told)
        panel.defaults_asked.connect(self.session.all_defaults)
        panel.schedule_asked.connect(self.open_schedule)
        panel.simplicity_changed.connect(lambda: self._on_simplicity(panel))
        self.arrangement.add_sliders(panel)
        return panel

    def _reveal(self, path: str) -> None:
        # Not the panel's own, since another look brings another panel.
        self.panel.reveal(path)

    def _on_simplicity(self, panel: SliderPanel) -> None:
        self._simple = panel.is_simple
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panels their share and the scene the rest."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show the panels wanted as far as there is room."""
        before = dict(self.arrangement.shown)
        self.arrangement.arrange(self.size())
        if self.arrangement.shown != before:
            self.panels_changed.emit()

    def fold(self, name: str, *, shown: bool) -> None:
        """Show or hide one of story, sliders, plots."""
        self.arrangement.want(name, shown=shown)
        self.arrange()
        self.panels_changed.emit()

    def take_preferences(self, remembered: Preferences) -> None:
        """Arrange the panels as they were on the day before."""
        self.arrangement.take_preferences(remembered)
        self.panel.show_few(few=remembered.few_sliders)
        self.arrange()

    def with_preferences(self, known: Preferences) -> Preferences:
        """Return the preferences with the present arrangement of the panels."""
        return replace(self.arrangement.with_preferences(known), few_sliders=self.panel.is_simple)

    def _entries(self) -> dict[str, Entry]:
        """Return the panels in their order, and where the keys go in each."""
        story = self.story
        return {
            "story": (
                story,
                lambda: story.story.reader if story.stack.currentWidget() is story.story else story.cell.text,
            ),
            "scene": (self.scene, lambda: self.scene),
            "legend": (self.legend, self.legend.first),
            "transport": (self.transport, lambda: self.transport.play),
            "sliders": (self.panel, self.panel.first),
            "plots": (self.plots, self.plots.first),
        }

    # --- wiring ---

    def _connect_session(self) -> None:
        session = self.session
        session.shown.connect(self._on_shown)
        session.parameters_changed.connect(self._on_parameters)
        session.running_changed.connect(self.transport.show_running)
        session.replaced.connect(self._on_replaced)
        session.rewound.connect(self._on_rewound)
        session.branched.connect(self._on_branched)
        session.refused.connect(self.told)

    def _connect_panels(self) -> None:
        session = self.session
        self.transport.play_asked.connect(session.toggle)
        self.transport.step_asked.connect(session.step_once)
        self.transport.back_asked.connect(session.step_back)
        self.transport.sought.connect(session.seek)
        self.transport.reset_asked.connect(self.reset)
        self.transport.speed_chosen.connect(session.set_speed)
        self.transport.seed_chosen.connect(self._on_seed)
        self.transport.refused.connect(self.told)
        self.legend.hidden_changed.connect(self._resolve_options)
        self.scene.rarity_asked.connect(self.rarity.open)
        self.tube.told.connect(self.told)
        self.plots.told.connect(self.told)
        self.story.story.reader.open_asked.connect(self.scenario_asked)
        self.story.story.reader.tool_asked.connect(self.open_tool)
        self.story.story.reader.word_asked.connect(self.word_asked)
        self.chosen.told.connect(self.told)
        self.links.told.connect(self.told)
        self.transport.other_asked.connect(self.happenings.another_patient)
        self.happenings.told.connect(self.told)
        self.happenings.chosen.connect(self.chosen.select)
        self.happenings.scenario_asked.connect(self.scenario_asked)

    # --- what the session tells ---

    def _on_shown(self, snapshot: Snapshot) -> None:
        self.happenings.take(snapshot)
        self.scene.show_snapshot(snapshot)
        self.transport.show_time(snapshot.time)
        past = self.session.timeline
        self.transport.timeline.show_past(past.first, self.session.aim, past.furthest, past.changes, spans(snapshot))
        self.plots.show_snapshot(snapshot)
        self.chosen.follow_in(snapshot)
        if not self.session.running:
            self.chosen.tell_life()
        self.guide.take(snapshot.step)

    def show_moment(self, snapshot: Snapshot, second: Snapshot, furthest: int, changes: tuple[int, ...]) -> None:
        """Show a moment of a run that is made elsewhere, with all plots drawn, as for a picture of the window.

        ``second`` is the moment whose numbers the label about rarity tells; ``furthest`` the last step of that run.
        """
        self.scene.show_snapshot(snapshot)
        self.transport.show_time(snapshot.time)
        self.transport.timeline.show_past(0, snapshot.step, furthest, changes, spans(snapshot))
        self.panel.show_parameters(snapshot.parameters)
        self.plots.show_snapshot(snapshot)
        self.plots.draw_now()
        self._second = second
        self._resolve_options()

    def _on_parameters(self, parameters: Parameters) -> None:
        # Not connected to the panel itself, since another look brings another panel.
        self.panel.show_parameters(parameters)

    def _on_replaced(self) -> None:
        self.chosen.select(-1)
        self.plots.clear()
        self.happenings.begin()
        self.transport.show_seed(self.session.simulation.seed, self.happenings.seed_words)

    def _on_rewound(self) -> None:
        self.plots.clear()
        self.chosen.read_again()

    def _on_branched(self) -> None:
        self.told.emit("A new future begins here. Ctrl+Z brings back what had been seen after this moment.")

    def _on_slow(self) -> None:
        self.chosen.tell_life()
        self._second = self.session.snapshot
        self._resolve_options()
        self.judge_level_of_detail()
        self.paced.emit(self.scene.frames, self.session.pacer.step_cost, self.session.running)

    def judge_level_of_detail(self) -> None:
        """Draw less scenery while this computer cannot keep the beat, and more again once it can."""
        if not self.session.running:
            return
        before = self._level_of_detail.share
        share = self._level_of_detail.judge(self.session.pacer.step_cost + self.scene.paint_cost)
        if share != before:
            self._resolve_options()
            self.thinned.emit(share)

    def _resolve_options(self) -> None:
        self.scene.set_options(
            scene_options(self.look, self.legend.hidden_names, self._level_of_detail.share, self._second)
        )

    def _on_eyes(self) -> None:
        self._resolve_options()
        # The legend carries letters, or none: it may take a row more or less. It knows once its buttons have told it.
        QTimer.singleShot(metrics.SETTLE_MILLISECONDS, self, self.arrange)

    def _before_look(self) -> None:
        """Let the sliders go, which are made anew: to style hundreds of them once more would hold up the picture."""
        self._folds = self.panel.folds
        self.arrangement.drop_sliders()

    def _on_look(self) -> None:
        self._resolve_options()
        self.panel = self._make_panel()
        self.arrange()

    # --- what the user asks ---

    def reset(self) -> None:
        """Begin the run again."""
        self.session.restart()
        self.told.emit("The run begins again. Ctrl+Z brings the old one back.")

    def picture(self) -> QImage:
        """Return the picture on the screen: the scene, or the view of true rarity or the tube where that is shown."""
        return self.rarity.image() or self.tube.image() or self.scene.image()

    def _on_seed(self, seed: int) -> None:
        self.session.restart(seed)
        self.told.emit(f"The run begins again with seed {seed}. Ctrl+Z brings the old one back.")

    def open_tool(self, name: str) -> None:
        """Open the tube of blood, true rarity or the schedule, as a link of the story asks."""
        {"tube": self.tube.open, "rarity": self.rarity.open, "schedule": self.open_schedule}[name]()

    def open_schedule(self) -> None:
        """Show the schedule of the run, which stays beside it."""
        if self._schedule is None:
            self._schedule = ScheduleDialog(self.session, self.look, self.window())
        self._schedule.show()
        self._schedule.activateWindow()
