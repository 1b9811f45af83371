"""The words of the pages: one spelling, the glossary behind bold words, and addresses called what they are."""

import ast
import re
from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.lessons.links import OpenScenario
from desktop.lessons.pages import Page, pages
from desktop.lessons.words import WORD, entry_of, glossary, with_words
from desktop.study.scenario import bundled_names

ROOT = Path(__file__).parents[2]
BRITISH = re.compile(
    r"(?<![\w.`_/:=-])(tumours?|colours?|coloured|neighbour\w*|behaviour\w*|"
    r"favour\w*|grey|fibres?|centres?|(milli|micro|nano)?metres?|(milli)?litres?|haem\w+|defences?|travell\w+|"
    r"labelled|modell\w+|cancelled|recognis\w+|organis(e|ed|es|ing)|(maxi|mini|nor)malis\w+|analys(e|ed|es|ing)|"
    r"oxidis\w+|programmes?)(?![\w`_=]|\.\w)",
    re.IGNORECASE,
)


def told_in(path: Path) -> list[str]:
    """Return the strings of a source file that people may read: those with a space, and no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in quiet
        and " " in node.value.strip()
    ]


def written() -> list[tuple[str, str]]:
    """Return all texts by where they stand."""
    found = [
        (str(path.relative_to(ROOT)), words) for path in (ROOT / "desktop").rglob("*.py") for words in told_in(path)
    ]
    texts = [*(ROOT / "assets").rglob("*.md"), *(ROOT / "assets").rglob("*.toml"), ROOT / "README.md"]
    for path in texts:
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        # The names of stages in a page's head are the model's.
        lines = [line for line in text.splitlines() if not re.match(r"(stage|also_stages) =", line)]
        found.append((str(path.relative_to(ROOT)), "\n".join(lines)))
    return found


def test_all_texts_are_spelled_in_one_way() -> None:
    found = {f"{place}: {match[0]}" for place, text in written() for match in BRITISH.finditer(text)}
    assert not found, "American spelling, please"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.key)
def test_private_pages_stand_below_the_institutes_and_are_called_so(page: Page) -> None:
    private = ["helping4cancer.com" in line for line in page.read_on]
    assert private == sorted(private)
    assert all("private website" in line for line, own in zip(page.read_on, private, strict=True) if own)


def test_bold_words_lead_to_the_glossary() -> None:
    assert len(glossary()) > 40
    assert with_words("**Dormancy** is **sleep**.") == f"[**Dormancy**]({WORD}:Dormancy) is **sleep**."
    assert entry_of("circulating tumor cell") == "circulating tumor cell (CTC)"
    linked = sum(with_words(page.body_markdown).count(f"({WORD}:") for page in pages())
    assert linked >= 12


def test_a_page_opens_scenarios_that_there_are() -> None:
    opened = {link.name for page in pages() for link in page.links if isinstance(link, OpenScenario)}
    assert opened
    assert opened <= set(bundled_names())


def test_no_limit_is_written_with_a_power_of_ten() -> None:
    assert not [d.path for d in MODEL.defaults().declarations if re.search(r"\de\+?\d", d.allowed)]
