"""The story that comes with the program: whole, readable, and true to the model's sliders and stages."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from urllib.parse import unquote

import pytest

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, ParameterError, Parameters
from desktop.lessons import pages
from desktop.lessons.links import Compare, LookAt, ManyPatients, SetValue, WebLink, parse_links
from desktop.lessons.pages import Page, Section, parse_page
from desktop.study.designs.response import ENDPOINTS
from desktop.study.typed_values import read_value

STAGES = tuple(stage.name for stage in MODEL.stages)
STAGE_SECTIONS = ("What happens", "Why most cells fail here", "What helps a few", "Try it", "Sources", "Read on")
"""What every page about a stage tells, in this order."""
WORDS_PER_MINUTE = 220
"""Assumption: unhurried silent reading of plain text."""

MAX_SECTION_WORDS = 220
MAX_READING_SECONDS = 90.0
REFERENCE_SECTIONS = ("Sources", "Read on")
"""Sections that are looked up rather than read."""
LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
STAGE_PAGES = tuple(page for page in pages.pages() if page.kind == "stage")
SIX = ("immune_evasion", "platelets", "clusters", "flexibility", "stress_resistance", "metabolism")


def test_the_story_has_no_problems() -> None:
    assert problems(pages.pages(), MODEL.defaults(), STAGES) == ()


def test_it_opens_tells_every_stage_and_ends_with_what_to_remember() -> None:
    kinds = [page.kind for page in pages.pages()]
    assert kinds == ["opening", *["stage"] * len(STAGE_PAGES), "context", "takeaways"]
    assert [page.order for page in pages.pages()] == list(range(len(kinds)))
    assert pages.opening() is pages.pages()[0]
    assert pages.takeaways() is pages.pages()[-1]
    told = [page.stage for page in STAGE_PAGES]
    assert told.index("lymph") == told.index("entering") + 1, "the second way out is told beside the first"
    main_road = [STAGES.index(stage) for stage in told if stage != "lymph"]
    assert main_road == sorted(main_road)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_of_the_model_leads_to_a_page(stage: str) -> None:
    page = next(page for page in pages.pages() if stage in page.stages)
    assert pages.page(page.key) is page


def test_the_six_survival_factors_can_all_be_tried() -> None:
    tried = {a.path for page in pages.pages() for a in page.try_actions if isinstance(a, SetValue)}
    assert {f"{name}.strength" for name in SIX} <= tried


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.key)
def test_a_reader_who_changes_a_slider_is_shown_the_way_back(page: Page) -> None:
    settings = [a for a in page.try_actions if isinstance(a, SetValue)]
    by_path: dict[str, list[object]] = {}
    for action in settings:
        declaration: Declaration = MODEL.defaults().declaration(action.path)
        by_path.setdefault(action.path, []).append(read_value(declaration, action.text) == declaration.default)
    words = page.section("Try it").lower()
    for path, restores in by_path.items():
        assert not restores[0], f"{path} is set to its default first"
        assert any(restores) or "double click" in words, f"{path} is never put back"


def test_checks_that_one_run_cannot_show_open_an_experiment_that_can() -> None:
    """What is rare is left to thousands of journeys: a slider that the experiment has, and something that it counts."""
    asked = {(page.key, a.path, a.counted) for page in pages.pages() for a in page.links if isinstance(a, Compare)}
    columns = {endpoint.column for endpoint in ENDPOINTS}
    assert {key for key, *_ in asked} >= {"loosen", "mobile", "leave", "new-tumor"}
    for key, path, counted in asked:
        assert MODEL.defaults().declaration(path).section not in ("display", "clocks"), key
        assert counted in columns, key
    doses = {d.path for d in MODEL.defaults().declarations if d.section == "treatments" and d.level == "lesson"}
    treated = {a.path for page in pages.pages() for a in page.links if isinstance(a, ManyPatients)}
    assert treated
    assert treated <= doses


def test_what_the_story_must_say_is_said() -> None:
    told = {page.key: page.body_markdown for page in pages.pages()}
    for key, words in {
        "circulating-tumor-cell": ("most of the harm", "without them a tumor stays local", "sheds cells in its turn"),
        "survive": ("survival, adaptation, evasion",),
        "leave": ("**dissemination**",),
        "sleep": ("**conserves energy**",),
        "new-tumor": ("sheds cells in its turn",),
        "bigger-picture": ("**Precision medicine**", "patients:treatments."),
        "takeaways": ("survival, adaptation, evasion", "most of the harm"),
    }.items():
        assert all(phrase in told[key] for phrase in words), key


def test_the_tour_stops_at_every_page_and_fits_a_lesson() -> None:
    stops = pages.tour()
    assert [stop.key for stop in stops] == [page.key for page in pages.pages()]
    assert 120.0 <= sum(stop.duration_seconds for stop in stops) <= 300.0
    assert {"tumor", "wall", "lymph", "vein", "capillaries", "organ", "all"} == {stop.look for stop in stops}


def test_a_doi_and_its_address_agree() -> None:
    links = [link for page in pages.pages() for link in page.links if isinstance(link, WebLink)]
    cited = [link for link in links if link.label.startswith("10.")]
    assert len(cited) > 30
    assert [link.label for link in cited] == [unquote(link.url).removeprefix("https://doi.org/") for link in cited]


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.key)
def test_a_page_asks_and_does_not_advise(page: Page) -> None:
    advice = re.compile(
        r"\byou should|\b(ask|tell) your doctor|\btake (aspirin|a supplement)|\bwe recommend", re.IGNORECASE
    )
    assert not advice.search(page.body_markdown)


# --- the checker ---


def count_words(markdown: str) -> int:
    """Return the number of words a reader sees."""
    return sum(1 for word in LINK.sub(r"\1", markdown).split() if any(letter.isalnum() for letter in word))


def reading_seconds(page: Page) -> float:
    """Return how long the page takes to read, without sources and further reading."""
    read = (section.markdown for section in page.sections if section.title not in REFERENCE_SECTIONS)
    return 60.0 * sum(count_words(markdown) for markdown in read) / WORDS_PER_MINUTE


def problems(story: Collection[Page], parameters: Parameters, stages: Collection[str]) -> tuple[str, ...]:
    """Return everything that is wrong with a story, one sentence each; empty when all is well.

    ``stages`` are the names of the model's stages: each must have a page, and no page may name another.
    """
    told = {name for page in story for name in page.stages}
    untold = [f"no page tells about the stage {name}" for name in stages if name not in told]
    return (*untold, *(f"{page.key}: {problem}" for page in story for problem in _page(page, parameters, stages)))


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
            read_value(parameters.declaration(link.path), link.text)
        except ParameterError as error:
            yield str(error)


def test_the_checker_finds_what_it_is_for() -> None:
    page = pages.page("arrest")
    text = _source(page)
    wrong = {
        "set:platelets.strength=0": ("set:platelets.strength=99", "99.0 is not allowed"),
        "set:platelets.strength=1": ("set:platelet.strength=1", "is not a parameter"),
        'stage = "arrested"': ('stage = "parked"', "parked is not a stage"),
        "## What helps a few": ("## What else", "its sections are"),
        "**Predict:**": ("Guess:", "Try it needs"),
        "## What happens\n": ("## What happens\n" + "word " * 400, "to read"),
    }
    for old, (new, said) in wrong.items():
        found = _check_instead(page, text.replace(old, new, 1))
        assert any(said in problem for problem in found), (old, found)
    assert any("no page tells about the stage arrested" in p for p in _check_instead(page, None))
    assert _check_instead(page, text) == ()


def _source(page: Page) -> str:
    head = (
        f'+++\nkey = "{page.key}"\ntitle = "{page.title}"\nkind = "{page.kind}"\nstage = "{page.stage}"\n'
        f'order = {page.order}\nlook = "{page.look}"\nduration_seconds = {page.duration_seconds}\n'
        f'summary = "{page.summary}"\n+++\n'
    )
    return head + page.body_markdown


def _check_instead(page: Page, text: str | None) -> tuple[str, ...]:
    rest = [other for other in pages.pages() if other.key != page.key]
    return problems(rest if text is None else [*rest, parse_page(text)], MODEL.defaults(), STAGES)


def test_reading_time_counts_what_is_read() -> None:
    page = replace(
        pages.page("arrest"),
        sections=(
            Section("What happens", "word " * 110 + "– [two words](look:all)"),
            Section("Sources", "- many " * 99),
        ),
    )
    assert reading_seconds(page) == pytest.approx(112 / 220 * 60)


def test_links_look_only_where_the_world_has_something_to_show() -> None:
    looked = {link.place for page in pages.pages() for link in page.links if isinstance(link, LookAt)}
    assert looked == {"tumor", "wall", "lymph", "vein", "capillaries", "organ", "all"}
