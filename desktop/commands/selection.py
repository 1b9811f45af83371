"""The command `selection`: in what the survivors of a cohort differ from all that set out."""

import json
from math import isfinite
from typing import TYPE_CHECKING, Annotated

import typer

from desktop import __version__
from desktop.commands.options import AsJson, ScenarioName, Seed, Settings, Workers, number_of_workers

if TYPE_CHECKING:
    from desktop.study.statistics import Measured


def selection(
    scenario: ScenarioName,
    *,
    events: Annotated[str, typer.Option(metavar="N", help="Journeys in the cohort.")] = "20000",
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Tell which traits the survivors have, and the dead of each cause: who is selected."""
    from desktop.cascade import MODEL
    from desktop.cascade.traits import TRAITS
    from desktop.commands.arguments import read_events, read_scenario
    from desktop.commands.kept import hired, kept, of_no_table
    from desktop.commands.tables import print_selection
    from desktop.study.cohorts.selected import mean_factor
    from desktop.study.designs.selection import added, selection_parts

    chosen, count = read_scenario(scenario, seed, None, settings or []), read_events(events)
    number = number_of_workers(workers)
    study = [chosen.parameters.changes(), chosen.seed, count]
    with kept(of_no_table(study, "selection"), needed=False) as journal, hired(number, journal) as executor:
        tallies = added(selection_parts(chosen.parameters, chosen.seed, count, executor))
    if not as_json:
        print_selection(MODEL, chosen, count, tallies)
        return
    ends = [name.removesuffix(".cells") for name in tallies if name.endswith(".cells")]
    found = {
        end: {
            "cells": int(tallies[f"{end}.cells"]),
            "traits": {trait.path: _known(mean_factor(tallies, end, trait.column)) for trait in TRAITS},
        }
        for end in ends
    }
    recipe = {"program": "CTC Voyage", "version": __version__, "scenario": chosen.name, "seed": chosen.seed}
    typer.echo(json.dumps({**recipe, "events": count, "ends": found}))


def _known(found: "Measured") -> list[float] | None:
    """Return a mean with the ends of its interval; None where too few came to this end."""
    return [found.value, found.low, found.high] if isfinite(found.value) else None
