"""Pages of shapes: SVG and PDF, with text as text, and the same bytes every day."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRect, QSize, QSizeF
from PySide6.QtGui import QColor, QFont, QPageSize, QPainter, QPdfWriter, QTransform
from PySide6.QtSvg import QSvgGenerator

from desktop.scene.page.pdf import SPACE, matrix_of, with_shapes
from desktop.scene.page.pdf_file import in_order
from desktop.scene.page.svg_minify import slim_svg
from desktop.scene.page.typeface import typeface

Paint = Callable[[QPainter], None]
PIXELS_PER_INCH = 96
POINTS_PER_PIXEL = 72.0 / PIXELS_PER_INCH
DAY = b"20000101000000"
"""Stands in a page for the day of its making, which would change its bytes."""
DATES = re.compile(rb"(?<=Date \(D:)\d{14}")
IDENTITY = re.compile(rb"(?<=<)[0-9A-Fa-f]{72}(?=>)")


def svg_page(size: tuple[int, int], title: str, metadata: str, paint: Paint) -> bytes:
    """Return what is painted as an SVG document.

    Parameters
    ----------
    size
        Width and height in pixels.
    title
        Words for people, as a viewer shows them.
    metadata
        Stored as it is; must be fit for XML.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(PIXELS_PER_INCH)
    generator.setSize(QSize(*size))
    generator.setViewBox(QRect(0, 0, *size))
    generator.setTitle(title)
    painter = QPainter(generator)
    try:
        paint(painter)
    finally:
        painter.end()
    document = bytes(buffer.data().data())
    document = document.replace(b"<defs>", b"<metadata>" + metadata.encode() + b"</metadata>\n<defs>", 1)
    return slim_svg(document)


def pdf_page(size: tuple[int, int], title: str, metadata: str, paint: Paint) -> bytes:
    """Return what is painted as a PDF document of one page; ``metadata`` is its XMP packet."""
    drawing = svg_page(size, title, "", paint)
    # Pictures within a page Qt packs well, and what it packs badly is not on such a page.
    if b"<image " in drawing:
        return _qt_page(size, title, metadata, paint)
    words = list(_words(ElementTree.fromstring(drawing)))

    def write(painter: QPainter) -> None:
        for word in words:
            word.draw(painter)

    return with_shapes(_qt_page(size, title, metadata, write), drawing)


@dataclass(frozen=True)
class _Word:
    """Words of a drawing in one font: where they begin, and how."""

    text: str
    transform: QTransform
    place: QPointF
    font: QFont
    shade: QColor

    def draw(self, painter: QPainter) -> None:
        painter.setTransform(self.transform)
        painter.setFont(self.font)
        painter.setPen(self.shade)
        painter.drawText(self.place, self.text)


def _words(root: Element) -> Iterator[_Word]:
    for group in root.iter(f"{SPACE}g"):
        for item in group.findall(f"{SPACE}text"):
            font = typeface()
            font.setPixelSize(round(float(item.get("font-size", "12"))))
            font.setWeight(QFont.Weight(int(item.get("font-weight", "400"))))
            shade = QColor(item.get("fill", "black"))
            shade.setAlphaF(float(item.get("fill-opacity", "1")))
            place = QPointF(float(item.get("x", "0")), float(item.get("y", "0")))
            yield _Word(item.text or "", QTransform(*matrix_of(group.get("transform", ""))), place, font, shade)


def _qt_page(size: tuple[int, int], title: str, metadata: str, paint: Paint) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PIXELS_PER_INCH)
    writer.setPageSize(QPageSize(QSizeF(size[0] * POINTS_PER_PIXEL, size[1] * POINTS_PER_PIXEL), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0.0, 0.0, 0.0, 0.0))
    writer.setTitle(title)
    writer.setCreator("CTC Voyage")
    writer.setDocumentXmpMetadata(QByteArray(metadata.encode()))
    painter = QPainter(writer)
    try:
        paint(painter)
    finally:
        painter.end()
    del writer  # the end of the file is written when the writer goes
    document = bytes(buffer.data().data())
    # As long as what they replace: the document's index counts bytes.
    return in_order(IDENTITY.sub(b"0" * 72, DATES.sub(DAY, document)))
