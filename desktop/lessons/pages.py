"""Reads the pages of the story: ``assets/lessons/*.md``, TOML between two lines of ``+++``, then Markdown.

```
+++
key = "travel"                # the page's name, used in links and settings
title = "The dangerous stream"
kind = "stage"                # opening, stage, context or takeaways
stage = "travelling"          # the stage of the model it tells about, or ""
order = 6
look = "vein"                 # where the camera goes
event = "completed_lap"       # what the tour waits for, or jumps to, and then tells about; may be left out
duration_seconds = 16         # how long the tour stays once it has happened
summary = "One line."
+++

## What happens
…
```

Teachers write such files too, so every size is bounded and every mistake is named in one sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desktop.lessons.links import PLACES, LessonError, Link, LookAt, SetValue, parse_links
from desktop.system.assets import asset
from desktop.system.bounded import DocumentError, toml_document

KINDS = ("opening", "stage", "context", "takeaways")

MAX_BYTES = 32_768
MAX_PAGES = 100
MAX_SECTIONS = 20
MAX_ORDER = 999
TOUR_SECONDS = (2.0, 300.0)
_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
_STAGE = re.compile(r"([a-z][a-z_]{0,59})?")
_TAG_OR_IMAGE = re.compile(r"<[A-Za-z/!?]|!\[")
_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: its heading and its text in Markdown, without the heading."""

    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the story; `read_page` says what the parts mean."""

    key: str
    title: str
    kind: str
    stage: str
    also_stages: tuple[str, ...]
    order: int
    look: str
    event: str
    duration_seconds: float
    summary: str
    body_markdown: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]

    def section(self, title: str) -> str:
        """Return the Markdown of the section of that title, or an empty text when there is none."""
        return next((section.markdown for section in self.sections if section.title == title), "")

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the names of all stages of the model the page tells about."""
        return tuple(name for name in (self.stage, *self.also_stages) if name)

    @property
    def try_actions(self) -> tuple[SetValue | LookAt, ...]:
        """Return what the section *Try it* lets the reader do."""
        return tuple(link for link in parse_links(self.section("Try it")) if isinstance(link, SetValue | LookAt))

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the cited works, one Markdown line each."""
        return _list_items(self.section("Sources"))

    @property
    def read_on(self) -> tuple[str, ...]:
        """Return the pages for further reading, one Markdown line each."""
        return _list_items(self.section("Read on"))


@dataclass(frozen=True, slots=True)
class TourStop:
    """One stop of the guided tour."""

    key: str
    title: str
    summary: str
    look: str
    event: str
    duration_seconds: float


def pages() -> tuple[Page, ...]:
    """Return all pages that come with the program, in the order of the story."""
    return _bundled()


def opening() -> Page:
    """Return the first page: what the story is about."""
    return _only("opening")


def takeaways() -> Page:
    """Return the last page: what to remember."""
    return _only("takeaways")


def tour() -> tuple[TourStop, ...]:
    """Return the stops of the guided tour, one per page."""
    return tuple(TourStop(p.key, p.title, p.summary, p.look, p.event, p.duration_seconds) for p in pages())


def page(key: str) -> Page:
    """Return the page of a key; an unknown key is refused with the list of known ones."""
    found = next((item for item in pages() if item.key == key), None)
    if found is None:
        message = f"{key!r} is not a page: it takes one of {', '.join(item.key for item in pages())}"
        raise LessonError(message)
    return found


# --- reading ---


def read_pages(folder: Path) -> tuple[Page, ...]:
    """Return the pages of a folder in their order.

    Raises
    ------
    LessonError
        When a file is not a page, two pages share a key or a place in the order, or there are none or too many.
    """
    files = sorted(folder.glob("*.md"))
    if not 1 <= len(files) <= MAX_PAGES:
        message = f"{folder.name} holds {len(files)} pages: it takes 1 to {MAX_PAGES} files ending in .md"
        raise LessonError(message)
    found = sorted((read_page(path) for path in files), key=lambda item: item.order)
    for name in ("key", "order"):
        values = [getattr(item, name) for item in found]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            message = f"two pages in {folder.name} have {name} = {twice!r}: it must differ from page to page"
            raise LessonError(message)
    return tuple(found)


def read_page(path: Path) -> Page:
    """Return the page in a file, or raise `LessonError` naming the file, the field and what is allowed."""
    try:
        return parse_page(_read(path))
    except UnicodeDecodeError as error:
        message = f"{path.name}: it is not UTF-8 text (byte {error.start})"
        raise LessonError(message) from None
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}"
        raise LessonError(message) from None
    except LessonError as error:
        message = f"{path.name}: {error}"
        raise LessonError(message) from None


def _read(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        message = f"it is larger than {MAX_BYTES // 1024} KiB"
        raise LessonError(message)
    return content.decode("utf-8")


def parse_page(text: str) -> Page:
    """Return the page written as text."""
    head, body = _split(text)
    if tag := _TAG_OR_IMAGE.search(body):
        message = (
            f"{body[tag.start() : tag.start() + 12]!r} is not allowed: a page is Markdown without HTML and pictures"
        )
        raise LessonError(message)
    fields = _Fields(head)
    parsed = Page(
        key=fields.text("key", 60, _KEY, "lower-case letters, digits and hyphens"),
        title=fields.text("title", 80),
        kind=fields.choice("kind", KINDS),
        stage=fields.text("stage", 60, _STAGE, "the name of a stage or nothing"),
        also_stages=fields.texts("also_stages", _STAGE),
        order=int(fields.number("order", 0, MAX_ORDER, whole=True)),
        look=fields.choice("look", PLACES),
        event=fields.optional("event", 60, _STAGE, "the name of an event or nothing"),
        duration_seconds=fields.number("duration_seconds", *TOUR_SECONDS),
        summary=fields.text("summary", 160),
        body_markdown=body,
        sections=_sections(body),
        links=parse_links(body),
    )
    fields.finish()
    return parsed


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "+++" or "+++" not in (line.rstrip() for line in lines[1:]):
        message = "it must begin with a head between two lines of +++"
        raise LessonError(message)
    end = 1 + [line.rstrip() for line in lines[1:]].index("+++")
    try:
        head = toml_document("\n".join(lines[1:end]))
    except DocumentError as error:
        message = f"its head {error}"
        raise LessonError(message) from None
    return head, "\n".join(lines[end + 1 :]).strip() + "\n"


def _sections(body: str) -> tuple[Section, ...]:
    headings = list(_HEADING.finditer(body))
    if not 1 <= len(headings) <= MAX_SECTIONS:
        message = f"it has {len(headings)} sections: it takes 1 to {MAX_SECTIONS} headings that begin with ##"
        raise LessonError(message)
    ends = [heading.start() for heading in headings[1:]] + [len(body)]
    return tuple(Section(h[1], body[h.end() : end].strip()) for h, end in zip(headings, ends, strict=True))


def _list_items(markdown: str) -> tuple[str, ...]:
    return tuple(line[2:].strip() for line in markdown.splitlines() if line.startswith("- "))


class _Fields:
    """Takes the declared fields out of a head, one by one, and refuses what is left."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        self._left = dict(head)

    def text(self, name: str, longest: int, pattern: re.Pattern[str] | None = None, words: str = "") -> str:
        value = self._left.pop(name, None)
        allowed = words or f"1 to {longest} characters on one line"
        empty_allowed = pattern is not None and bool(pattern.fullmatch(""))
        good = isinstance(value, str) and len(value) <= longest and value.isprintable()
        if not good or (not value and not empty_allowed) or (pattern and not pattern.fullmatch(value)):
            self._refuse(name, value, allowed)
        return str(value)

    def optional(self, name: str, longest: int, pattern: re.Pattern[str], words: str) -> str:
        return self.text(name, longest, pattern, words) if name in self._left else ""

    def texts(self, name: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        values = self._left.pop(name, [])
        good = isinstance(values, list) and all(isinstance(v, str) and v and pattern.fullmatch(v) for v in values)
        if not good:
            self._refuse(name, values, "a list of names of stages")
        return tuple(values)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self._left.pop(name, None)
        if value not in choices:
            self._refuse(name, value, "one of " + ", ".join(choices))
        return str(value)

    def number(self, name: str, low: float, high: float, *, whole: bool = False) -> float:
        value = self._left.pop(name, None)
        is_number = isinstance(value, int) if whole else isinstance(value, int | float)
        if not is_number or isinstance(value, bool) or not low <= value <= high:
            self._refuse(name, value, f"a {'whole ' if whole else ''}number from {low:g} to {high:g}")
        return float(value)

    def finish(self) -> None:
        if self._left:
            message = f"its head has {', '.join(sorted(self._left))[:80]}, which no page has"
            raise LessonError(message)

    @staticmethod
    def _refuse(name: str, value: object, allowed: str) -> None:
        message = f"{name} is {_shown(value)}: it takes {allowed}"
        raise LessonError(message)


def _shown(value: object) -> str:
    # Tables can be nested too deeply, and whole numbers be too long, for Python to print.
    if value is None:
        return "missing"
    if isinstance(value, str | float) or (isinstance(value, int) and abs(value) < 10**18):
        return f"{value!r:.60}"
    return "too large a number" if isinstance(value, int) else f"a {type(value).__name__}"


@cache
def _bundled() -> tuple[Page, ...]:
    return read_pages(asset("lessons"))


def _only(kind: str) -> Page:
    found = next((item for item in pages() if item.kind == kind), None)
    if found is None:
        message = f"no page in lessons has kind = {kind!r}"
        raise LessonError(message)
    return found
