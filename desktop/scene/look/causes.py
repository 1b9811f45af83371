"""The colours of the causes of death: a hazard's own role in the palette, or one made for its name.

A hazard without a role takes its colour from a ring of candidates, of equal lightness each, in OKLab (Ottosson 2020).
Its name says where on the ring it begins to look; it takes the first candidate that is unlike all colours
taken before it. So a hazard keeps its colour when others without a role are added after it.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from math import cos, hypot, pi, sin

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.scene.look.palette import ROLES, Theme, hexadecimal
from desktop.scene.look.vision import encoded, linear

HUES = 24
"""Candidates on a ring, at equal angles."""
RINGS = {Theme.LIGHT: (0.56, 0.42), Theme.DARK: (0.72, 0.85)}
"""OKLab lightness, 0 to 1, of the rings; each is far enough from the theme's grounds to be seen on them."""
CHROMA = 0.13
"""Distance of a ring from grey in OKLab; less where a screen cannot show it."""
APART = 0.075
"""Least distance in OKLab between two causes, four times what an eye can just tell apart side by side."""

TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
"""Linear red, green and blue → cone responses."""
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
"""Cube roots of cone responses → lightness, green to red, blue to yellow."""


@cache
def lab_of(written: str) -> FloatArray:
    """Return the OKLab coordinates of a colour ``#RRGGBB``, shape (3,)."""
    channels = np.array([int(written[at : at + 2], 16) / 255.0 for at in (1, 3, 5)])
    place = np.asarray(TO_LAB @ np.cbrt(TO_CONES @ linear(channels)))
    place.flags.writeable = False
    return place


def cause_colours(names: Sequence[str], theme: Theme) -> dict[str, str]:
    """Return the colour of every hazard as ``#RRGGBB``, by name; ``names`` are in the order of the model."""
    return _chosen(tuple(names))[theme]


@cache
def _chosen(names: tuple[str, ...]) -> dict[Theme, dict[str, str]]:
    """Choose one candidate per name, the same in both themes."""
    places = [(ring, hue) for ring in range(len(RINGS[Theme.LIGHT])) for hue in range(HUES)]
    found = {theme: {name: hexadecimal(name, theme) for name in names if name in ROLES} for theme in Theme}
    for name in names:
        if name in ROLES:
            continue
        start = int.from_bytes(sha256(name.encode()).digest()[:4], "big") % HUES
        turns = [(ring, (start + hue) % HUES) for ring, hue in places]
        free = [place for place in turns if _room(place, found) >= APART]
        # When all are taken, the one that is least like any other.
        place = free[0] if free else max(turns, key=lambda turn: _room(turn, found))
        for theme in Theme:
            found[theme][name] = _candidate(theme, *place)
    return {theme: {name: found[theme][name] for name in names} for theme in Theme}


def _room(place: tuple[int, int], found: dict[Theme, dict[str, str]]) -> float:
    """Return the OKLab distance of a candidate to the nearest colour taken, in the theme where it is nearer."""
    return min(
        (
            hypot(*(lab_of(_candidate(theme, *place)) - lab_of(taken)).tolist())
            for theme in Theme
            for taken in found[theme].values()
        ),
        default=1.0,
    )


@cache
def _candidate(theme: Theme, ring: int, hue: int) -> str:
    """Return a colour of a ring, greyer where the screen cannot show it in full."""
    lightness, angle = RINGS[theme][ring], 2.0 * pi * hue / HUES
    for chroma in np.arange(CHROMA, 0.0, -0.01).tolist():
        lab = np.array([lightness, chroma * cos(angle), chroma * sin(angle)])
        light = np.linalg.solve(TO_CONES, np.linalg.solve(TO_LAB, lab) ** 3)
        if light.min() >= 0.0 and light.max() <= 1.0:
            break
    red, green, blue = np.rint(255.0 * encoded(light)).astype(int).tolist()
    return f"#{red:02X}{green:02X}{blue:02X}"
