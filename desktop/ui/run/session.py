"""The session: the one object that changes the run. Widgets ask it and show what it tells."""

from collections.abc import Mapping
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QUndoStack

from desktop.engine.model import Model
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.system.refusal import sentence
from desktop.ui.run.stepper import Pacer, Stepper
from desktop.ui.run.timeline import Timeline
from desktop.ui.run.undo import ChangeValues, ReplaceRun, Run

UNDO_STEPS = 200
SEEK_BUDGET = 0.03
"""Seconds of real time that steps may take at a stretch on the way to a moment sought."""


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
        A slider was moved in the past: what had been seen after it is dropped.
    refused
        One sentence that tells why something was not done.
    failed
        The run stopped because of an error; the exception.
    """

    shown = Signal(object)
    parameters_changed = Signal(object)
    running_changed = Signal(bool)
    replaced = Signal()
    rewound = Signal()
    branched = Signal()
    refused = Signal(str)
    failed = Signal(object)

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
        self._goal: int | None = None
        self._seeking = QTimer(self)
        self._seeking.setSingleShot(True)
        self._seeking.timeout.connect(self._approach)

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
            self._give_up_seeking()
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
        self._give_up_seeking()
        self._make_steps(1)

    # --- going back ---

    @property
    def timeline(self) -> Timeline:
        """Return the past of the run."""
        return self.run.timeline

    @property
    def aim(self) -> int:
        """Return the step shown, or the one on its way to be shown."""
        return self.simulation.step if self._goal is None else self._goal

    def step_back(self) -> None:
        """Show the step before the present one."""
        self.seek(self.aim - 1)

    def seek(self, step: int) -> None:
        """Show any step from the first to the furthest seen, exactly; the run is paused first.

        Where many steps have to be made again, they are made little by little, so that the window stays awake.
        """
        self.pause()
        self._seeking.stop()
        missing = self.timeline.approach(self.simulation, step)
        self._goal = self.simulation.step + missing
        self.rewound.emit()
        self._approach()

    def _approach(self) -> None:
        """Make a part of the steps that are missing to the moment sought."""
        if self._goal is None:
            return
        missing = self._goal - self.simulation.step
        most = max(1, int(SEEK_BUDGET / max(self.pacer.step_cost, 1e-6)))
        if missing <= most:
            self._goal = None
        else:
            self._seeking.start(0)
        self._make_steps(min(missing, most))

    def _give_up_seeking(self) -> None:
        self._seeking.stop()
        self._goal = None

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

    def apply_values(self, values: Mapping[str, Value]) -> None:
        """Use other values without a step of undo; only the history calls this."""
        self._give_up_seeking()
        if self.timeline.change(self.simulation, self.parameters.replace(values)):
            self.branched.emit()
        self._tell_parameters()
        if not self.running:
            self.show_now()

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
        self.open_run(Run(Simulation(self.model, self.parameters, used), self.run.title), words)

    def open_run(self, run: Run, words: str) -> None:
        """Show another run; this can be undone."""
        self.undo_stack.push(ReplaceRun(words, self._show_run, self.run, run))

    def _show_run(self, run: Run) -> None:
        running, pacer = self.running, self.stepper.pacer
        self._give_up_seeking()
        self.run.timeline.lay_aside()
        self.run = run
        self.stepper = Stepper(run.simulation, pacer, run.timeline)
        if running:
            self.stepper.play()
        self.replaced.emit()
        self._tell_parameters()
        self.show_now()
