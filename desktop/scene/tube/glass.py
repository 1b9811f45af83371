"""The glass: a tube with its cap, the blood in it, and the tumor cells, enlarged."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from desktop.engine.arrays import FloatArray
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour, mixed
from desktop.scene.page.typeface import typeface
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.tube.reading import SEEN, TubeReading
from desktop.scene.words.text import SMALL

FLUIDS = {"venous": "red_cell_venous", "arterial": "red_cell_arterial", "lymph": "lymph_shade"}
DRAWINGS = ("tumor_epithelial", "tumor_hybrid", "tumor_mesenchymal")
"""By the code of the phenotype."""
FULL = 0.86
"""Share of the glass that the fluid fills."""
CAP, CAP_OVERHANG = 0.11, 0.08
"""Height of the cap in parts of that of the glass, and how far it stands out in parts of its width."""
CELL_SHARE = 0.1
"""Radius of a cell 12 µm wide in parts of the glass's width, while there are few."""
FEW, MOST = 12, 160
"""So many cells have their full size; more are drawn smaller, and of very many only the first."""
SPECKS = 260
TRIES = 60


def glass_rectangle(room: QRectF) -> QRectF:
    """Return where the glass stands in a room."""
    height = 0.86 * room.height()
    width = min(0.34 * height, 0.62 * room.width())
    top = room.top() + 0.5 * (room.height() - height) + 0.4 * CAP * height
    return QRectF(room.center().x() - 0.5 * width, top, width, height)


def paint_glass(painter: QPainter, room: QRectF, reading: TubeReading, options: SceneOptions) -> None:
    """Paint the tube with all that is in it."""
    glass = glass_rectangle(room)
    body = _body(glass)
    _paint_shadow(painter, glass, options)
    painter.fillPath(body, colour("panel", options.theme, 0.55))
    if reading.is_drawn:
        _paint_fluid(painter, glass, body, reading, options)
        _paint_cells(painter, glass, reading, options)
    _paint_marks(painter, glass, reading, options)
    _paint_light(painter, glass, body, options)
    _paint_cap(painter, glass, options)


def _body(glass: QRectF) -> QPainterPath:
    radius = 0.5 * glass.width()
    path = QPainterPath(glass.topLeft())
    path.lineTo(glass.left(), glass.bottom() - radius)
    path.arcTo(QRectF(glass.left(), glass.bottom() - 2.0 * radius, glass.width(), 2.0 * radius), 180.0, 180.0)
    path.lineTo(glass.topRight())
    path.closeSubpath()
    return path


def _paint_shadow(painter: QPainter, glass: QRectF, options: SceneOptions) -> None:
    centre, radius = QPointF(glass.center().x(), glass.bottom() + 0.01 * glass.height()), 0.75 * glass.width()
    shade = QRadialGradient(QPointF(0.0, 0.0), radius)
    shade.setColorAt(0.0, colour("tumor_core", options.theme, 0.35))
    shade.setColorAt(1.0, colour("tumor_core", options.theme, 0.0))
    painter.save()
    painter.translate(centre)
    painter.scale(1.0, 0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)
    painter.restore()


def _level(glass: QRectF) -> float:
    return glass.bottom() - FULL * glass.height()


def _paint_fluid(
    painter: QPainter, glass: QRectF, body: QPainterPath, reading: TubeReading, options: SceneOptions
) -> None:
    shade, top = colour(FLUIDS[reading.fluid], options.theme), _level(glass)
    dark = mixed(shade, QColor(0, 0, 0), 0.45)
    across = QLinearGradient(glass.topLeft(), glass.topRight())
    for place, tone in ((0.0, dark), (0.3, shade), (0.72, mixed(shade, dark, 0.35)), (1.0, dark)):
        across.setColorAt(place, tone)
    painter.save()
    painter.setClipPath(body)
    painter.fillRect(QRectF(glass.left(), top, glass.width(), glass.height()), across)
    _paint_specks(painter, glass, shade, reading.fluid)
    surface = QRectF(glass.left(), top - 0.055 * glass.width(), glass.width(), 0.11 * glass.width())
    painter.setPen(QPen(mixed(shade, QColor(255, 255, 255), 0.25), 1.0))
    painter.setBrush(mixed(shade, QColor(255, 255, 255), 0.12))
    painter.drawEllipse(surface)
    painter.restore()


def _paint_specks(painter: QPainter, glass: QRectF, shade: QColor, fluid: str) -> None:
    """Paint blood cells as a faint texture: they are far too many, and too small, to be drawn."""
    luck = np.random.default_rng(75)
    places = luck.random((SPECKS if fluid != "lymph" else SPECKS // 8, 3))
    bright = mixed(shade, QColor(255, 255, 255), 0.3)
    bright.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(bright)
    size = 0.016 * glass.width()
    for x, y, turn in places.tolist():
        middle = QPointF(glass.left() + x * glass.width(), _level(glass) + (0.04 + 0.96 * y) * FULL * glass.height())
        painter.drawEllipse(middle, size, size * (0.35 + 0.65 * turn))


# --- the tumor cells ---


def radii(reading: TubeReading, glass: QRectF) -> FloatArray:
    """Return the radii of the cells in pixels, all enlarged alike, shape (cells,); many are drawn smaller."""
    crowd = min(1.0, (FEW / max(reading.diameter.size, 1)) ** 0.5)
    return np.asarray(CELL_SHARE * glass.width() * crowd * reading.diameter / 12.0)


def places(reading: TubeReading, glass: QRectF, radius: FloatArray) -> FloatArray:
    """Return where the cells lie in the glass, apart from each other but for those of one group, shape (cells, 2)."""
    luck = np.random.default_rng([reading.diameter.size, len(reading.counts), reading.counted])
    found = np.zeros((radius.size, 2))
    leader: dict[int, int] = {}
    for cell in range(radius.size):
        mate = leader.setdefault(int(reading.mates[cell]), cell)
        for attempt in range(TRIES):
            if mate == cell:
                place = _somewhere(glass, float(radius[cell]), luck)
                room = 1.35 * (1.0 - attempt / TRIES)
            else:
                angle = luck.random() * 2.0 * np.pi
                reach = (radius[cell] + radius[mate]) * (1.0 + attempt / TRIES)
                place = found[mate] + reach * np.array([np.cos(angle), np.sin(angle)])
                room = 0.92 * (1.0 - attempt / TRIES)
            apart = np.hypot(*(found[:cell] - place).T) if cell else np.zeros(0)
            if (apart >= room * (radius[:cell] + radius[cell])).all() and _inside(glass, place, float(radius[cell])):
                break
        found[cell] = place
    return found


def _somewhere(glass: QRectF, radius: float, luck: np.random.Generator) -> FloatArray:
    top, bottom = _level(glass) + 1.6 * radius, glass.bottom() - 1.4 * radius
    left, right = glass.left() + 1.4 * radius, glass.right() - 1.4 * radius
    return np.array([left + luck.random() * (right - left), top + luck.random() * (bottom - top)])


def _inside(glass: QRectF, place: FloatArray, radius: float) -> bool:
    half = 0.5 * glass.width()
    low, deep = glass.bottom() - half, float(place[1])
    if not glass.left() + 1.2 * radius <= place[0] <= glass.right() - 1.2 * radius or deep < _level(glass) + radius:
        return False
    return deep <= low or float(np.hypot(place[0] - glass.center().x(), deep - low)) <= half - 1.2 * radius


def _paint_cells(painter: QPainter, glass: QRectF, reading: TubeReading, options: SceneOptions) -> None:
    radius = radii(reading, glass)[:MOST]
    svg = SvgPainter(options.theme, 1.0, flat=options.high_visibility)
    for cell, (x, y) in enumerate(places(reading, glass, radius).tolist()):
        lost = int(reading.lost_by[cell])
        if lost != SEEN and not reading.lifted:
            continue
        size, drawing = float(radius[cell]), DRAWINGS[int(reading.phenotype[cell])]
        painter.save()
        painter.translate(x, y)
        _paint_ring(painter, size, options, seen=lost == SEEN)
        painter.setOpacity(1.0 if lost == SEEN else 0.88)
        svg.draw(painter, drawing, 0.8 * size)
        painter.setOpacity(1.0)
        if lost != SEEN:
            _paint_letter(painter, size, reading.missed[lost].letter, options)
        painter.restore()


def _paint_ring(painter: QPainter, radius: float, options: SceneOptions, *, seen: bool) -> None:
    """Paint what tells a counted cell from a missed one: a full ring with much light in it, or a dashed one."""
    reach, scale = 1.22 * radius, options.device_pixel_ratio
    light = QRadialGradient(QPointF(0.0, 0.0), 1.7 * radius)
    light.setColorAt(0.0, QColor(255, 253, 246, 170 if seen else 110))
    light.setColorAt(1.0, QColor(255, 253, 246, 0))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(light)
    painter.drawEllipse(QPointF(0.0, 0.0), 1.7 * radius, 1.7 * radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    style = Qt.PenStyle.SolidLine if seen else Qt.PenStyle.DashLine
    painter.setPen(QPen(QColor(255, 255, 255), (2.2 if seen else 1.4) * scale, style))
    painter.drawEllipse(QPointF(0.0, 0.0), reach, reach)


def _paint_letter(painter: QPainter, radius: float, letter: str, options: SceneOptions) -> None:
    paint_badge(painter, QPointF(0.95 * radius, -0.95 * radius), letter, options)


def paint_badge(painter: QPainter, middle: QPointF, letter: str, options: SceneOptions) -> None:
    """Paint the letter of a reason on a disc, which says in the tube and on the card why a cell was missed."""
    scale = options.text_scale
    room = 8.5 * scale
    painter.setPen(QPen(colour("hairline", options.theme), 1.0))
    painter.setBrush(colour("panel", options.theme))
    painter.drawEllipse(middle, room, room)
    painter.setPen(colour("text", options.theme))
    font = typeface()
    font.setPixelSize(max(round(11 * scale), 1))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    frame = QRectF(middle.x() - room, middle.y() - room, 2.0 * room, 2.0 * room)
    painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), letter)


# --- the glass itself ---


def _paint_marks(painter: QPainter, glass: QRectF, reading: TubeReading, options: SceneOptions) -> None:
    """Paint the scale of milliliters beside the glass."""
    font = typeface()
    font.setPixelSize(max(round(SMALL * options.text_scale), 1))
    painter.setFont(font)
    painter.setPen(QPen(colour("text_soft", options.theme), options.device_pixel_ratio))
    edge, depth = glass.right() + 0.05 * glass.width(), FULL * glass.height()
    for mark in (0.0, 2.5, 5.0, 7.5):
        y = glass.bottom() - depth * mark / reading.milliliters
        painter.drawLine(QPointF(edge, y), QPointF(edge + 0.06 * glass.width(), y))
        words = f"{mark:g} mL" if mark else "0"
        room = QRectF(
            edge + 0.09 * glass.width(), y - 12.0 * options.text_scale, glass.width(), 24.0 * options.text_scale
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)


def _paint_light(painter: QPainter, glass: QRectF, body: QPainterPath, options: SceneOptions) -> None:
    painter.save()
    painter.setClipPath(body)
    for place, width, strength in ((0.1, 0.07, 0.34), (0.86, 0.03, 0.22)):
        left = glass.left() + place * glass.width()
        shine = QLinearGradient(QPointF(left, 0.0), QPointF(left + width * glass.width(), 0.0))
        for share, part in ((0.0, 0.0), (0.5, strength), (1.0, 0.0)):
            shine.setColorAt(share, colour("wall_light", options.theme, part))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shine)
        corner = 0.5 * width * glass.width()
        high = glass.height() - (0.5 if place < 0.5 else 0.35) * glass.width()
        painter.drawRoundedRect(QRectF(left, glass.top(), width * glass.width(), high), corner, corner)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("control", options.theme), 1.6 * options.device_pixel_ratio))
    painter.drawPath(body)


def _paint_cap(painter: QPainter, glass: QRectF, options: SceneOptions) -> None:
    height, over = CAP * glass.height(), CAP_OVERHANG * glass.width()
    cap = QRectF(glass.left() - over, glass.top() - 0.62 * height, glass.width() + 2.0 * over, height)
    shade = colour("tube_cap", options.theme)
    across = QLinearGradient(cap.topLeft(), cap.topRight())
    for place, tone in (
        (0.0, mixed(shade, QColor(0, 0, 0), 0.3)),
        (0.28, mixed(shade, QColor(255, 255, 255), 0.28)),
        (1.0, mixed(shade, QColor(0, 0, 0), 0.35)),
    ):
        across.setColorAt(place, tone)
    painter.setPen(QPen(mixed(shade, QColor(0, 0, 0), 0.5), options.device_pixel_ratio))
    painter.setBrush(across)
    corner = 0.22 * height
    painter.drawRoundedRect(cap, corner, corner)
    painter.setPen(QPen(QColor(0, 0, 0, 45), options.device_pixel_ratio))
    for ridge in np.linspace(0.08, 0.92, 15).tolist():
        x = cap.left() + ridge * cap.width()
        painter.drawLine(QPointF(x, cap.top() + 0.3 * height), QPointF(x, cap.bottom() - 0.14 * height))
