"""The waterfall plot of a treatment: a bar for each patient, from whom it spares most to whom it harms most (SVG)."""

from collections.abc import Iterable, Sequence
from math import isnan, log10

from desktop import __version__
from desktop.engine.parameters import Declaration
from desktop.export.figures.chart_page import BLUE, EVEN, FAINT, GRID, SOFT, TEXT, VERMILION, page, text
from desktop.study.designs.sweep import settings_text
from desktop.study.designs.virtual_patients import ENDS, Response, TreatmentStudy, Verdict, reach
from desktop.study.provenance import scale_in_words

WIDTH, HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 1160, 620, 116, 92, 70, 20
MARKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
WIDEST = 40.0
"""Greatest width of a patient's bar, in pixels."""
LETTER = 7.2
"""Width of a letter, in pixels, more or less."""
FAINTEST = 0.25
"""Strength of the ground where there are no bars."""
VERDICTS = {
    Verdict.FEWER: (BLUE, 0.6, "surely fewer metastases"),
    Verdict.MORE: (VERMILION, 0.6, "surely more"),
    Verdict.UNSURE: (FAINT, 1.0, "not sure: the interval holds no effect, too"),
}
"""Colour, its strength on which the intervals must be seen, and words."""


def waterfall_svg(found: Sequence[Response], treatment: Declaration, study: TreatmentStudy) -> str:
    """Return the plot of what a treatment did to the patients of a study."""
    axis = _Axis(found)
    known = [response for response in found if not isnan(response.effect.value)]
    order = sorted(known, key=lambda response: (axis.bounded(response.effect.value), response.patient))
    step = min((WIDTH - LEFT - RIGHT) / len(found), WIDEST)
    bars = (part for place, one in enumerate(order) for part in _bar(one, axis, LEFT + step * place, step))
    unknown = _unknown(len(found) - len(known), LEFT + step * len(known), step)
    head = _head(treatment, study)
    return page(WIDTH, HEIGHT, *head, *axis.grid(), *bars, *unknown, *_foot(known, treatment))


class _Axis:
    """Metastases with the treatment over those without, in powers of ten, as far as the known intervals reach."""

    def __init__(self, found: Sequence[Response]) -> None:
        self.reach = reach(end for one in found for end in (one.effect.low, one.effect.high))

    def bounded(self, effect: float) -> float:
        """Return a ratio within the axis."""
        return float(min(max(effect, 10.0**-self.reach), 10.0**self.reach))

    def y(self, effect: float) -> float:
        """Return the place of a ratio down the page, in pixels."""
        share = 0.5 + 0.5 * log10(self.bounded(effect)) / self.reach
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 2)

    def grid(self) -> Iterable[str]:
        for mark in MARKS:
            if self.bounded(mark) != mark:
                continue
            y, colour = self.y(mark), EVEN if mark == 1.0 else GRID
            yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="{colour}"/>'
            yield text(LEFT - 8, y + 4, "no effect" if mark == 1.0 else f"{mark:g} ×", anchor="end", colour=SOFT)


def _head(treatment: Declaration, study: TreatmentStudy) -> Iterable[str]:
    scenario = study.scenario
    settings = settings_text(scenario.parameters.changes())
    amount = "" if study.dose == 1.0 else f" at {study.dose:g} of the full dose"
    title = f"{treatment.label}{amount}: metastases with it over those without, in {study.patients} virtual patients"
    origin = f"{scenario.name}{f', {study.tumor.label}' if study.tumor else ''} · {study.events:,} journeys each"
    origin += f" · seed {scenario.seed} · counted: {ENDS[study.end]}"
    yield text(20, 34, title, more=' font-size="20" font-weight="bold"')
    yield text(20, 58, f"{origin}{f' with {settings}' if settings else ''} · CTC Voyage {__version__}", colour=SOFT)
    if scale := scale_in_words(scenario.parameters.changes()):
        yield text(20, 84, scale, more=' font-weight="bold"')


def _bar(response: Response, axis: _Axis, left: float, step: float) -> Iterable[str]:
    effect, (colour, strength, _) = response.effect, VERDICTS[response.verdict]
    top, bottom = sorted((axis.y(effect.value), axis.y(1.0)))
    yield (
        f'<rect x="{left + 0.1 * step:.2f}" y="{top}" width="{0.8 * step:.2f}" height="{bottom - top:.2f}" '
        f'fill="{colour}" fill-opacity="{strength}"/>'
    )
    middle = f"{left + 0.5 * step:.2f}"
    yield f'<line x1="{middle}" x2="{middle}" y1="{axis.y(effect.high)}" y2="{axis.y(effect.low)}" stroke="{TEXT}"/>'


def _unknown(number: int, left: float, step: float) -> Iterable[str]:
    """Leave the room of those whose effect is unknown: bars there would be taken for no effect."""
    if number:
        right = left + step * number
        yield (
            f'<rect x="{left:.2f}" y="{TOP}" width="{right - left:.2f}" height="{HEIGHT - BOTTOM - TOP}" '
            f'fill="{FAINT}" fill-opacity="{FAINTEST}"/>'
        )
        words = f"too few metastases to tell: {number}"
        fits = right - left > LETTER * len(words)
        yield text(0.5 * (left + right) if fits else right, TOP - 8, words, anchor="middle" if fits else "end")


def _foot(found: Sequence[Response], treatment: Declaration) -> Iterable[str]:
    x, y = 20.0, HEIGHT - 60
    for verdict, (colour, strength, words) in VERDICTS.items():
        count = sum(response.verdict == verdict for response in found)
        yield f'<rect x="{x}" y="{y - 11}" width="16" height="12" fill="{colour}" fill-opacity="{strength}"/>'
        yield text(x + 22, y, f"{words} ({count})")
        x += 74.0 + LETTER * len(words)
    yield text(20, HEIGHT - 36, f"What is published: {treatment.source}", colour=SOFT)
    notice = "Black lines: 95 % intervals. Patients differ within what is typical. "
    yield text(20, HEIGHT - 14, f"{notice}A model for teaching, never advice on treatment.", colour=SOFT)
