"""The geometry of the drawn lymph vessel and its node. Lengths in µm."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from desktop.engine.arrays import FloatArray
from desktop.engine.network import DrainageNetwork
from desktop.scene.raster.shapes import closed_curve, union

VALVE_SPACING = 42.0
"""Distance between neighbouring valves in µm (true ones stand 0.6–3 mm apart; drawn close to show several)."""
BULGE = 0.3
"""How far the vessel swells between two valves, as a share of its radius."""
INTO_NODE = 16.0
"""How far the vessels reach into the node, under its capsule, in µm."""
REACH = 30.0
"""Nothing that is drawn with the vessels lies farther from them, in µm."""
BLUNT = 16
"""Points round the blind start of the vessel."""
ROUND = np.linspace(0.0, 2.0 * np.pi, 64, endpoint=False)


@dataclass(frozen=True)
class Bean:
    """A lymph node: its middle, the direction of its hilum in radians, and half axes along and across that."""

    x: float
    y: float
    turn: float
    along: float
    across: float

    def outline(self, more: float = 0.0) -> FloatArray:
        """Return the outline in the node's own frame, ``more`` µm farther out; x points to the hilum, shape (n, 2)."""
        dent = 1.0 - 0.3 * np.exp(-((np.angle(np.exp(1j * ROUND)) / 0.42) ** 2))
        return np.column_stack(
            [(self.along * dent + more) * np.cos(ROUND), (self.across * (0.5 + 0.5 * dent) + more) * np.sin(ROUND)]
        )

    def path(self, more: float = 0.0) -> QPainterPath:
        """Return the outline as a smooth path in the node's own frame."""
        return closed_curve(self.outline(more))


class LymphShape:
    """The vessels that lead to the node and away from it, swollen between their valves, and the node.

    Outlines are kept: they depend on the network alone.
    """

    def __init__(self, network: DrainageNetwork) -> None:
        self.network = network
        roles = [segment.role for segment in network.segments]
        self.tubes = [index for index, role in enumerate(roles) if role != "node"]
        self._node = roles.index("node")
        self._outlines: dict[float, QPainterPath] = {}

    @cached_property
    def bean(self) -> Bean:
        """Return the node."""
        line = self.network.centreline[self._node]
        middle, (across, down) = line[len(line) // 2], line[-1] - line[0]
        reach = float(self.network.radius[self._node])
        return Bean(float(middle[0]), float(middle[1]), float(np.arctan2(down, across)), 1.3 * reach, 1.5 * reach)

    @cached_property
    def box(self) -> QRectF:
        """Return a rectangle that holds everything drawn."""
        reach = 2.0 * max(self.bean.along, self.bean.across)
        node = QRectF(self.bean.x - reach, self.bean.y - reach, 2.0 * reach, 2.0 * reach)
        return self.outline(0.0).controlPointRect().adjusted(-REACH, -REACH, REACH, REACH).united(node)

    def valves(self, tube: int) -> FloatArray:
        """Return where the valves of a tube stand, as shares of its length, shape (n,)."""
        count = max(round(self.network.length[tube] / VALVE_SPACING), 1)
        return np.asarray((np.arange(count) + 0.5) / count)

    def radius(self, tube: int) -> FloatArray:
        """Return the drawn radius along a tube, shape (points,): narrow at the valves, wide between them."""
        count = self.valves(tube).size
        along = np.linspace(0.0, 1.0, self.network.centreline.shape[1])
        return np.asarray(self.network.radius[tube] * (1.0 + BULGE * np.cos(np.pi * count * along) ** 2))

    def outline(self, more: float) -> QPainterPath:
        """Return all tubes, ``more`` µm wider; the first one begins with a blunt end."""
        if more not in self._outlines:
            self._outlines[more] = union([self._tube(tube, more) for tube in self.tubes])
        return self._outlines[more]

    def _tube(self, tube: int, more: float) -> FloatArray:
        line, normal, reach = self.network.centreline[tube], self.network.normal[tube], self.radius(tube) + more
        for end, neighbour in ((0, 1), (-1, -2)):
            if self._meets_node(tube, at_start=end == 0):
                step = line[end] - line[neighbour]
                at = 0 if end == 0 else len(line)
                line = np.insert(line, at, line[end] + INTO_NODE * step / np.hypot(*step), axis=0)
                normal, reach = np.insert(normal, at, normal[end], axis=0), np.insert(reach, at, reach[end])
        aside = normal * reach[:, None]
        left, right = line + aside, (line - aside)[::-1]
        if tube == self.tubes[0]:
            turn = np.linspace(0.0, np.pi, BLUNT)[1:-1]
            back = line[0] - line[1]
            back /= np.hypot(*back)
            cap = line[0] + reach[0] * (-np.cos(turn)[:, None] * normal[0] + np.sin(turn)[:, None] * back)
            right = np.vstack([right, cap])
        return np.vstack([left, right])

    def _meets_node(self, tube: int, *, at_start: bool) -> bool:
        network = self.network
        return bool(
            network.start[tube] == network.end[self._node]
            if at_start
            else network.end[tube] == network.start[self._node]
        )

    def frame(self, tube: int, share: float) -> tuple[FloatArray, float, float]:
        """Return the place, shape (2,), and the drawn radius in µm, and the turn (radians) at a share of a tube."""
        index = round(share * (self.network.centreline.shape[1] - 1))
        normal = self.network.normal[tube, index]
        return (
            self.network.centreline[tube, index],
            float(np.arctan2(normal[0], -normal[1])),
            float(self.radius(tube)[index]),
        )
