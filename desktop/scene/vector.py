"""Pages of shapes: SVG and PDF, with text as text, and the same bytes every day."""

import re
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from desktop.scene.slim_svg import slim_svg

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
    return IDENTITY.sub(b"0" * 72, DATES.sub(DAY, document))
