"""The story that comes with the program: whole, readable, and true to the model's sliders and stages."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration
from desktop.lessons import pages
from desktop.lessons.check import problems, reading_seconds
from desktop.lessons.links import Look, SetValue, WebLink
from desktop.lessons.pages import Page, Section, parse_page

STAGES = tuple(stage.name for stage in MODEL.stages)
SIX = ("immune_evasion", "platelets", "clusters", "flexibility", "stress_resistance", "metabolism")


def test_the_story_has_no_problems() -> None:
    assert problems(pages.pages(), MODEL.defaults(), STAGES) == ()


def test_it_opens_tells_every_stage_and_ends_with_what_to_remember() -> None:
    kinds = [page.kind for page in pages.pages()]
    assert kinds == ["opening", *["stage"] * len(pages.stage_pages()), "context", "takeaways"]
    assert [page.order for page in pages.pages()] == list(range(len(kinds)))
    assert pages.opening() is pages.pages()[0]
    assert pages.takeaways() is pages.pages()[-1]
    told = [page.stage for page in pages.stage_pages()]
    assert told.index("lymph") == told.index("entering") + 1, "the second way out is told beside the first"
    main_road = [STAGES.index(stage) for stage in told if stage != "lymph"]
    assert main_road == sorted(main_road)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_of_the_model_leads_to_a_page(stage: str) -> None:
    page = pages.page_for_stage(stage)
    assert page is not None
    assert stage in page.stages
    assert pages.page(page.key) is page


def test_a_stage_nobody_tells_about_leads_nowhere() -> None:
    assert pages.page_for_stage("flying") is None


def test_the_six_survival_factors_can_all_be_tried() -> None:
    tried = {a.path for page in pages.pages() for a in page.try_actions if isinstance(a, SetValue)}
    assert {f"{name}.strength" for name in SIX} <= tried


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.key)
def test_a_reader_who_changes_a_slider_is_shown_the_way_back(page: Page) -> None:
    settings = [a for a in page.try_actions if isinstance(a, SetValue)]
    by_path: dict[str, list[object]] = {}
    for action in settings:
        declaration: Declaration = MODEL.defaults().declaration(action.path)
        by_path.setdefault(action.path, []).append(declaration.parse(action.text) == declaration.default)
    words = page.section("Try it").lower()
    for path, restores in by_path.items():
        assert not restores[0], f"{path} is set to its default first"
        assert any(restores) or "double click" in words, f"{path} is never put back"


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


# --- the checker itself ---


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
    looked = {link.place for page in pages.pages() for link in page.links if isinstance(link, Look)}
    assert looked == {"tumor", "wall", "lymph", "vein", "capillaries", "organ", "all"}
