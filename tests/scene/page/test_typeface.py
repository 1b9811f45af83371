"""The program brings its type, and all characters that it writes are in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QRawFont

from desktop.scene.page.page import svg_page
from desktop.scene.page.typeface import FAMILIES_ELSEWHERE, FAMILY, WEIGHTS, type_files, typeface

ROOT = Path(__file__).parents[3]
TEXTS = {"desktop": (".py",), "assets": (".md", ".toml", ".qss")}
ON_TERMINALS = "█＋－＝＠�"
"""What no picture has: bars on a terminal, and signs that tables and readers know."""


def written() -> dict[str, Path]:
    """Return the characters of all texts, and for each a file that has it."""
    files = [file for folder, ends in TEXTS.items() for end in ends for file in (ROOT / folder).rglob(f"*{end}")]
    return {letter: file for file in files for letter in file.read_text(encoding="utf-8") if not letter.isspace()}


@pytest.mark.parametrize("file", type_files(), ids=lambda file: file.stem)
def test_every_character_of_the_program_is_in_every_weight(file: Path) -> None:
    letters = written()
    assert set("→·–−µ×") <= set(letters), "the texts are read"
    known = QRawFont(str(file), 16.0)
    missing = {letter: found for letter, found in letters.items() if not known.supportsCharacter(ord(letter))}
    assert set(missing) <= set(ON_TERMINALS), missing


@pytest.mark.parametrize(("weight", "style"), list(zip((400, 500, 600, 700), WEIGHTS, strict=True)))
def test_each_weight_is_its_own_file_and_not_the_systems_guess(weight: int, style: str) -> None:
    font = typeface()
    font.setPixelSize(20)
    font.setWeight(QFont.Weight(weight))
    assert (QFontInfo(font).family(), QFontInfo(font).weight()) == (FAMILY, weight)
    raw = QRawFont.fromFont(font)
    assert (raw.familyName(), raw.styleName().replace(" ", "")) == (FAMILY, style)
    own = QRawFont(str(type_files()[WEIGHTS.index(style)]), 20.0)
    assert raw.fontTable("CFF ") == own.fontTable("CFF ")


def test_letters_stand_where_their_outlines_want_them() -> None:
    """Type that is fitted to the grid of pixels would have other widths at each size, and on each computer."""
    font = typeface()
    font.setPixelSize(11)
    small = QFontMetricsF(font).horizontalAdvance("entered passively")
    font.setPixelSize(110)
    assert QFontMetricsF(font).horizontalAdvance("entered passively") / small == pytest.approx(10.0, rel=0.002)


def test_a_page_of_shapes_names_type_that_others_have() -> None:
    def paint(painter: QPainter) -> None:
        painter.setFont(typeface())
        painter.drawText(10, 20, "blood")

    page = svg_page((100, 40), "title", "", paint).decode()
    assert f'font-family="{FAMILIES_ELSEWHERE}"' in page
    assert FAMILY not in page


def test_where_qt_takes_no_type_one_sentence_says_so() -> None:
    """The plugin `minimal` takes none."""
    program = "from desktop.film.job_artist import ensure_application; ensure_application()"
    environment = {**os.environ, "QT_QPA_PLATFORM": "minimal"}
    command = (sys.executable, "-c", program)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert "ResourceError: Qt does not take the program's own typeface" in last
    assert "QT_QPA_PLATFORM if minimal cannot take any" in last
