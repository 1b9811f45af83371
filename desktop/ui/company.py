"""Two hundred patients with the sliders of the one that is watched: they run quietly beside the animation."""

import json
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.engine.arrays import FloatArray
from desktop.study.company import spread
from desktop.ui.errand import Errand
from desktop.ui.session import Session

SETTLE_MILLISECONDS = 3000
"""The sliders must have rested so long, and the window been open, before other patients are run."""


class Company(QObject):
    """Other runs with the present sliders.

    Signals
    -------
    grown
        There is one more run, or none any longer.
    """

    grown = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._funnels: list[list[list[int]]] = []
        self._array = np.zeros((0, 1, len(session.model.milestones)), dtype=np.int64)
        self._errand: Errand | None = None
        self.wanted = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MILLISECONDS)
        self._pause.timeout.connect(self._begin)
        session.parameters_changed.connect(self._on_changed)
        session.replaced.connect(self._on_changed)

    @property
    def runs(self) -> int:
        """Return how many runs there are."""
        return len(self._funnels)

    def want(self, *, wanted: bool) -> None:
        """Run other patients from now on, or no longer."""
        self.wanted = wanted
        self._on_changed()

    def spread(self, seconds: float) -> FloatArray | None:
        """Return the counts between which most runs lie at a moment; see `desktop.study.company.spread`."""
        if len(self._array) != self.runs:
            self._array = np.array(self._funnels, dtype=np.int64)
        return spread(self._array, seconds) if self.runs else None

    def stop(self) -> None:
        """End what is on its way."""
        self._pause.stop()
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def _on_changed(self) -> None:
        self.stop()
        if self._funnels:
            self._funnels = []
            self.grown.emit()
        if self.wanted:
            self._pause.start()

    def _begin(self) -> None:
        simulation = self._session.simulation
        task = json.dumps({"changes": simulation.parameters.changes(), "seed": simulation.seed})
        self._errand = Errand("company", task, self)
        self._errand.told.connect(self._on_told)
        self._errand.begin()

    def _on_told(self, news: Mapping[str, object]) -> None:
        match news:
            case {"funnels": list(funnels)}:
                self.add(funnels)

    def add(self, funnels: list[list[int]]) -> None:
        """Take one more run into account: its counts by mark and milestone."""
        self._funnels.append(funnels)
        self.grown.emit()
