"""A PDF has the same bytes in whatever order Qt numbered its parts."""

import random
import re

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter

from desktop.scene.page.page import pdf_page
from desktop.scene.page.pdf_file import document_of, in_order, objects_of
from desktop.scene.page.typeface import typeface

REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
FONT_NAME = re.compile(rb"(?<=/FontName /)[A-Z]{6}(?=\+)")


def words(painter: QPainter) -> None:
    for number, weight in enumerate((QFont.Weight.Medium, QFont.Weight.Bold, QFont.Weight.Normal)):
        font = typeface()
        font.setPixelSize(20)
        font.setWeight(weight)
        painter.setFont(font)
        painter.drawText(QPointF(10.0, 30.0 + 30.0 * number), "blood 1 0 R")


def shuffled(document: bytes, seed: int) -> bytes:
    """Number the objects anew, and name the fonts anew, as another process would have."""
    objects = objects_of(document)
    fresh = sorted(objects)
    random.Random(seed).shuffle(fresh)
    numbers = dict(zip(sorted(objects), fresh, strict=True))

    def renamed(text: bytes) -> bytes:
        return REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], text)

    other = {}
    for index, body in objects.items():
        head, word, rest = body.partition(b"stream\n")
        letters = bytes(random.Random(seed + index).choices(range(65, 91), k=6))
        other[numbers[index]] = FONT_NAME.sub(letters, renamed(head)) + word + rest
    tail = document.rindex(b"trailer")
    return document_of(other, document[:tail] + renamed(document[tail:]))


def test_the_order_of_parts_does_not_show() -> None:
    document = pdf_page((320, 120), "title", "<x/>", words)
    for seed in range(5):
        other = shuffled(document, seed)
        assert other != document
        assert in_order(other) == in_order(document)


def test_every_part_that_is_named_is_there() -> None:
    objects = objects_of(pdf_page((320, 120), "title", "<x/>", words))
    assert sorted(objects) == list(range(1, len(objects) + 1))
    heads = [body.partition(b"stream\n")[0] for body in objects.values()]
    assert {int(index) for head in heads for index in REFERENCE.findall(head)} <= set(objects)
    assert len({name for head in heads for name in FONT_NAME.findall(head)}) == 3
