"""Only six kinds of links exist; whatever else is written in a page opens nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.lessons.links import (
    PLACES,
    TOOLS,
    Compare,
    LessonError,
    LookAt,
    ManyPatients,
    OpenTool,
    SetValue,
    WebLink,
    parse_links,
    parse_target,
)

WORDS = st.text(st.characters(exclude_characters="[]\n", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)


@given(WORDS, NAMES, NAMES, st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_as_a_setting_is_read_as_one(words: str, group: str, name: str, value: float) -> None:
    markdown = f"Before [{words}](set:{group}.{name}={value!r}) after"
    assert parse_links(markdown) == (SetValue(words, f"{group}.{name}", repr(value)),)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_looked_at(place: str) -> None:
    assert parse_target(f"look:{place}", "there") == LookAt("there", place)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_of_the_window_can_be_opened(tool: str) -> None:
    assert parse_target(f"tool:{tool}", "it") == OpenTool("it", tool)


def test_a_tool_that_is_none_is_refused() -> None:
    with pytest.raises(LessonError, match=f"tool: with one of {', '.join(TOOLS)}"):
        parse_target("tool:hammer")


def test_studies_can_be_opened() -> None:
    assert parse_target("compare:emt.drive=funnel_settled", "many") == Compare("many", "emt.drive", "funnel_settled")
    assert parse_target("patients:treatments.il15", "many") == ManyPatients("many", "treatments.il15")


@pytest.mark.parametrize("url", ["https://doi.org/10.1016/S0002-9440%2810%2965628-3", "http://example.org/"])
def test_web_addresses_are_kept_as_they_are(url: str) -> None:
    assert parse_target(url) == WebLink("", url)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "set:",
        "set:flow.strength",
        "set:strength=1",
        "set:flow.strength=1;2",
        "set:__class__.x=1",
        "set:flow.strength=" + "1" * 500,
        "compare:emt.drive",
        "compare:emt.drive=1",
        "patients:emt.drive",
        "patients:",
        "look:",
        "look:brain",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "qrc:/x",
        "https:",
        "https:///x",
        "https://a@b.example/",
        "https://[",
        "HTTPS://example.org",
        "//example.org",
        "ftp://example.org",
    ],
)
def test_everything_else_is_refused(target: str) -> None:
    with pytest.raises(LessonError, match="is not allowed: it takes set:"):
        parse_target(target)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_or_opens_anything_but_the_web(text: str) -> None:
    try:
        link = parse_target(text)
    except LessonError:
        return
    assert not isinstance(link, WebLink) or link.url.startswith(("https://", "http://"))
