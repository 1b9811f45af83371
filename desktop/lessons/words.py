"""The words of the field: bold ones in a page lead to what the glossary says of them."""

import re
from functools import cache

from desktop.system.assets import asset

WORD = "word"
"""The kind of a link to the glossary, as in ``word:anoikis``; no page carries one, they are made from bold words."""
_BOLD = re.compile(r"\*\*([A-Za-z][A-Za-z –-]{1,60})\*\*")
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@cache
def glossary() -> dict[str, str]:
    """Return what each word means, by the word as it stands in the glossary."""
    text = asset("guide/glossary.md").read_text(encoding="utf-8")
    return {word: meaning for word, meaning in _ROW.findall(text) if word not in ("word", "---")}


def entry_of(word: str) -> str:
    """Return the entry of the glossary that explains a word, in one or in many; an empty text when there is none."""
    names = {name.strip().lower(): entry for entry in glossary() for name in re.split(r"[,/()]", entry) if name.strip()}
    wanted = word.lower()
    return next((names[form] for form in (wanted, wanted.removesuffix("s")) if form in names), "")


def with_words(markdown: str) -> str:
    """Return a page in which each bold word of the glossary is a link to it."""

    def linked(match: re.Match[str]) -> str:
        # Without spaces, as every target of a link.
        return f"[{match[0]}]({WORD}:{match[1].replace(' ', '_')})" if entry_of(match[1]) else match[0]

    return _BOLD.sub(linked, markdown)
