import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from desktop.study.biography import Biography, Line
from desktop.study.trait_scores import ALIKE, Likeness, TraitOfCell
from desktop.ui.look.theme import Look
from desktop.ui.story.cell_page import CellPage

TRAITS = (TraitOfCell("immune evasion", 1.31, 81), TraitOfCell("flexibility", 0.52, 0))
LINES = (Line(1.5, "Let go of the tumor alone"),)


def life(likeness: Likeness | None, state: str = "gone") -> Biography:
    return Biography(7, state, LINES, (("diameter", "12.0 µm"),), "was torn by the flow", "", likeness)


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> CellPage:
    page = CellPage(look)
    qtbot.addWidget(page)
    return page


@pytest.mark.parametrize("state", ["alive", "gone"])
def test_clone_and_traits_are_told(page: CellPage, state: str) -> None:
    page.show_biography(life(Likeness("C", TRAITS), state))
    words = page.text.toPlainText().replace("\u00a0", " ")
    for wanted in ("clone C", "immune evasion", "1.31 ×", "more than 81 of 100", "less than 99 of 100"):
        assert wanted in words
    assert words.index("What it is like") < words.index("Its life")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bars_are_as_long_as_what_they_say(page: CellPage, look: Look, theme: str) -> None:
    look.change(theme=theme)
    page.show_biography(life(Likeness("C", TRAITS)))
    for trait in TRAITS:
        kind = QTextDocument.ResourceType.ImageResource.value
        bar = page.text.document().resource(kind, QUrl(f"bar:{trait.below}"))
        assert isinstance(bar, QImage)
        accent = look.colour("accent").rgb()
        filled = sum(bar.pixel(x, bar.height() // 2) == accent for x in range(bar.width()))
        assert filled == pytest.approx(bar.width() * trait.below / 100.0, abs=3.0)


def test_where_all_are_alike_one_sentence_says_why_there_are_no_traits(page: CellPage) -> None:
    page.show_biography(life(Likeness("A", (), ALIKE)))
    words = page.text.toPlainText()
    assert ALIKE in words
    assert "of 100" not in words


def test_of_a_cell_whose_clone_is_not_known_nothing_is_told(page: CellPage) -> None:
    page.show_biography(life(None))
    assert "What it is like" not in page.text.toPlainText()
