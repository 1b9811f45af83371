"""Results as tables for people at a terminal."""

from collections.abc import Mapping, Sequence
from math import isfinite

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from desktop.cascade.traits import TRAITS
from desktop.commands.self_check import Finding
from desktop.engine.model import Model
from desktop.engine.parameters import Parameters, Value
from desktop.study.cohorts.selected import mean_factor
from desktop.study.designs.sensitivity import Influence, Study, matters
from desktop.study.designs.virtual_patients import Response, Verdict
from desktop.study.evidence.calibration import Calibration
from desktop.study.evidence.targets import KINDS, figure
from desktop.study.evidence.validation import Validation
from desktop.study.provenance import patient_in_words
from desktop.study.reference import Sheet, words
from desktop.study.runner import RunResult
from desktop.study.scenario import Scenario
from desktop.study.sealed.comparison import comparisons, tally
from desktop.study.sealed.figures import SealedFigure
from desktop.study.sealed.page import TITLE as SEALED_TITLE
from desktop.study.sealed.page import interval, made, number
from desktop.study.sealed.records import Record
from desktop.study.selection import ALL, SURVIVED
from desktop.study.statistics import LEVEL

WIDE = 220
"""Columns to fill when the output goes to a file or another program, which need no wrapping."""


def _console() -> Console:
    # Words come from scenario files, too: nothing in them may be taken for markup.
    console = Console(markup=False, highlight=False, emoji=False)
    return console if console.is_terminal else Console(markup=False, highlight=False, emoji=False, width=WIDE)


def _table(title: str, *columns: str, numbers: Sequence[str] = ()) -> Table:
    table = Table(title=Text(title, style="bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in columns:
        # A long name goes on in the next line: nothing is cut off.
        side: JustifyMethod = "right" if column in numbers else "left"
        table.add_column(column, justify=side, header_style="dim", overflow="fold")
    return table


def _print_patient(console: Console, changes: Mapping[str, Value]) -> None:
    for line in patient_in_words(changes):
        console.print(line)


def print_result(model: Model, result: RunResult) -> None:
    """Print what came of a run: the funnel, the causes of death, the observables."""
    console = _console()
    console.print(f"{result.scenario}, seed {result.seed}, {result.seconds:g} s of animation")
    _print_patient(console, result.parameters)
    console.print()
    console.print(_funnel_table(result))
    deaths = _table("\nCauses of death", "cause", "cells", numbers=("cells",))
    labels = {hazard.name: hazard.label for hazard in model.hazards}
    for name, count in sorted(result.deaths.items(), key=lambda item: (-item[1], item[0])):
        deaths.add_row(labels[name], str(count))
    console.print(deaths)
    readings = _table("\nAt the end", "what", "value", "unit", numbers=("value",))
    for observable in model.observables:
        value = result.observables[observable.name]
        readings.add_row(observable.label, f"{value:.4g}" if isfinite(value) else "not known", observable.unit)
    console.print(readings)
    console.print(f"\nstate {result.state_sha256}")


def _funnel_table(result: RunResult) -> Table:
    numbers = ("journeys", "single cells", "groups", "share")
    table = _table("How far they came", "milestone", *numbers, numbers=numbers)
    shed = result.funnel[0].events if result.funnel else 0
    for step in result.funnel:
        share = f"{100.0 * step.events / shed:.3g} %" if shed else ""
        table.add_row(step.label, str(step.events), str(step.events_single), str(step.events_group), share)
    return table


def print_sheet(sheet: Sheet) -> None:
    """Print a table of things, group by group."""
    console = _console()
    short = tuple(column for column in sheet.columns if column not in ("source", "help"))
    for heading, rows in sheet.groups().items():
        table = _table(f"\n{heading}" if heading else sheet.title, *short)
        for row in rows:
            table.add_row(*(words(row[column]) for column in short))
        console.print(table)


def print_findings(findings: Sequence[Finding]) -> None:
    """Print the findings of a self-check, then one line that sums them up."""
    console = _console()
    table = _table("CTC Voyage on this computer", "", "what", "found", "wanted")
    for finding in findings:
        table.add_row("ok" if finding.passed else "FAILED", finding.label, finding.found, finding.wanted)
    console.print(table)
    failed = sum(not finding.passed for finding in findings)
    console.print("\nall is well" if failed == 0 else f"\n{failed} of {len(findings)} checks failed")


def print_validation(validation: Validation) -> None:
    """Print every published figure beside the model's own, then what was missed."""
    console = _console()
    numbers = ("target", "accepted", "model", "95 % interval")
    title = f"Published figures and the model's own, {validation.events:,} journeys, seed {validation.seed}"
    table = _table(
        title, "row", "what", *numbers, "unit", "grade", "kind", "verdict", "rests on", "source", numbers=numbers
    )
    for finding in validation.findings:
        t, m = finding.target, finding.measured
        value, interval = (finding.reason, "") if m is None else (figure(t, m.value), figure(t, m.low, m.high))
        table.add_row(
            t.key,
            t.what,
            figure(t, t.target),
            figure(t, t.low, t.high),
            value,
            interval,
            t.unit,
            t.grade,
            t.kind,
            finding.verdict,
            t.foundation(),
            t.source,
        )
    console.print(table)
    console.print()
    _print_patient(console, validation.parameters)
    for kind in dict.fromkeys(finding.target.kind for finding in validation.findings):
        console.print(f"{kind}: {KINDS[kind]}")
    console.print(f"sealed: {KINDS['sealed']}; ctc-voyage sealed shows those")
    for finding in validation.findings:
        if finding.target.condition:
            console.print(f"{finding.target.key}: {finding.target.condition}")
    keys = ", ".join(finding.target.key for finding in validation.missed)
    console.print(f"missed of grade A and B: {keys}" if keys else "every figure of grade A and B shown here holds")
    if unsure := ", ".join(finding.target.key for finding in validation.missed if not finding.is_sure):
        console.print(f"not sure of {unsure}: the interval reaches into the accepted range; more journeys tell")


def print_sealed(records: Sequence[Record], figures: Sequence[SealedFigure]) -> None:
    """Print figures beside what the newest record says of them, what each miss teaches, and how older ones came out."""
    console = _console()
    newest = records[0] if records else None
    found = comparisons(newest, figures)
    numbers = ("seen", "a hit is", "predicted")
    table = _table(SEALED_TITLE, "row", "figure", *numbers, "unit", "outcome", "source", numbers=numbers)
    for comparison in found:
        f, p = comparison.figure, comparison.prediction
        predicted = "" if p is None else interval(p.measured)
        accepted = f"{number(f.low)} to {number(f.high)}"
        table.add_row(f.key, f.what, number(f.target), accepted, predicted, f.unit, comparison.outcome, f.study)
    console.print(table)
    console.print()
    for comparison in found:
        if comparison.remark:
            console.print(f"{comparison.figure.key}: {comparison.remark}")
    console.print(f"\n{made(newest) if newest else 'nothing has been predicted yet'}: {tally(found)}")
    for record in records[1:]:
        console.print(f"{made(record)}: {tally(comparisons(record, figures))}")


def print_calibration(calibration: Calibration) -> None:
    """Print what each fit did."""
    console = _console()
    numbers = ("before", "after", "target", "found", "turns")
    table = _table("Fitted, in this order", "row", "parameter", *numbers, "", numbers=numbers)
    for step in calibration.steps:
        t = step.target
        ends = (f"{step.before:.4g}", f"{step.after:.4g}", f"{t.target:.3g}", f"{step.measured.value:.3g}")
        table.add_row(t.key, step.fit.path, *ends, str(step.turns), "close" if step.is_close else "as close as it goes")
    console.print(table)


def print_selection(model: Model, scenario: Scenario, events: int, tallies: Mapping[str, float]) -> None:
    """Print the mean of each trait, over that of the slider, among those of each end."""
    console = _console()
    title = f"Who is selected: {scenario.name}, {events:,} journeys, seed {scenario.seed}; mean over the slider's value"
    columns = tuple(trait.label for trait in TRAITS)
    table = _table(title, "end", "cells", *columns, numbers=("cells", *columns))
    ends = {ALL: "all that set out", SURVIVED: "survived: asleep or growing"}
    ends |= {hazard.name: f"died: {hazard.label}" for hazard in model.hazards}
    for end, label in ends.items():
        means = (mean_factor(tallies, end, trait.column) for trait in TRAITS)
        numbers = (f"{m.value:.2f} ± {m.high - m.value:.2f}" if isfinite(m.value) else "too few" for m in means)
        table.add_row(label, f"{tallies[f'{end}.cells']:,.0f}", *numbers)
    console.print(table)


BAR = 40
"""Characters of the longest bar."""


def print_influences(study: Study, influences: Sequence[Influence]) -> None:
    """Print sliders with bars, the strongest first."""
    console = _console()
    words_of = {
        "one": "each alone: metastases for each journey at its low and at its high end, in powers of ten",
        "morris": "Morris: how strongly metastases for each journey change, in powers of ten, and the spread",
        "sobol": "Sobol: total share of the differences in metastases for each journey, and the share of its own",
    }
    columns = ("at low", "at high") if study.method == "one" else ("strength", "spread")
    table = _table(
        f"Which sliders matter, {words_of[study.method]}", "slider", *columns, "±", "", numbers=(*columns, "±")
    )
    longest = max((influence.strength for influence in influences), default=0.0) or 1.0
    for found in influences:
        numbers = (found.low, found.high) if study.method == "one" else (found.strength, found.spread)
        bar = "█" * round(BAR * max(found.strength, 0.0) / longest) if matters(found) else "only seems to matter"
        table.add_row(found.label, *(f"{number:+.2f}" for number in numbers), f"{LEVEL * found.error:.2f}", bar)
    console.print(table)
    scale = "" if study.method == "sobol" else "+1 is ten times as many metastases, -1 a tenth, +0.30 twice as many. "
    console.print(f"\n{scale}± is half the 95 % interval.")
    _print_patient(console, study.patient.changes())


def print_responses(found: Sequence[Response], treatment: str, counted: str, patient: Parameters) -> None:
    """Print how many patients a treatment helped, how many not, and by how much; they were drawn around ``patient``."""
    console = _console()
    verdicts = [response.verdict for response in found]
    console.print(f"{treatment}, {len(found)} virtual patients")
    _print_patient(console, patient.changes())
    for verdict in Verdict:
        number = verdicts.count(verdict)
        label = verdict.value if verdict is Verdict.UNSURE else f"{verdict} {counted}"
        console.print(f"  {label:22} {number:5}  {'█' * round(BAR * number / len(found))}")
    effects = sorted(r.effect.value for r in found if isfinite(r.effect.value))
    if len(effects) < len(found):
        console.print(f"  of these, {len(found) - len(effects)} with too few metastases to tell")
    if effects:
        low, middle, high = (effects[round(place * (len(effects) - 1))] for place in (0.1, 0.5, 0.9))
        console.print(
            f"{counted} with over without: middle × {middle:.2f}, eight of ten patients × {low:.2f} to × {high:.2f}"
        )
    console.print("For education and research only: no advice on treatment, and no patient is shown.")
