"""The kinds of links a page may carry: set a slider, look at a place, open a scenario, a study, a tool, or a web page.

``[words](set:platelets.strength=0)``, ``[words](look:tumor)``, ``[words](open:long-dormancy)``, a scenario that comes
with the program, ``[words](compare:emt.drive=funnel_settled)``, an experiment with a slider and what is counted,
``[words](patients:treatments.il15)``, a treatment in many patients, ``[words](tool:tube)``, and
``[words](https://…)``. Everything else is refused, so that a page from a stranger can neither run nor open anything on
the reader's computer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop.system.refusal import Refusal

PLACES = ("tumor", "wall", "lymph", "vein", "capillaries", "organ", "all")
"""Where a page may ask the reader to look."""

TOOLS = ("tube", "rarity", "schedule")
"""What a page may ask the window to open."""

MAX_TARGET = 400
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^()\s]{0,2000})\)")
_ODD_LINK = re.compile(r"\][(\[].{0,20}|^ {0,3}\[[^\]\n]{1,200}\]:.{0,20}", re.MULTILINE)
"""Links with titles or spaces, and links by reference: Markdown knows them, this reader does not."""

_SETTING = re.compile(r"([a-z][a-z0-9_]{0,59}\.[a-z][a-z0-9_]{0,59})=([A-Za-z0-9_.+-]{1,40})")

_STUDY = re.compile(r"([a-z][a-z0-9_]{0,59}\.[a-z][a-z0-9_]{0,59})=([a-z][a-z0-9_]{0,59})")
_TREATMENT = re.compile(r"(treatments\.[a-z][a-z0-9_]{0,59})")

_SCENARIO = re.compile(r"([a-z0-9][a-z0-9-]{0,59})")


class LessonError(Refusal):
    """A page is not as it must be; the message is one sentence for the user: what, where, what is allowed."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set a slider: ``text`` is the value as written, to be read by ``Parameters.declaration(path).parse``."""

    label: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class LookAt:
    """LookAt at one of `PLACES`."""

    label: str
    place: str


@dataclass(frozen=True, slots=True)
class OpenScenario:
    """Open the scenario of a name that comes with the program."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Open the experiment with a slider, by the path of its parameter, and a column of what is counted."""

    label: str
    path: str
    counted: str


@dataclass(frozen=True, slots=True)
class ManyPatients:
    """Open one treatment in many patients, by the path of its dose."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class OpenTool:
    """Open one of `TOOLS`."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class WebLink:
    """Open a page of the web in the reader's own browser."""

    label: str
    url: str


_INSIDE: Mapping[str, tuple[re.Pattern[str], Callable[..., "Link"]]] = {
    "set": (_SETTING, SetValue),
    "look": (re.compile(f"({'|'.join(PLACES)})"), LookAt),
    "open": (_SCENARIO, OpenScenario),
    "compare": (_STUDY, Compare),
    "patients": (_TREATMENT, ManyPatients),
    "tool": (re.compile(f"({'|'.join(TOOLS)})"), OpenTool),
}
"""Scheme → what may follow it, with a group for each part of the link, and the link."""

Link = SetValue | LookAt | OpenScenario | Compare | ManyPatients | OpenTool | WebLink


def parse_target(target: str, label: str = "") -> Link:
    """Return what the target of a link asks for, such as ``set:flow.strength=2``.

    Raises
    ------
    LessonError
        When it is of none of these kinds, or badly written.
    """
    scheme, _, rest = target.partition(":")
    if len(target) <= MAX_TARGET:
        if scheme in {"https", "http"} and _has_host(target):
            return WebLink(label, target)
        if scheme in _INSIDE and (match := _INSIDE[scheme][0].fullmatch(rest)):
            return _INSIDE[scheme][1](label, *match.groups())
    shown = target if len(target) <= 60 else target[:57] + "..."
    message = (
        f"the link target {shown!r} is not allowed: it takes set:group.name=value, "
        f"look: with one of {', '.join(PLACES)}, open: with the name of a scenario, compare:group.name=column, "
        f"patients:treatments.name, tool: with one of {', '.join(TOOLS)}, or an https or http address"
    )
    raise LessonError(message)


def parse_links(markdown: str) -> tuple[Link, ...]:
    """Return all links of a text in the order they stand there; what only resembles a link is refused."""
    if odd := _ODD_LINK.search(_LINK.sub("", markdown)):
        message = f"{odd[0]!r} is not allowed: a link is written [words](target), without spaces in the target"
        raise LessonError(message)
    return tuple(parse_target(match[2], match[1]) for match in _LINK.finditer(markdown))


def _has_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc
