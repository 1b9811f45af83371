"""The drawings of cells: SVG files that an illustrator can change without touching code.

A drawing has the view box ``-100 -100 200 200`` and the radius of its cell is 50 units. Its ``desc`` lists which colour
plays which role (``#E8743B tumor_epithelial; …``), so that themes and variants can recolour it. Strokes of class
``outline``, ``fine`` and ``halo`` never get thinner than a screen can show.
"""

import re
from collections.abc import Mapping
from functools import cache, cached_property

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

from desktop.scene.look.palette import ROLES, Theme, hexadecimal
from desktop.system.assets import asset

UNITS_PER_RADIUS = 50.0
LEAST_STROKE = {"outline": 1.1, "fine": 0.35, "halo": 2.6}
"""Least width of a stroke in pixels, by its class; the halo's inner half lies under the cell."""
LEAST_FLAT_STROKE = {"outline": 1.9, "fine": 0.9, "halo": 4.4}
"""The same for flat drawings."""
MOST_RENDERERS = 24
"""Renderers kept, those used last: each takes a tenth of a megabyte, and half a millisecond to make."""
FINENESS = 2
"""How many pixels of a drawing that is to be turned later make one of the picture, along each side."""
FLAT_STROKE = 1.35
"""How much wider all strokes of flat drawings are."""

_DESCRIPTION = re.compile(r"<desc>(.*?)</desc>", re.DOTALL)
_SHADING = re.compile(r'<(?:path|circle|ellipse|rect)\b[^>]*\bfill="url\([^>]*/>')
_SPECK = re.compile(r'<(?:circle|ellipse)\b[^>]*\bfill-opacity="[^>]*/>')
_STROKE = re.compile(r'class="(outline|fine|halo)"([^>]*?)stroke-width="([\d.]+)"')


class Drawing:
    """One SVG file, ready to be recoloured."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._text = asset(f"cells/{name}.svg").read_text(encoding="utf-8")
        plain = _SHADING.sub("", self._text)
        # In the drawings of the dying, what is half transparent tells how they die.
        self._flat_text = plain if name.startswith("dying") else _SPECK.sub("", plain)
        found = _DESCRIPTION.search(self._text)
        pairs = (pair.split() for pair in (found.group(1) if found else "").split(";") if pair.strip())
        self.roles: dict[str, str] = {shade.upper(): role for shade, role in pairs}

    def renderer(
        self,
        theme: Theme,
        pixels_per_unit: float,
        shades: Mapping[str, QColor],
        *,
        flat: bool = False,
        fineness: int = 1,
    ) -> QSvgRenderer:
        """Return a renderer in a theme's colours; ``shades`` maps roles to colours that go before the theme's.

        A ``flat`` drawing has neither shading nor specks, and stronger outlines. ``fineness`` widens all strokes.
        """
        text = self._flat_text if flat else self._text
        text = re.sub(r"#[0-9A-Fa-f]{6}", lambda match: self._shade(match.group(), theme, shades), text)
        text = _STROKE.sub(lambda match: _wide_enough(match, pixels_per_unit, fineness, flat=flat), text)
        return QSvgRenderer(QByteArray(text.encode()))

    def _shade(self, written: str, theme: Theme, shades: Mapping[str, QColor]) -> str:
        role = self.roles.get(written.upper())
        if role is None:
            return written
        if role in shades:
            return shades[role].name()
        return hexadecimal(role, theme) if role in ROLES else written


def _wide_enough(match: re.Match[str], pixels_per_unit: float, fineness: int, *, flat: bool) -> str:
    """Rewrite a stroke with its width in pixels: it keeps it when the cell around it is stretched."""
    kind, between, width = match.groups()
    if flat:
        pixels = max(FLAT_STROKE * float(width) * pixels_per_unit, LEAST_FLAT_STROKE[kind])
    else:
        pixels = max(float(width) * pixels_per_unit, LEAST_STROKE[kind])
    return f'class="{kind}"{between}vector-effect="non-scaling-stroke" stroke-width="{fineness * pixels:.2f}"'


@cache
def drawing(name: str) -> Drawing:
    """Return a drawing by the name of its file."""
    return Drawing(name)


class SvgPainter:
    """Draws the drawings at one magnification in one theme, centred on the painter's origin, ``flat`` if asked.

    ``fineness`` is how many pixels its painters make of one of the picture: strokes keep their width.
    """

    def __init__(self, theme: Theme, pixels_per_um: float, *, flat: bool = False, fineness: int = 1) -> None:
        self.theme = theme
        self.flat = flat
        self.pixels_per_um = pixels_per_um
        self._fineness = fineness
        self._renderers: dict[tuple[str, int, str], QSvgRenderer] = {}

    @cached_property
    def finer(self) -> "SvgPainter":
        """Return an svg for painters that make `FINENESS` pixels of one."""
        return SvgPainter(self.theme, self.pixels_per_um, flat=self.flat, fineness=FINENESS)

    def draw(
        self,
        painter: QPainter,
        name: str,
        radius: float,
        stretch: tuple[float, float] = (1.0, 1.0),
        shades: Mapping[str, QColor] | None = None,
        variant: str = "",
        part: str = "",
    ) -> None:
        """Draw a cell whose radius is given in pixels, stretched along and across its axis.

        ``variant`` names the set of ``shades``; ``part`` draws one element of the file only.
        """
        unit = radius / UNITS_PER_RADIUS
        renderer = self._renderer(name, unit, shades or {}, variant)
        view = renderer.boundsOnElement(part) if part else QRectF(-100.0, -100.0, 200.0, 200.0)
        along, across = unit * stretch[0], unit * stretch[1]
        target = QRectF(view.x() * along, view.y() * across, view.width() * along, view.height() * across)
        if part:
            renderer.render(painter, part, target)
        else:
            renderer.render(painter, target)

    def _renderer(self, name: str, unit: float, shades: Mapping[str, QColor], variant: str) -> QSvgRenderer:
        key = (name, round(unit * 1e4), variant)
        renderer = self._renderers.pop(key, None)
        if renderer is None:
            renderer = drawing(name).renderer(self.theme, unit, shades, flat=self.flat, fineness=self._fineness)
        self._renderers[key] = renderer
        if len(self._renderers) > MOST_RENDERERS:
            self._renderers.pop(next(iter(self._renderers)))
        return renderer
