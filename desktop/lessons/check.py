"""Checks the story as a whole: links that lead somewhere, pages that can be read in the time a lesson has."""

from collections.abc import Collection, Iterable

from desktop.engine.parameters import ParameterError, Parameters
from desktop.lessons.links import SetValue, WebLink, parse_links, without_links
from desktop.lessons.pages import STAGE_SECTIONS, Page

WORDS_PER_MINUTE = 220
"""Assumption: unhurried silent reading of plain text."""

MAX_SECTION_WORDS = 220
MAX_READING_SECONDS = 90.0
REFERENCE_SECTIONS = ("Sources", "Read on")
"""Sections that are looked up rather than read."""


def count_words(markdown: str) -> int:
    """Return the number of words a reader sees."""
    return sum(1 for word in without_links(markdown).split() if any(letter.isalnum() for letter in word))


def reading_seconds(page: Page) -> float:
    """Return how long the page takes to read, without sources and further reading."""
    read = (section.markdown for section in page.sections if section.title not in REFERENCE_SECTIONS)
    return 60.0 * sum(count_words(markdown) for markdown in read) / WORDS_PER_MINUTE


def problems(pages: Collection[Page], parameters: Parameters, stages: Collection[str]) -> tuple[str, ...]:
    """Return everything that is wrong with a story, one sentence each; empty when all is well.

    ``stages`` are the names of the model's stages: each must have a page, and no page may name another.
    """
    told = {name for page in pages for name in page.stages}
    untold = [f"no page tells about the stage {name}" for name in stages if name not in told]
    return (*untold, *(f"{page.key}: {problem}" for page in pages for problem in _page(page, parameters, stages)))


def _page(page: Page, parameters: Parameters, stages: Collection[str]) -> Iterable[str]:
    yield from (f"{name} is not a stage" for name in page.stages if name not in stages)
    yield from _setting_problems(page, parameters)
    seconds = reading_seconds(page)
    if seconds > MAX_READING_SECONDS:
        yield f"it takes {seconds:.0f} s to read, more than {MAX_READING_SECONDS:.0f} s"
    for section in page.sections:
        words = count_words(section.markdown)
        if not 1 <= words <= MAX_SECTION_WORDS:
            yield f"the section {section.title} has {words} words: it takes 1 to {MAX_SECTION_WORDS}"
    if not page.sources or not page.read_on:
        yield "it needs at least one source and one page to read on"
    for line in page.read_on:
        if not any(isinstance(link, WebLink) for link in parse_links(line)):
            yield f"the line {line!r} under Read on leads nowhere"
    if page.kind == "stage":
        yield from _stage_problems(page)


def _stage_problems(page: Page) -> Iterable[str]:
    titles = tuple(section.title for section in page.sections)
    if titles != STAGE_SECTIONS:
        yield f"its sections are {', '.join(titles)}: they must be {', '.join(STAGE_SECTIONS)}"
    if not page.stage:
        yield "a page about a stage must name it"
    task = page.section("Try it")
    if "**Predict:**" not in task or "**Check:**" not in task or not page.try_actions:
        yield "the section Try it needs a prediction, a check and something to do"


def _setting_problems(page: Page, parameters: Parameters) -> Iterable[str]:
    for link in page.links:
        if not isinstance(link, SetValue):
            continue
        try:
            parameters.declaration(link.path).parse(link.text)
        except ParameterError as error:
            yield str(error)
