"""The tornado plot of a sensitivity study: a bar for each slider, the strongest on top, as a page of shapes (SVG)."""

from collections.abc import Iterable, Sequence
from math import ceil

from desktop import __version__
from desktop.export.figures.chart_page import BLUE, EVEN, FAINT, GRID, SOFT, TEXT, VERMILION, page, text
from desktop.study.designs.sensitivity import Influence, Study, matters
from desktop.study.designs.sweep import settings_text
from desktop.study.provenance import scale_in_words
from desktop.study.statistics import LEVEL
from desktop.system.number_words import factor, grouped

WIDTH, ROW, TOP, LABELS, RIGHT = 1160, 24, 118, 390, 210
LOW, HIGH, PLAIN = BLUE, VERMILION, BLUE
MOST_BARS = 60
TITLES = {
    "one": "Which sliders matter: each moved alone",
    "morris": "Which sliders matter: mean effect in many different patients (Morris)",
    "sobol": "Which sliders matter: share of the differences between patients (Sobol)",
}
AXES = {
    "one": "metastases for each journey, against those of the patient",
    "morris": "size of the change in metastases for each journey, from one end of the slider to the other",
    "sobol": "total share of the variance",
}


def tornado_svg(study: Study, influences: Sequence[Influence], scenario: str) -> str:
    """Return the plot; every number of it, and sliders beyond the first 60, are in the table."""
    bars = influences[:MOST_BARS]
    height = TOP + ROW * len(bars) + 74
    scale = _Scale(study, bars)
    parts = [*_head(study, scenario), *scale.grid(height - 62)]
    for number, found in enumerate(bars):
        parts += _bar(study, found, scale, TOP + ROW * number)
    parts += _foot(study, height)
    return page(WIDTH, height, *parts)


class _Scale:
    """Where a value stands on the page: powers of ten for one slider at a time and Morris, shares for Sobol."""

    def __init__(self, study: Study, bars: Sequence[Influence]) -> None:
        reach = max((max(abs(f.low), abs(f.high), f.strength) for f in bars), default=1.0)
        self.is_share = study.method == "sobol"
        self.step = 0.25 if self.is_share else 0.5 if reach <= 1.5 else 1.0
        self.most = max(ceil(reach / self.step) * self.step, self.step)
        self.least = -self.most if study.method == "one" else 0.0

    def x(self, value: float) -> float:
        """Return the place of a value across the page, in pixels."""
        share = (value - self.least) / (self.most - self.least)
        return round(LABELS + share * (WIDTH - LABELS - RIGHT), 2)

    def grid(self, bottom: float) -> Iterable[str]:
        for number in range(round(self.least / self.step), round(self.most / self.step) + 1):
            value = number * self.step
            word = f"{value:g}" if self.is_share else "as before" if value == 0.0 else factor(value)
            x, colour = self.x(value), EVEN if value == 0.0 else GRID
            yield f'<line x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{bottom}" stroke="{colour}"/>'
            yield text(x, TOP - 14, word, anchor="middle", colour=SOFT)


def _head(study: Study, scenario: str) -> Iterable[str]:
    settings = settings_text(study.patient.changes())
    span = "over what is typical" if study.span == "typical" else "over their whole range"
    recipe = f"{scenario}{f' with {settings}' if settings else ''} · sliders moved {span} · "
    recipe += f"{study.events:,} journeys each · seed {study.seed} · CTC Voyage {__version__}"
    yield text(20, 34, TITLES[study.method], more=' font-size="20" font-weight="bold"')
    yield text(20, 58, recipe, colour=SOFT)
    if scale := scale_in_words(study.patient.changes()):
        yield text(20, 84, scale, more=' font-weight="bold"')
    yield text((LABELS + WIDTH - RIGHT) / 2.0, 84, AXES[study.method], anchor="middle", colour=SOFT)


def _bar(study: Study, found: Influence, scale: _Scale, y: float) -> Iterable[str]:
    sure, middle = matters(found), y + 0.5 * ROW
    ends: tuple[float, ...] = (found.low, found.high) if study.method == "one" else (found.strength,)
    yield text(LABELS - 12, middle + 4, found.label, anchor="end", colour=TEXT if sure else SOFT)
    if study.method == "one":
        declared = study.patient.declaration(found.path)
        for value, colour, dark in ((found.low, LOW, 0.72), (found.high, HIGH, 0.44)):
            left, right = sorted((scale.x(0.0), scale.x(value)))
            high = dark * ROW
            fill = colour if sure else FAINT
            yield (
                f'<rect x="{left}" y="{middle - high / 2.0:.1f}" width="{right - left:.2f}" height="{high:.1f}" '
                f'fill="{fill}"/>'
            )
        words = " … ".join(grouped(end, 4) for end in found.ends)
        yield text(WIDTH - RIGHT + 12, middle + 4, f"{words} {declared.unit}".rstrip(), colour=SOFT)
    else:
        left, right = scale.x(0.0), scale.x(max(found.strength, 0.0))
        fill = PLAIN if sure else FAINT
        yield f'<rect x="{left}" y="{y + 5}" width="{max(right - left, 0.0):.2f}" height="{ROW - 10}" fill="{fill}"/>'
    for end in ends:
        left, right = (scale.x(min(max(end + sign * LEVEL * found.error, scale.least), scale.most)) for sign in (-1, 1))
        yield f'<line x1="{left}" x2="{right}" y1="{middle}" y2="{middle}" stroke="{TEXT}" stroke-width="1.2"/>'


def _foot(study: Study, height: float) -> Iterable[str]:
    y = height - 40
    items = [(PLAIN, "matters"), (FAINT, "only seems to matter: cannot be told from no effect")]
    if study.method == "one":
        items = [(LOW, "slider at its lowest (wide bar)"), (HIGH, "slider at its highest (narrow bar)"), items[1]]
    x = 20.0
    for colour, words in items:
        yield f'<rect x="{x}" y="{y - 11}" width="16" height="12" fill="{colour}"/>'
        yield text(x + 22, y, words)
        x += 44.0 + 7.2 * len(words)
    yield text(20, height - 16, "Black lines: 95 % intervals. A model for teaching, not medical advice.", colour=SOFT)
