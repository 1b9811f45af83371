"""The page of the guide on sealed predictions, written from the figures and the records alone."""

from collections.abc import Iterable, Sequence

from desktop.study.sealed.comparison import Comparison, comparisons, tally
from desktop.study.sealed.figures import SealedFigure
from desktop.study.sealed.records import Record
from desktop.study.statistics import Measured
from desktop.system.number_words import grouped

TITLE = "Sealed predictions"
INTRODUCTION = (
    "Agreement is worth most where it could have failed. These figures are named with their source first, then the "
    "model says what it expects, and what it said is locked with a digest before the two are compared. Whoever wrote "
    "the measures knew the figures: what the digest holds is that no parameter was moved for them, and that nothing "
    "was changed afterwards. Misses stay here, for they teach more than hits."
)
HOW = (
    "`ctc-voyage sealed --predict` asks the present model and writes a new record beside the older ones, "
    "`ctc-voyage sealed` compares, and `ctc-voyage sealed --markdown` writes this page. A record whose digest does not "
    "fit, or that was made with a parameter moved, is refused."
)


def number(value: float, unit: str = "") -> str:
    """Write a number with its unit, as a person would."""
    return f"{grouped(value, 3)} {unit}".rstrip()


def interval(measured: Measured) -> str:
    """Write a prediction with its interval."""
    return f"{grouped(measured.value, 3)} ({grouped(measured.low, 3)} to {grouped(measured.high, 3)})"


def made(record: Record) -> str:
    """Tell what made a record."""
    m = record.maker
    age = "the present model" if m.is_present else "an older model"
    return f"{record.name}: version {m.version}, {age} ({m.state[:8]}), {m.events:,} journeys, seed {m.seed}"


def page(records: Sequence[Record], figures: Iterable[SealedFigure]) -> str:
    """Return the page as Markdown: the newest record in full, then how older ones came out."""
    figures = tuple(figures)
    newest = records[0] if records else None
    found = comparisons(newest, figures)
    head = made(newest) if newest else "Nothing has been predicted yet"
    lines = [f"# {TITLE}", "", INTRODUCTION, "", HOW, "", f"{head}. **{tally(found)}.**", ""]
    lines += ["| row | figure | seen | a hit is | predicted | outcome |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [_row(comparison) for comparison in found]
    lines += ["", "## Sources, and what each row teaches", ""]
    lines += [_note(comparison) for comparison in found]
    if len(records) > 1:
        lines += ["", "## Earlier records", ""]
        lines += [f"- {made(record)}: {tally(comparisons(record, figures))}" for record in records[1:]]
    return "\n".join(lines) + "\n"


def _row(comparison: Comparison) -> str:
    f, p = comparison.figure, comparison.prediction
    accepted = f"{number(f.low)} to {number(f.high)}"
    predicted = "–" if p is None else interval(p.measured)
    cells = (f.key, f.what, number(f.target, f.unit), accepted, predicted, comparison.outcome.value)
    return f"| {' | '.join(cells)} |"


def _note(comparison: Comparison) -> str:
    f = comparison.figure
    arithmetic = f" Own arithmetic: {f.arithmetic}." if f.arithmetic else ""
    remark = f" {comparison.remark}" if comparison.remark else ""
    return f"- **{f.key}**, {f.population}; {f.study} ({f.place}).{arithmetic}{remark}"
