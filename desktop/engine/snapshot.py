"""A snapshot: everything a picture, a plot or an exporter may know about one moment. Frozen and read-only."""

from dataclasses import dataclass

from desktop.engine.model import Model
from desktop.engine.moment import Moment


@dataclass(frozen=True)
class Snapshot(Moment):
    """A `Moment` with the whole model, so that whatever shows it finds names, labels and observables."""

    model: Model
