"""Makes Qt's SVG documents small: what is drawn many times is written once, what goes without saying is not said."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from math import ceil, hypot, log10
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.scene.page.simplify import TOLERANCE, number, thinned
from desktop.scene.page.typeface import FAMILIES_ELSEWHERE

SPACE = "{http://www.w3.org/2000/svg}"
SHORT_NAMES = {
    "{http://www.w3.org/1999/xlink}href": "xlink:href",
    "{http://www.w3.org/XML/1998/namespace}space": "xml:space",
}
WITHOUT_SAYING = {
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "opacity": "1",
    "vector-effect": "none",
    "fill-rule": "nonzero",
    "stroke-dasharray": "none",
    "font-style": "normal",
}
LEAST_SYMBOL = 60
"""Characters of a drawing below which naming it saves nothing."""
STOP_OPACITY = 0.006
"""How far the opacity of a gradient may lie off; its colour may lie off the more, the clearer it is."""
Stop = tuple[float, str, float]
"""Where a colour of a gradient stands, the colour, and its opacity."""
_STEP = re.compile(r"([MLCZz])|(-?[\d.]+(?:e-?\d+)?)")
_FILL_URL = re.compile(r"url\(#(.+)\)")


def slim_svg(document: bytes) -> bytes:
    """Return an SVG document that shows the same, as written by Qt, in a fraction of the bytes."""
    root = ElementTree.fromstring(document)
    return _Slimmer(root).document().encode()


class _Slimmer:
    """One document on its way."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._gradients: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._paths: dict[tuple[str, int], str] = {}
        self._read_gradients()

    def document(self) -> str:
        root = self._root
        words = [
            f"<{name}>{escape(found.text or '')}</{name}>"
            for name in ("title", "desc", "metadata")
            if (found := root.find(SPACE + name)) is not None
        ]
        drawn = list(self._drawn())
        # Words stay where they are, so that an illustrator can change each of them.
        often = Counter(inner for _, inner in drawn if len(inner) >= LEAST_SYMBOL and "<text" not in inner)
        symbols = {inner: f"s{index}" for index, inner in enumerate(i for i, count in often.items() if count > 1)}
        body = "\n".join(_placed(transform, inner, symbols) for transform, inner in drawn)
        named = "\n".join(f'<g id="{name}">{inner}</g>' for inner, name in symbols.items())
        gradients = "\n".join(self._written.values())
        head = " ".join(f"{name}={quoteattr(root.get(name, ''))}" for name in ("width", "height", "viewBox"))
        spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        return "\n".join(
            [
                '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
                f'<svg {head} {spaces} version="1.1">',
                *words,
                f"<defs>\n{gradients}\n{named}\n</defs>",
                f"{body}\n</svg>\n",
            ]
        )

    # --- gradients ---

    def _read_gradients(self) -> None:
        """Write each gradient once, with the stops it needs."""
        known: dict[str, str] = {}
        for gradient in self._root.iter():
            kind = gradient.tag.removeprefix(SPACE)
            if kind not in {"linearGradient", "radialGradient"}:
                continue
            attributes = _attributes({name: value for name, value in gradient.items() if name != "id"})
            text = f"<{kind} {attributes}>{_stops(tuple(map(_stop, gradient)))}</{kind}>"
            if text not in known:
                name = f"g{len(known)}"
                known[text] = name
                self._written[name] = text.replace(f"<{kind} ", f'<{kind} id="{name}" ', 1)
            self._gradients[gradient.get("id", "")] = known[text]

    # --- shapes ---

    def _drawn(self) -> Iterator[tuple[str, str]]:
        """Yield what is drawn, in order: a transform and all that is drawn under it one after the other."""
        before, inner = None, ""
        outer = self._root.find(f"{SPACE}g")
        for group in [] if outer is None else outer:
            if len(group) == 0:
                continue
            transform = group.get("transform", "")
            if transform != before:
                if before is not None:
                    yield before, inner
                before, inner = transform, ""
            inner += self._group(group, _scale(transform))
        if before is not None:
            yield before, inner

    def _group(self, group: Element, scale: float) -> str:
        style = {name: value for name, value in group.items() if name != "transform"}
        return "".join(self._shape(shape, style, scale) for shape in group)

    def _shape(self, shape: Element, style: dict[str, str], scale: float) -> str:
        kind, own = shape.tag.removeprefix(SPACE), {SHORT_NAMES.get(name, name): value for name, value in shape.items()}
        decimals = max(0, ceil(log10(scale / TOLERANCE)))
        merged = {**style, **own}
        if kind == "text":
            merged["font-family"] = FAMILIES_ELSEWHERE
            return f"<text {self._said(merged)}>{escape(shape.text or '')}</text>"
        for name in ("font-family", "font-size", "font-weight", "font-style"):
            merged.pop(name, None)
        if kind == "path":
            merged["d"] = self._path(merged["d"], decimals, TOLERANCE / scale)
        for name in ("cx", "cy", "r", "rx", "ry", "x", "y", "width", "height"):
            if name in merged:
                merged[name] = number(float(merged[name]), decimals)
        return f"<{kind} {self._said(merged)}/>"

    def _said(self, attributes: dict[str, str]) -> str:
        """Return attributes without those that go without saying; references lead to the gradients written."""
        if attributes.get("stroke") == "none":
            attributes = {name: value for name, value in attributes.items() if not name.startswith("stroke")}
        if attributes.get("fill") == "none":
            attributes.pop("fill-opacity", None)
            attributes.pop("fill-rule", None)
        for name in ("fill", "stroke"):
            if found := _FILL_URL.fullmatch(attributes.get(name, "")):
                attributes[name] = f"url(#{self._gradients[found[1]]})"
        return _attributes(attributes)

    def _path(self, data: str, decimals: int, tolerance: float) -> str:
        if (data, decimals) not in self._paths:
            self._paths[data, decimals] = _short_path(data, decimals, tolerance)
        return self._paths[data, decimals]


def _placed(transform: str, inner: str, symbols: dict[str, str]) -> str:
    place = "" if _is_identity(transform) else f' transform="{transform}"'
    if inner in symbols:
        return f'<use xlink:href="#{symbols[inner]}"{place}/>'
    return f"<g{place}>{inner}</g>"


def _is_identity(transform: str) -> bool:
    return transform in {"", "matrix(1,0,0,1,0,0)"}


def _scale(transform: str) -> float:
    """Return how much a transform magnifies."""
    numbers = [float(value) for value in re.findall(r"-?[\d.]+(?:e-?\d+)?", transform)]
    return max(hypot(*numbers[0:2]), hypot(*numbers[2:4]), 1e-9) if len(numbers) == 6 else 1.0


def _attributes(attributes: dict[str, str]) -> str:
    said = ((name, value) for name, value in attributes.items() if WITHOUT_SAYING.get(name) != value.strip())
    return " ".join(f"{name}={quoteattr(value.strip())}" for name, value in said)


def _stop(element: Element) -> Stop:
    return float(element.get("offset", "0")), element.get("stop-color", ""), float(element.get("stop-opacity", "1"))


@lru_cache(maxsize=4096)
def _stops(stops: tuple[Stop, ...]) -> str:
    """Return the stops of a gradient but for those that lie between their neighbours."""
    kept, first = [stops[0]], 0
    while first < len(stops) - 1:
        last = len(stops) - 1
        while last > first + 1 and not _in_line(stops[first : last + 1]):
            last -= 1
        kept.append(stops[last])
        first = last
    return "".join(
        f'<stop offset="{number(offset, 3)}" stop-color="{colour}"'
        + ("" if opacity >= 1.0 else f' stop-opacity="{number(opacity, 3)}"')
        + "/>"
        for offset, colour, opacity in kept
    )


def _in_line(stops: tuple[Stop, ...]) -> bool:
    """Return whether the stops between the first and the last are what a gradient of these two would show."""
    offset = np.array([stop[0] for stop in stops])
    opacity = np.array([stop[2] for stop in stops])
    rgb = np.array([[int(stop[1][at : at + 2], 16) for at in (1, 3, 5)] for stop in stops]) / 255.0
    if offset[-1] <= offset[0]:
        return False
    share = (offset - offset[0]) / (offset[-1] - offset[0])
    clear = np.abs(opacity[0] + share * (opacity[-1] - opacity[0]) - opacity).max()
    tint = rgb[0] + share[:, None] * (rgb[-1] - rgb[0])
    # Qt counts a colour down with its opacity: of what is nearly clear only a few levels are left.
    shown = np.abs((tint - rgb) * opacity[:, None]).max()
    return bool(clear <= STOP_OPACITY and shown <= 2.0 * STOP_OPACITY)


def _short_path(data: str, decimals: int, tolerance: float) -> str:
    """Return the data of a path with steps in place of positions, and without points that lie in line."""
    out: list[str] = []
    pen = start = np.zeros(2)
    for command, exact in _commands(data):
        if command == "Z":
            out.append("z")
            pen = start
            continue
        needed = thinned(np.vstack([pen[None], exact]), tolerance)[1:] if command == "L" else exact
        points = np.round(needed, decimals)
        if command == "C":
            from_ = np.vstack([pen[None], points[2::3]])[:-1]
            steps = points - np.repeat(from_, 3, axis=0)
        else:
            steps = np.diff(np.vstack([pen[None], points]), axis=0)
        out.append(command.lower() + _joined(steps.ravel(), decimals))
        pen = points[-1]
        if command == "M":
            start = pen
    return "".join(out)


def _joined(values: FloatArray, decimals: int) -> str:
    texts = [number(value, decimals) for value in values.tolist()]
    return texts[0] + "".join(text if text.startswith("-") else f" {text}" for text in texts[1:])


def _commands(data: str) -> Iterator[tuple[str, FloatArray]]:
    """Yield each command of a path with its points, shape (n, 2); equal ones in a row are one."""
    command, numbers = "", []
    for letter, value in _STEP.findall(data):
        if value:
            numbers.append(float(value))
        elif letter.upper() != command or letter in "MZz":
            if command:
                yield command, np.array(numbers).reshape(-1, 2)
            command, numbers = letter.upper(), []
    if command:
        yield command, np.array(numbers).reshape(-1, 2)
