"""What is counted in a finished cohort, besides its funnel: sums over cells and journeys, read from the event log."""

from collections.abc import Mapping

import numpy as np

from desktop.cascade.stages import Stage
from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.snapshot import Snapshot
from desktop.study.cohorts.entry_modes import ENTRIES, MODES, cells_entering, entry_modes_of

EARLY, LATE = (0.0, 4.0), (20.0, 28.0)
"""Hours since lodging in which contacts of NK cells are looked at: fresh cells, and about a day later."""
MOST_STAYS = 1_000_000
"""More than any cell has stays in the blood: numbers a cell's stays."""
LARGEST_FILE = 20
"""Cells in the largest groups whose passage through capillaries was watched (Au 2016)."""


class _Log:
    """The events of a snapshot, with the kind of the journey that each belongs to."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.codes = snapshot.model.event_codes
        self.events = snapshot.events
        self.blood_pace = float(snapshot.pace[snapshot.model.place_codes["blood"]])
        self.hazards = snapshot.model.hazard_codes
        self.entering = cells_entering(snapshot)
        self.kind = entry_modes_of(snapshot)
        self.contact_hours = float(snapshot.parameters.value("natural_killer.contact_minutes")) / 60.0
        self.cells = int(self.events["cell"].max(initial=-1)) + 1

    def of(self, *kinds: str) -> AnyArray:
        """Return the events of some kinds that belong to a journey, shape (n,), of the dtype of the log."""
        wanted = np.isin(self.events["kind"], [self.codes[kind] for kind in kinds])
        return self.events[wanted & (self.events["journey"] >= 0)]

    def deaths(self, *stages: Stage) -> AnyArray:
        """Return the deaths in some stages, shape (n,); a death leaves its journey after it is recorded."""
        died = self.of("died")
        return died[np.isin(died["stage"], stages)]


def standard(snapshot: Snapshot) -> Mapping[str, float]:
    """Return all sums that the validation measures are made of."""
    log = _Log(snapshot)
    return {**_in_blood(log), **_sizes(log), **_killers(log)}


def _in_blood(log: _Log) -> dict[str, float]:
    """Return journeys in blood, their hours there, how many of them lodged, and deaths by shear in the stream.

    A journey is in the blood from the first cell that enters to the first that lodges or, when none does, the last
    that dies. By the animation's time, since places have clocks of their own.
    """
    entered, lodged, died = log.of(*ENTRIES), log.of("arrested"), log.deaths(Stage.TRAVELLING)
    count = log.kind.size
    begin, first, last = np.full(count, np.inf), np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(begin, entered["journey"], entered["time"])
    np.minimum.at(first, lodged["journey"], lodged["time"])
    np.maximum.at(last, died["journey"], died["time"])
    end = np.where(np.isfinite(first), first, last)
    over = np.isfinite(begin) & np.isfinite(end)
    hours = np.where(over, (end - begin) * log.blood_pace, 0.0)
    # Those torn later, when they had come loose again, are not of this stay.
    torn = died[(died["cause"] == log.hazards["shear"]) & (died["time"] <= end[died["journey"]])]
    stays, hours_of_stays = _stays(log)
    found: dict[str, float] = {}
    for code, kind in enumerate(MODES):
        found[f"blood.{kind}"] = float((log.kind == code).sum())
        own = over & (log.kind == code)
        short = own & (log.entering <= LARGEST_FILE)
        found[f"blood.{kind}.ended"] = float(own.sum())
        found[f"blood.{kind}.hours"] = float(hours[own].sum())
        found[f"blood.{kind}.lodged"] = float(np.isfinite(first[own]).sum())
        found[f"blood.{kind}.torn"] = float((log.kind[torn["journey"]] == code).sum())
        found[f"blood.{kind}.cells"] = float(log.entering[log.kind == code].sum())
        found[f"blood.{kind}.stays"] = float(stays[log.kind == code].sum())
        found[f"blood.{kind}.stay_hours"] = float(hours_of_stays[log.kind == code].sum())
        found[f"file.{kind}.hours"] = float(hours[short].sum())
        found[f"file.{kind}.lodged"] = float(np.isfinite(first[short]).sum())
    return found


def _stays(log: _Log) -> tuple[FloatArray, FloatArray]:
    """Return how many stays in blood the cells of each journey had, and the hours of all together, shape (journeys,).

    A stay runs from the entry, or from coming loose, to lodging or death; those that are not over are left out.
    """
    begins, ends = log.of(*ENTRIES, "came_loose"), log.of("arrested")
    ends = np.concatenate([ends, log.deaths(Stage.TRAVELLING)])
    begins, ends = (events[np.lexsort((events["time"], events["cell"]))] for events in (begins, ends))
    # Of each cell the n-th stay ends with the n-th end; of the last, which may be open, there is none.
    turn_of_begin, turn_of_end = (_turns(events["cell"]) for events in (begins, ends))
    begin_key = begins["cell"] * MOST_STAYS + turn_of_begin
    end_key = ends["cell"] * MOST_STAYS + turn_of_end
    _, first, second = np.intersect1d(begin_key, end_key, assume_unique=True, return_indices=True)
    hours = (ends["time"][second] - begins["time"][first]) * log.blood_pace
    journey, count = begins["journey"][first], log.kind.size
    stays = np.bincount(journey, minlength=count).astype(np.float64)
    return stays, np.asarray(np.bincount(journey, hours, minlength=count), dtype=np.float64)


def _turns(cells: IntArray) -> IntArray:
    """Return of each event the how many-th of its cell it is, from 0, for events sorted by cell, shape (n,)."""
    first = np.flatnonzero(np.r_[True, np.diff(cells) != 0]) if cells.size else np.empty(0, np.int64)
    return np.arange(cells.size) - np.repeat(first, np.diff(np.r_[first, cells.size]))


def _sizes(log: _Log) -> dict[str, float]:
    """Return how many groups entered the blood, how many of them as pairs, and how many cells they had then."""
    cells = log.entering[log.kind == MODES.index("group")].astype(np.float64)
    return {
        "size.groups": float(cells.size),
        "size.pairs": float((cells == 2).sum()),
        "size.cells": float(cells.sum()),
        "size.squares": float((cells**2).sum()),
    }


def _by_cell(log: _Log, events: AnyArray) -> FloatArray:
    """Return the hour of the last of these events for each cell, shape (cells,); not a number where there is none."""
    hours = np.full(log.cells, np.nan)
    hours[events["cell"]] = events["hours"]
    return hours


def _killers(log: _Log) -> dict[str, float]:
    """Return contacts of NK cells with lodged single cells, hours lodged, and kills by early and late contacts.

    A contact that was cut short, since the cell died of something else meanwhile, tells nothing of what it does.
    """
    lodged = log.of("arrested")
    lodged = lodged[log.kind[lodged["journey"]] == MODES.index("single")]
    died, left = log.deaths(Stage.ARRESTED, Stage.LEAVING), log.of("left_vessel")
    began, died_at, left_at = (_by_cell(log, events) for events in (lodged, died, left))
    ended = np.where(np.isfinite(died_at), died_at, left_at)
    contacts = log.of("nk_contact")
    contacts = contacts[np.isfinite(began[contacts["cell"]]) & np.isfinite(ended[contacts["cell"]])]
    # Of a cell that came loose, the last stay in a capillary is looked at.
    contacts = contacts[contacts["hours"] >= began[contacts["cell"]]]
    latest = _by_cell(log, contacts)
    by_killer = np.zeros(log.cells, bool)
    by_killer[died["cell"][died["cause"] == log.hazards["natural_killer"]]] = True
    age = contacts["hours"] - began[contacts["cell"]]
    deadly = by_killer[contacts["cell"]] & (contacts["hours"] == latest[contacts["cell"]])
    lasted = ended[contacts["cell"]] - contacts["hours"] >= log.contact_hours
    found = {
        "killer.contacts": float(contacts.size),
        "killer.hours": float(np.nansum(ended - began)),
    }
    for name, (low, high) in (("early", EARLY), ("late", LATE)):
        inside = (age >= low) & (age < high) & (lasted | deadly)
        found[f"killer.{name}.contacts"] = float(inside.sum())
        found[f"killer.{name}.kills"] = float((inside & deadly).sum())
    return found
