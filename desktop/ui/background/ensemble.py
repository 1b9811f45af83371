"""Two hundred patients with the sliders of the one that is watched: they run quietly beside the animation."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.engine.arrays import FloatArray
from desktop.study.background.messages import EnsembleMessage, Message
from desktop.study.background.tasks import EnsembleTask
from desktop.study.designs.ensemble import LEAST, EnsemblePart, Funnels
from desktop.ui.background.process import BackgroundProcess
from desktop.ui.run.session import Session

SETTLE_MILLISECONDS = 3000
"""How long the sliders must have rested, and the window been open, before other patients are run."""


class Ensemble(QObject):
    """Other runs with the present sliders.

    Signals
    -------
    grown
        More is known of the others, or nothing any longer.
    wanted_changed
        They are to be run from now on, or no longer.
    """

    grown = Signal()
    wanted_changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._funnels: Funnels | None = None
        self._process: BackgroundProcess | None = None
        self.wanted = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MILLISECONDS)
        self._pause.timeout.connect(self._begin)
        session.parameters_changed.connect(self._on_changed)
        session.replaced.connect(self._on_changed)

    def want(self, *, wanted: bool) -> None:
        """Run other patients from now on, or no longer."""
        self.wanted = wanted
        self.wanted_changed.emit()
        self._on_changed()

    def spread(self, seconds: float) -> FloatArray | None:
        """Return the counts between which most runs lie at a moment, shape (2, milestones); see `Funnels.spread`."""
        return None if self._funnels is None else self._funnels.spread(seconds)

    def words(self, seconds: float) -> str:
        """Return what the spread at a moment is, or why there is none; nothing when it is not wanted."""
        if not self.wanted:
            return ""
        if self._funnels is None or self._funnels.until == 0.0:
            return "other runs: none ready yet"
        patients = self._funnels.patients(seconds)
        if patients >= LEAST:
            return f"90\N{NO-BREAK SPACE}% of {patients} other runs"
        return f"other runs: up to {self._funnels.until:.0f} s"

    def stop(self) -> None:
        """End what is on its way."""
        self._pause.stop()
        if self._process is not None:
            self._process.drop()
            self._process = None

    def _on_changed(self) -> None:
        self.stop()
        if self._funnels is not None:
            self._funnels = None
            self.grown.emit()
        if self.wanted:
            self._pause.start()

    def _begin(self) -> None:
        simulation = self._session.simulation
        task = EnsembleTask(simulation.parameters, simulation.seed)
        self._process = BackgroundProcess(task.kind, task.to_json(), self)
        self._process.told.connect(self._on_told)
        self._process.begin()

    def _on_told(self, message: Message) -> None:
        if isinstance(message, EnsembleMessage):
            self.add(message.part)

    def add(self, part: EnsemblePart) -> None:
        """Take into account what some patients have lived through."""
        if self._funnels is None:
            self._funnels = Funnels(len(self._session.model.milestones))
        self._funnels.add(part)
        self.grown.emit()
