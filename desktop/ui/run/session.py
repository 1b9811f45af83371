"""The session: the one object that changes the run. Widgets ask it and show what it tells."""

from collections import deque
from collections.abc import Callable, Mapping
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QUndoStack

from desktop.engine.model import Model
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.system.refusal import sentence
from desktop.ui.run.limits import MOST_MOVES, MOVES_TOLD_EVERY, MOVES_TOLD_FROM, OLD_RUNS_KEPT, UNDO_STEPS
from desktop.ui.run.seeking import Seeking
from desktop.ui.run.stepper import Pacer, Stepper
from desktop.ui.run.timeline import Past, Timeline
from desktop.ui.run.undo import ChangeValues, ReplaceRun, Run


class Session(QObject):
    """A run being watched, with its clock and its history.

    Signals
    -------
    shown
        A new `Snapshot` is there.
    parameters_changed
        The `Parameters` the next step will use.
    running_changed
        Whether the run goes on.
    replaced
        Another run is shown: what was drawn or selected of the old one is void.
    rewound
        An earlier or later moment of the same run is shown: what was counted up to now must be counted anew.
    branched
        A slider was moved in the past: what had been seen after it is replaced, until the move is undone.
    refused
        One sentence that tells why something was not done.
    failed
        The run stopped because of an error; the exception.
    noted
        One sentence about what will no longer be possible soon.
    """

    shown = Signal(object)
    parameters_changed = Signal(object)
    running_changed = Signal(bool)
    replaced = Signal()
    rewound = Signal()
    branched = Signal()
    refused = Signal(str)
    failed = Signal(object)
    noted = Signal(str)

    def __init__(self, model: Model, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.run = run
        self.stepper = Stepper(run.simulation, timeline=run.timeline)
        self._told = run.simulation.parameters
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self.snapshot: Snapshot = run.simulation.snapshot()
        self._drag = 0
        self._dragging = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_tick)
        self._laid_aside: deque[Run] = deque()
        self._replaced: deque[Past] = deque()
        self.seeking = Seeking(self.show_now, self)

    # --- running ---

    @property
    def simulation(self) -> Simulation:
        """Return the simulation being shown."""
        return self.run.simulation

    @property
    def parameters(self) -> Parameters:
        """Return the parameters the next step will use."""
        return self.run.simulation.parameters

    @property
    def running(self) -> bool:
        """Tell whether the run goes on."""
        return self.stepper.running

    @property
    def pacer(self) -> Pacer:
        """Return what decides on the number of steps."""
        return self.stepper.pacer

    def play(self) -> None:
        """Let the run go on."""
        if not self.running:
            self.seeking.stop()
            self.stepper.play()
            self._timer.start(0)
            self.running_changed.emit(True)

    def pause(self) -> None:
        """Stop at once: no step is made after this call."""
        if self.running:
            self.stepper.pause()
            # A window at rest must cost nothing.
            self._timer.stop()
            self.running_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self.running:
            self.pause()
        else:
            self.play()

    def step_once(self) -> None:
        """Make exactly one step; a run that goes on is paused first."""
        self.pause()
        self.seeking.stop()
        self._make_steps(1)

    # --- going back ---

    @property
    def timeline(self) -> Timeline:
        """Return the past of the run."""
        return self.run.timeline

    @property
    def aim(self) -> int:
        """Return the step shown, or the one on its way to be shown."""
        return self.simulation.step if self.seeking.way is None else self.seeking.way.goal

    def step_back(self) -> None:
        """Show the step before the present one."""
        self.seek(self.aim - 1)

    def seek(self, step: int, turn_back: Callable[[], None] | None = None) -> None:
        """Show any step from the first to the furthest seen, exactly; the run is paused first.

        Where many steps have to be made again, they are made little by little, so that the window stays awake.
        ``turn_back`` brings back what was shown before, when the way is given up; else it is the moment before.
        """
        self.pause()
        if turn_back is None:
            turn_back = self._to_this_moment() if self.seeking.way is None else self.seeking.way.turn_back
        self.seeking.stop()
        missing = self.timeline.approach(self.simulation, step)
        self.rewound.emit()
        self.seeking.begin(self.stepper, missing, turn_back)

    def seek_beyond(self, step: int) -> None:
        """Show a moment to which the moves of this run lead, though it may not have been seen yet."""
        furthest, back = self.timeline.furthest, self._to_this_moment()

        def turn_back() -> None:
            self.timeline.furthest = furthest
            back()

        self.timeline.foretell(self.timeline.parameter_changes, step)
        self.seek(step, turn_back)

    def _to_this_moment(self) -> Callable[[], None]:
        """Return what shows the present moment again."""
        state = self.simulation.state()

        def restore() -> None:
            self.simulation.restore(state)
            self.rewound.emit()
            self.show_now()

        return restore

    def set_speed(self, speed: float) -> None:
        """Let this many animation seconds pass per real second."""
        self.pacer.speed = speed

    def _on_tick(self) -> None:
        try:
            steps = self.stepper.tick(perf_counter())
        except Exception as error:
            self.pause()
            self.failed.emit(error)
            raise
        if steps:
            self.show_now()
        if self.running:
            # At least a millisecond, for what the user does; and only now, so that late ticks never pile up.
            self._timer.start(max(1, round(1000.0 * self.stepper.rest(perf_counter()))))

    def _make_steps(self, steps: int) -> None:
        self.stepper.make(steps)
        self.show_now()

    def show_now(self) -> None:
        """Take a snapshot of the present moment and tell it."""
        if self.parameters is not self._told:
            self._tell_parameters()
        self.snapshot = self.simulation.snapshot()
        self.shown.emit(self.snapshot)

    # --- changing ---

    def grasp(self) -> None:
        """Begin a drag: changes until `release` are one step of undo."""
        self._drag += 1
        self._dragging = True

    def release(self) -> None:
        """End a drag."""
        self._dragging = False

    def change(self, values: Mapping[str, Value], words: str = "") -> bool:
        """Change parameters from the next step on; refusals are told in one sentence."""
        self.seeking.stop()
        try:
            goal = self.parameters.replace(values)
        except ParameterError as error:
            self.refused.emit(sentence(error))
            return False
        pairs = goal.difference(self.parameters)
        if pairs:
            new = {path: pair[0] for path, pair in pairs.items()}
            old = {path: pair[1] for path, pair in pairs.items()}
            label = words or f"change of {self.parameters.declaration(next(iter(new))).label.lower()}"
            drag = self._drag if self._dragging else -1
            self.undo_stack.push(ChangeValues(label, self, old, new, drag))
        return True

    def apply_values(self, values: Mapping[str, Value]) -> Past | None:
        """Use other values without a step of undo; only the history calls this.

        A run on its way to a moment gets them there, and goes on. Returned is the past that they replace, if any.
        """
        way = self.seeking.way
        if way is not None and len(self.timeline.changes) < MOST_MOVES:
            replaced = self.timeline.change_ahead(way.goal, self.timeline.parameters_at(way.goal).replace(values))
            self.seeking.go_on_to_stay()
        else:
            self.seeking.stop()
            replaced = self.timeline.change(self.simulation, self.parameters.replace(values))
        if replaced is not None:
            self._keep_few_states(replaced)
            self.branched.emit()
        self._tell_moves(len(self.timeline.changes))
        self._tell_parameters()
        if not self.running and self.seeking.way is None:
            self.show_now()
        return replaced

    def bring_back(self, past: Past, *, undone: bool) -> Past:
        """Show the run as it was before a slider was moved in its past, or after; only the history calls this."""
        self.pause()
        present = self.timeline.past(self.aim)
        self._keep_few_states(present)
        self.seeking.stop()
        self.timeline.bring_back(self.simulation, past)
        self._tell_parameters()
        self.seek(past.step, self.undo_stack.redo if undone else self.undo_stack.undo)
        return present

    def _keep_few_states(self, past: Past) -> None:
        """Note that a past is replaced; of those replaced long ago only the first state is kept."""
        self._replaced.append(past)
        if len(self._replaced) > OLD_RUNS_KEPT:
            self._replaced.popleft().forget_states()

    def _tell_moves(self, number: int) -> None:
        """Tell that the moves of sliders come to an end, as long as something can be done about it."""
        if self.timeline.is_whole and number >= MOVES_TOLD_FROM and number % MOVES_TOLD_EVERY == 0:
            self.noted.emit(
                f"{number:,} moves of sliders: after {MOST_MOVES:,} this run can be exported no longer, and its "
                "beginning not be shown. Export it now (Ctrl+E), or reset (R)."
            )

    def _tell_parameters(self) -> None:
        self._told = self.parameters
        self.parameters_changed.emit(self.parameters)

    def all_defaults(self) -> None:
        """Set every parameter to its default."""
        declared = {d.path: d.default for d in self.parameters.declarations}
        self.change(declared, "all sliders to their defaults")

    def restart(self, seed: int | None = None) -> None:
        """Begin the run again at time zero, with the present sliders; this can be undone."""
        used = self.simulation.seed if seed is None else seed
        words = "reset" if seed is None else f"reset with seed {used}"
        self.open_run(Run(Simulation(self.model, self.parameters, used), self.run.scenario), words)

    def open_run(self, run: Run, words: str) -> None:
        """Show another run; this can be undone."""
        self.undo_stack.push(ReplaceRun(words, self._show_run, self.run, run, self.undo_stack))

    def _show_run(self, run: Run, take_back: Callable[[], None]) -> None:
        running, pacer = self.running, self.stepper.pacer
        self.seeking.stop()
        self._lay_aside(self.run)
        left_at = run.unfold()
        if run in self._laid_aside:
            self._laid_aside.remove(run)
        self.run = run
        self.stepper = Stepper(run.simulation, pacer, run.timeline)
        if running:
            self.stepper.play()
        self.replaced.emit()
        self._tell_parameters()
        self.show_now()
        if left_at > run.simulation.step:
            self.seek(left_at, take_back)

    def _lay_aside(self, run: Run) -> None:
        """Keep few states of a run that another one replaces, and fold up what was laid aside long ago."""
        run.timeline.lay_aside()
        self._laid_aside.append(run)
        if len(self._laid_aside) > OLD_RUNS_KEPT:
            self._laid_aside.popleft().fold()
