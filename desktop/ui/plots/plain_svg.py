"""Drawings whose lines keep their width in every program.

Plots are drawn in the units of their axes with lines as wide as on the screen. SVG says so by an effect that browsers
know, but not all programs for drawing and writing: there, lines become as wide as the plot. Here the units go into the
points, and the effect is not needed.
"""

import re
from itertools import cycle

GROUP = re.compile(rb'<g transform="matrix\(([^)]*)\)">((?:(?!<g\b).)*?)</g>', re.DOTALL)
EFFECT = b' vector-effect="non-scaling-stroke"'
STRETCHABLE = re.compile(rb"<(?!/|polyline|polygon|path)")
SHAPE = re.compile(rb"<[^>]*>")
DATA = re.compile(rb' (points|d)="([^"]*)"')
PIECE = re.compile(rb"([A-Za-z])|(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)")
ACROSS_ONLY, UP_ONLY, PAIRS = b"hH", b"vV", b"mMlLcCsSqQtT"


def plain_strokes(document: bytes) -> bytes:
    """Return a drawing with the scale of each group of lines in their points."""
    return GROUP.sub(_plain, document)


def _plain(group: "re.Match[bytes]") -> bytes:
    a, b, c, d, e, f = (float(number) for number in group[1].split(b","))
    inner = group[2]
    if EFFECT not in inner or b or c or STRETCHABLE.search(inner):
        return group[0]
    if any(b" stroke=" in shape and EFFECT not in shape for shape in SHAPE.findall(inner)):
        return group[0]
    if not all(set(re.findall(rb"[A-Za-z]", data)) <= _known() for name, data in DATA.findall(inner) if name == b"d"):
        return group[0]
    inner = DATA.sub(lambda data: b' %s="%s"' % (data[1], _scaled(data[2], a, d)), inner.replace(EFFECT, b""))
    return b'<g transform="translate(%g,%g)">%s</g>' % (e, f, inner)


def _known() -> set[bytes]:
    return {bytes((letter,)) for letter in ACROSS_ONLY + UP_ONLY + PAIRS + b"zZ"}


def _scaled(data: bytes, across: float, up: float) -> bytes:
    """Return points or a path with each number scaled along its own axis; scaling holds for relative steps, too."""
    pieces, factors = [], cycle((across, up))
    for letter, number in PIECE.findall(data):
        if letter:
            factors = cycle((across,) if letter in ACROSS_ONLY else (up,) if letter in UP_ONLY else (across, up))
            pieces.append(letter)
        else:
            pieces.append(b"%.6g" % (float(number) * next(factors)))
    return b" ".join(pieces)
