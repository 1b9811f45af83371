"""Pages of shapes as PDF, made from the drawing as SVG.

Qt's own PDF has no gradients that fade, draws each body anew, and takes minutes to show. So shapes are written here,
and Qt writes the words alone, with their fonts.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from math import pi, sqrt
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.scene.page.pdf_file import after, document_of, objects_of, stream
from desktop.scene.page.simplify import number

SPACE = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
CAPS, JOINS = {"butt": 0, "round": 1, "square": 2}, {"miter": 0, "round": 1, "bevel": 2}
ROUND = 4.0 / 3.0 * (sqrt(2.0) - 1.0)
"""Length of the handles of a curve that stands for a quarter of a circle, in radii."""
DECIMALS = 2
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_COMMAND = re.compile(r"([mlcz])([^mlcz]*)")
_URL = re.compile(r"url\(#(.+)\)")
Matrix = tuple[float, float, float, float, float, float]
"""A transform as PDF and SVG write it."""
Commands = list[tuple[str, FloatArray]]
"""Letters of a path, and its points in the place they lie, shape (n, 2)."""


def with_shapes(words: bytes, drawing: bytes) -> bytes:
    """Return a PDF of one page, as Qt wrote it, with all the shapes of an SVG drawing below its words."""
    root = ElementTree.fromstring(drawing)
    width, height = (float(value) for value in root.get("viewBox", "").split()[2:])
    objects = objects_of(words)
    page = next(index for index, body in objects.items() if b"/Type /Page\n" in body)
    box = [float(value) for value in re.findall(rb"[\d.]+", after(objects[page], b"/MediaBox"))[:4]]
    scene = _Shapes(root, max(objects) + 1)
    form = scene.form(scene.content(), (0.0, 0.0, width, height))
    place = f"q {box[2] / width:.6f} 0 0 {-box[3] / height:.6f} 0 {box[3]:.4f} cm /Scene Do Q\n"
    before = scene.add(stream(place.encode(), ""))
    scene.close()
    contents = re.search(rb"/Contents (\d+ 0 R)", objects[page])
    resources = re.search(rb"/Resources (\d+) 0 R", objects[page])
    assert contents is not None
    assert resources is not None
    objects[page] = objects[page].replace(contents[0], b"/Contents [%d 0 R %s]" % (before, contents[1]))
    known = int(resources[1])
    objects[known] = objects[known].replace(b"/XObject <<", b"/XObject <<\n/Scene %d 0 R" % form)
    return document_of(objects | scene.objects, words)


class _Shapes:
    """The objects of a PDF that shapes are made of; resources have one dictionary in common."""

    def __init__(self, root: Element, first: int) -> None:
        self.objects: dict[int, bytes] = {}
        self._first = first
        self._next = first + 1
        self._root = root
        self._named = {item.get("id", ""): item for item in root.iter() if item.get("id")}
        self._known: dict[object, str] = {}
        self._resources: dict[str, list[str]] = {"ExtGState": [], "Shading": [], "XObject": []}

    def add(self, body: bytes) -> int:
        """Keep an object and return its number."""
        self.objects[self._next] = body
        self._next += 1
        return self._next - 1

    def close(self) -> None:
        """Write the dictionary of resources."""
        kinds = (f"/{kind} <<{' '.join(items)}>>" for kind, items in self._resources.items())
        self.objects[self._first] = f"<<{' '.join(kinds)}>>".encode()

    def form(self, content: str, box: tuple[float, float, float, float], more: str = "") -> int:
        """Keep a drawing that can be used again and again."""
        corners = " ".join(number(value, DECIMALS) for value in box)
        head = f"/Type /XObject /Subtype /Form /BBox [{corners}] /Resources {self._first} 0 R {more}"
        return self.add(stream(content.encode(), head))

    def _resource(self, kind: str, key: object, make: Iterable[int]) -> str:
        """Return the name of a resource, made when it is first needed."""
        if key not in self._known:
            name = f"{kind[0]}{len(self._resources[kind])}"
            self._known[key] = name
            self._resources[kind].append(f"/{name} {next(iter(make))} 0 R")
        return self._known[key]

    # --- drawing ---

    def content(self) -> str:
        """Return the operators that draw everything but words."""
        return "".join(self._placed(item) for item in self._root if item.tag in {f"{SPACE}g", f"{SPACE}use"})

    def _placed(self, item: Element) -> str:
        matrix = matrix_of(item.get("transform", ""))
        if item.tag == f"{SPACE}g":
            return self._drawn(item, matrix)
        # Turned and stretched at its making, since widths of strokes are those of the page.
        turn, symbol = (*matrix[:4], 0.0, 0.0), item.get(LINK, "")[1:]
        name = self._resource("XObject", (symbol, turn), self._symbol(symbol, turn))
        return f"q 1 0 0 1 {number(matrix[4], DECIMALS)} {number(matrix[5], DECIMALS)} cm /{name} Do Q\n"

    def _symbol(self, name: str, turn: Matrix) -> Iterator[int]:
        far = 4096.0
        yield self.form(self._drawn(self._named[name], turn), (-far, -far, far, far))

    def _drawn(self, group: Element, matrix: Matrix) -> str:
        return "".join(self._shape(shape, matrix) for shape in group if shape.tag != f"{SPACE}text")

    def _shape(self, shape: Element, matrix: Matrix) -> str:
        own = _commands(shape)
        path = _written(own, matrix)
        opacity = float(shape.get("opacity", "1"))
        return self._filled(shape, own, path, opacity, matrix) + self._stroked(shape, path, opacity, matrix)

    def _filled(self, shape: Element, own: Commands, path: str, opacity: float, matrix: Matrix) -> str:
        fill = shape.get("fill", "black")
        if fill == "none" or shape.tag == f"{SPACE}polyline":
            return ""
        even = "*" if shape.get("fill-rule") == "evenodd" else ""
        found = _URL.fullmatch(fill)
        if found is None:
            alpha = opacity * float(shape.get("fill-opacity", "1"))
            return f"{_colour(fill)} rg {self._alpha(alpha)}{path}f{even}\n"
        gradient, turn = self._named[found[1]], " ".join(f"{value:.6g}" for value in matrix)
        shading = self._resource("Shading", found[1], self._shading(gradient, "stop-color"))
        mask = ""
        if any(stop.get("stop-opacity") for stop in gradient):
            points = np.vstack([points for _, points in own if len(points)])
            box = (*np.floor(points.min(axis=0) - 1.0).tolist(), *np.ceil(points.max(axis=0) + 1.0).tolist())
            mask = f"/{self._resource('ExtGState', (found[1], box), self._mask(gradient, box))} gs "
        return f"q {self._alpha(opacity)}{path}W{even} n {turn} cm {mask}/{shading} sh Q\n"

    def _stroked(self, shape: Element, path: str, opacity: float, matrix: Matrix) -> str:
        stroke = shape.get("stroke", "none")
        if stroke == "none":
            return ""
        scales = shape.get("vector-effect") != "non-scaling-stroke"
        scale = sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) if scales else 1.0
        width = float(shape.get("stroke-width", "1")) * scale
        dashes = " ".join(
            number(width * float(value), 3) for value in _NUMBER.findall(shape.get("stroke-dasharray", ""))
        )
        cap, join = CAPS[shape.get("stroke-linecap", "butt")], JOINS[shape.get("stroke-linejoin", "miter")]
        alpha = opacity * float(shape.get("stroke-opacity", "1"))
        style = f"{_colour(stroke)} RG {number(width, 3)} w {cap} J {join} j [{dashes}] 0 d "
        return f"{style}{self._alpha(alpha)}{path}S\n"

    # --- resources ---

    def _alpha(self, share: float) -> str:
        text = number(share, 3)
        return f"/{self._resource('ExtGState', text, self._plain(text))} gs "

    def _plain(self, alpha: str) -> Iterator[int]:
        yield self.add(f"<</Type /ExtGState /ca {alpha} /CA {alpha} /SMask /None>>".encode())

    def _mask(self, gradient: Element, box: tuple[float, ...]) -> Iterator[int]:
        shading = self._resource("Shading", gradient, self._shading(gradient, "stop-opacity"))
        group = "/Group <</S /Transparency /CS /DeviceGray>>"
        left, top, right, bottom = box
        form = self.form(f"/{shading} sh\n", (left, top, right, bottom), group)
        yield self.add(f"<</Type /ExtGState /SMask <</Type /Mask /S /Luminosity /G {form} 0 R>>>>".encode())

    def _shading(self, gradient: Element, what: str) -> Iterator[int]:
        radial = gradient.tag == f"{SPACE}radialGradient"
        names = ("fx", "fy", "", "cx", "cy", "r") if radial else ("x1", "y1", "x2", "y2")
        ends = " ".join(number(float(gradient.get(name, "0")), 4) for name in names)
        space = "/DeviceRGB" if what == "stop-color" else "/DeviceGray"
        stops = [(float(stop.get("offset", "0")), _level(stop, what)) for stop in gradient]
        head = f"/ShadingType {3 if radial else 2} /ColorSpace {space} /Coords [{ends}] /Extend [true true]"
        yield self.add(f"<<{head} /Function {_function(stops)}>>".encode())


def _level(stop: Element, what: str) -> str:
    return _colour(stop.get(what, "")) if what == "stop-color" else stop.get(what, "1")


def _function(stops: list[tuple[float, str]]) -> str:
    """Return the function from 0 to 1 that runs through the stops."""
    whole = [(0.0, stops[0][1]), *((at, level) for at, level in stops if 0.0 < at < 1.0), (1.0, stops[-1][1])]
    parts = [
        f"<</FunctionType 2 /Domain [0 1] /N 1 /C0 [{before[1]}] /C1 [{after[1]}]>>"
        for before, after in itertools.pairwise(whole)
    ]
    if len(parts) == 1:
        return parts[0]
    at = " ".join(number(place, 4) for place, _ in whole[1:-1])
    encode = " ".join(["0 1"] * len(parts))
    return f"<</FunctionType 3 /Domain [0 1] /Bounds [{at}] /Encode [{encode}] /Functions [{' '.join(parts)}]>>"


def _colour(written: str) -> str:
    """Return red, green and blue, 0 to 1."""
    text = "#000000" if written == "black" else written
    return " ".join(number(int(text[at : at + 2], 16) / 255.0, 3) for at in (1, 3, 5))


def matrix_of(transform: str) -> Matrix:
    """Return the six numbers of a transform."""
    values = tuple(float(value) for value in _NUMBER.findall(transform))
    if len(values) != 6:
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


# --- paths ---


def _commands(shape: Element) -> Commands:
    kind = shape.tag.removeprefix(SPACE)
    if kind == "path":
        return list(_absolute(shape.get("d", "")))
    if kind == "polyline":
        points = np.array([float(value) for value in _NUMBER.findall(shape.get("points", ""))]).reshape(-1, 2)
        return [("m", points[:1]), ("l", points[1:])]
    if kind == "rect":
        x, y, width, height = (float(shape.get(name, "0")) for name in ("x", "y", "width", "height"))
        corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
        return [("m", corners[:1]), ("l", corners[1:]), ("z", corners[:0])]
    middle = np.array([float(shape.get("cx", "0")), float(shape.get("cy", "0"))])
    names = ("r", "r") if kind == "circle" else ("rx", "ry")
    reach = np.array([float(shape.get(name, "0")) for name in names])
    quarter = np.array([[1.0, ROUND], [ROUND, 1.0], [0.0, 1.0]])
    turns = [np.array([[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]]) for t in np.arange(4) * 0.5 * pi]
    around = np.vstack([quarter @ turn for turn in turns])
    return [("m", middle + reach * [[1.0, 0.0]]), ("c", middle + reach * around), ("z", around[:0])]


def _absolute(data: str) -> Iterator[tuple[str, FloatArray]]:
    """Yield the commands of a path whose data holds steps."""
    pen = start = np.zeros(2)
    for letter, text in _COMMAND.findall(data):
        steps = np.array([float(value) for value in _NUMBER.findall(text)]).reshape(-1, 2)
        if letter == "z":
            pen = start
        elif letter == "c":
            ends = pen + np.cumsum(steps[2::3], axis=0)
            steps = steps + np.repeat(np.vstack([pen[None], ends[:-1]]), 3, axis=0)
            pen = ends[-1]
        else:
            steps = pen + np.cumsum(steps, axis=0)
            pen = steps[-1]
            start = steps[0] if letter == "m" else start
        yield letter, steps


def _written(commands: Commands, matrix: Matrix) -> str:
    """Return a path in the operators of a PDF."""
    turn = np.array([[matrix[0], matrix[1]], [matrix[2], matrix[3]]])
    out = []
    for letter, points in commands:
        if letter == "z":
            out.append("h ")
            continue
        texts = [number(value, DECIMALS) for value in (points @ turn + matrix[4:]).ravel().tolist()]
        size = 6 if letter == "c" else 2
        rows = (" ".join(texts[at : at + size]) for at in range(0, len(texts), size))
        out.extend(f"{row} {letter}\n" for row in rows)
    return "".join(out)
