"""Pages are read strictly: a good file gives a page, a bad one one sentence, and nothing else ever happens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.lessons import pages
from desktop.lessons.links import LessonError
from desktop.lessons.pages import parse_page, read_page, read_pages

HEAD = """+++
key = "travel"
title = "The stream"
kind = "stage"
stage = "travelling"
order = 6
look = "vein"
duration_seconds = 12.5
summary = "One line."
+++
"""
BODY = """
## What happens

It flows, [fast](set:flow.strength=2).

## Try it

[Look](look:vein) and [read](https://example.org/a) and [set](set:flow.strength=0.5).

## Sources

- Somebody 2001
- Somebody 2002, [10.1/x](https://doi.org/10.1/x)
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_page_is_read_in_full() -> None:
    page = parse_page(HEAD + BODY)
    assert (page.key, page.kind, page.order, page.look, page.duration_seconds) == ("travel", "stage", 6, "vein", 12.5)
    assert [section.title for section in page.sections] == ["What happens", "Try it", "Sources"]
    assert page.section("What happens") == "It flows, [fast](set:flow.strength=2)."
    assert page.section("No such section") == ""
    assert [action.label for action in page.try_actions] == ["Look", "set"]
    assert page.sources == ("Somebody 2001", "Somebody 2002, [10.1/x](https://doi.org/10.1/x)")
    assert page.read_on == ()
    assert page.stages == ("travelling",)


def test_line_endings_and_a_byte_order_mark_do_not_matter() -> None:
    assert parse_page("\ufeff" + (HEAD + BODY).replace("\n", "\r\n")) == parse_page(HEAD + BODY)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("order = 6", "order = -1", "order is -1: it takes a whole number from 0 to 999"),
        ("order = 6", "order = true", "order is True"),
        ("order = 6", f"order = 0x{'f' * 9000}", "order is too large a number"),
        ("order = 6", "order.a.a = 6", "order is a dict"),
        ("duration_seconds = 12.5", "duration_seconds = nan", "a number from 2 to 300"),
        ('look = "vein"', 'look = "brain"', "look is 'brain': it takes one of tumor, wall, lymph, vein"),
        ('look = "vein"\n', "", "look is missing"),
        ('kind = "stage"', 'kind = "film"', "opening, stage, context, takeaways"),
        ('key = "travel"', 'key = "../travel"', "lower-case letters"),
        ('title = "The stream"', 'title = ""', "1 to 80 characters"),
        ('title = "The stream"', 'title = "a\\nb"', "1 to 80 characters"),
        ('stage = "travelling"', "stage = 3", "stage is 3"),
        ("order = 6", "order = 6\nalso_stages = [1]", "a list of names of stages"),
        ("order = 6", "order = 6\nauthor = 1", "its head has author, which no page has"),
        ("order = 6", "order = = 6", "its head is not TOML"),
        ("+++\nkey", "key", "two lines of +++"),
        ("## ", "### ", "it has 0 sections"),
        ("It flows", "It <b>flows", "without HTML"),
        ("It flows", "![x](https://example.org/x.png)", "without HTML and pictures"),
        ("look:vein)", "file:///etc/passwd)", "'file:///etc/passwd' is not allowed"),
        ("look:vein)", "javascript:alert)", "is not allowed"),
        ("look:vein)", 'file:///x "title")', "without spaces"),
        ("It flows", "[x]: file:///x", "a link is written"),
    ],
)
def test_a_mistake_is_named_with_file_field_and_what_is_allowed(
    write: Callable[[str, str], Path], old: str, new: str, said: str
) -> None:
    text = HEAD + BODY
    assert old in text
    with pytest.raises(LessonError) as caught:
        read_page(write("lesson.md", text.replace(old, new)))
    assert str(caught.value).startswith("lesson.md: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe", "not UTF-8"), (b"+" * 40_000, "larger than 32 KiB"), (b"", "must begin with a head")],
)
def test_a_file_that_is_no_text_of_ours_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.md"
    path.write_bytes(content)
    with pytest.raises(LessonError, match=said):
        read_page(path)


def test_a_folder_without_pages_or_with_twins_is_refused(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="holds 0 pages"):
        read_pages(tmp_path)
    write("a.md", HEAD + BODY)
    write("b.md", HEAD.replace("order = 6", "order = 7") + BODY)
    with pytest.raises(LessonError, match="key = 'travel'"):
        read_pages(tmp_path)
    write("b.md", HEAD.replace('"travel"', '"other"') + BODY)
    with pytest.raises(LessonError, match="order = 6"):
        read_pages(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"gone\.md cannot be read"):
        read_page(tmp_path / "gone.md")


@given(st.integers(0, len(HEAD + BODY)), st.integers(0, 40), st.text(max_size=40))
@example(14, 6, "[" * 3000)
@example(10, 6, "a." * 3000)
def test_damage_gives_a_page_or_a_lesson_error(start: int, length: int, put_in: str) -> None:
    text = HEAD + BODY
    damaged = text[:start] + put_in + text[start + length :]
    try:
        page = parse_page(damaged)
    except LessonError:
        return
    assert page.sections
    assert page.look in {"tumor", "wall", "vein", "capillaries", "organ", "all"}


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    with pytest.raises(LessonError, match="circulating-tumor-cell"):
        pages.page("nowhere")
