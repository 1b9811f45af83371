"""Gets the first run ready in a thread of its own, so that the window never freezes while machine code is made."""

from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop.engine.model import Model
    from desktop.engine.simulation import Simulation
    from desktop.study.scenario import Scenario

DEFAULT_SCENARIO = "default-patient"
WARM_UP_STEPS = 2
"""Steps of a throw-away run that make kernels be compiled before the first real step; others tell of themselves."""


@dataclass(frozen=True)
class Prepared:
    """What the window needs to begin.

    ``complaint`` tells why the scenario asked for was not taken, ``page`` is the key of the page of the story, "" for
    the first.
    """

    model: "Model"
    scenario: "Scenario"
    simulation: "Simulation"
    complaint: str
    page: str = ""


def prepare(wanted: str | None) -> Prepared:
    """Load the scenario or code asked for, or the default one if that cannot be, and make its simulation ready."""
    # Here, since these take seconds to import and the window should be there before them.
    from desktop.cascade import MODEL
    from desktop.engine.compiled import compile_ahead
    from desktop.engine.simulation import Simulation
    from desktop.lessons.codes.reading import read_code, resembles_code
    from desktop.study.scenario import load_scenario
    from desktop.system.refusal import Refusal

    complaint, page = "", ""
    try:
        if wanted is not None and resembles_code(wanted):
            start = read_code(wanted, MODEL)
            scenario, page = start.scenario, start.page
        else:
            scenario = load_scenario(wanted or DEFAULT_SCENARIO, MODEL)
    except Refusal as error:
        scenario = load_scenario(DEFAULT_SCENARIO, MODEL)
        complaint = f"{error}. The default patient is shown instead."
    Simulation(MODEL, scenario.parameters, scenario.seed).advance(WARM_UP_STEPS)
    # The scene's own kernel is known once its module is there.
    import_module("desktop.scene.raster.blend")
    compile_ahead()
    return Prepared(MODEL, scenario, Simulation(MODEL, scenario.parameters, scenario.seed), complaint, page)


class Opening(QObject):
    """Runs `prepare` in a thread.

    Signals
    -------
    ready
        `Prepared`.
    failed
        The exception.
    """

    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, wanted: str | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted

    def start(self) -> None:
        """Begin; one of the signals follows."""
        # A daemon, so that closing the window ends the program even while machine code is being made.
        Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            prepared = prepare(self._wanted)
        except Exception as error:
            self.failed.emit(error)
        else:
            self.ready.emit(prepared)
