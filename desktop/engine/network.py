"""A network of tubes with solved flow, and the map between its unrolled coordinates and the plane.

A position in the network is (segment, s, r): s in µm from the segment's start along its centreline, r in µm across,
positive to the left of the flow on a screen whose y points down. ``multiplicity`` says of how many equal tubes the
segment is the only one drawn, so that the few drawn capillaries carry the share of flow that they carry in a body.

Units inside this file: µm, s, Pa, Pa·s; flows in µm³/s.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.compiled import compiled

CENTRELINE_POINTS = 65
MAX_BRANCHES = 4
FLOW_CORRECTIONS = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """One tube: its end nodes, radius in µm, number of equal tubes, curve as control points (x, y) in µm, and role."""

    start: int
    end: int
    radius: float
    multiplicity: float
    curve: tuple[tuple[float, float], ...]
    role: str


def smooth_curve(points: tuple[tuple[float, float], ...], count: int = CENTRELINE_POINTS) -> FloatArray:
    """Return points at equal distances along a Catmull-Rom curve through control points, shape (count, 2)."""
    control = np.array(points, dtype=np.float64)
    padded = np.vstack([2 * control[0] - control[1], control, 2 * control[-1] - control[-2]])
    t = np.linspace(0.0, 1.0, 48, endpoint=False)[:, None]
    pieces = [_catmull_rom(padded[i : i + 4], t) for i in range(len(control) - 1)]
    fine = np.vstack([*pieces, control[-1:]])
    distance = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))])
    even = np.linspace(0.0, distance[-1], count)
    return np.column_stack([np.interp(even, distance, fine[:, 0]), np.interp(even, distance, fine[:, 1])])


def _catmull_rom(p: FloatArray, t: FloatArray) -> FloatArray:
    terms = (
        2.0 * p[1],
        (p[2] - p[0]) * t,
        (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * t**2,
        (3 * p[1] - p[0] - 3 * p[2] + p[3]) * t**3,
    )
    return np.asarray(0.5 * sum(terms))


class VesselNetwork:
    """A solved network. All arrays are indexed by segment unless their name says node.

    ``viscosity`` in Pa·s per segment; ``boundary`` maps a node to its pressure in Pa; at every other node flow is
    conserved. Conductance is πR⁴/8µL (Poiseuille), times the multiplicity.
    """

    def __init__(self, segments: tuple[Segment, ...], viscosity: FloatArray, boundary: dict[int, float]) -> None:
        self.segments = segments
        self.start: IntArray = np.array([segment.start for segment in segments])
        self.end: IntArray = np.array([segment.end for segment in segments])
        self.radius: FloatArray = np.array([segment.radius for segment in segments], dtype=np.float64)
        self.multiplicity: FloatArray = np.array([segment.multiplicity for segment in segments], dtype=np.float64)
        self.centreline: FloatArray = np.stack([smooth_curve(segment.curve) for segment in segments])
        step = np.hypot(*np.moveaxis(np.diff(self.centreline, axis=1), 2, 0))
        self.length: FloatArray = step.sum(axis=1)
        self.viscosity = viscosity
        self.conductance = self.multiplicity * np.pi * self.radius**4 / (8.0 * viscosity * self.length)
        self.node_pressure, self.flow = self._solve(boundary)
        self.mean_speed: FloatArray = self.flow / (self.multiplicity * np.pi * self.radius**2)
        self.wall_shear_stress: FloatArray = 4.0 * viscosity * np.abs(self.mean_speed) / self.radius
        self.offset: FloatArray = np.concatenate([[0.0], np.cumsum(self.length + 40.0)[:-1]])
        self.branches, self.branch_share = self._branching()

    def _solve(self, boundary: dict[int, float]) -> tuple[FloatArray, FloatArray]:
        """Return the node pressures in Pa and the flows in µm³/s.

        A flow is a small difference of pressures where a wide tube feeds a narrow one. So pressures count from the
        lowest one, rows are scaled, and what a node gains too much is led away by a correction of the flows themselves.
        """
        nodes = int(max(self.start.max(), self.end.max())) + 1
        matrix = np.zeros((nodes, nodes))
        np.add.at(matrix, (self.start, self.start), self.conductance)
        np.add.at(matrix, (self.end, self.end), self.conductance)
        np.add.at(matrix, (self.start, self.end), -self.conductance)
        np.add.at(matrix, (self.end, self.start), -self.conductance)
        lowest, held = min(boundary.values()), list(boundary)
        matrix[held] = 0.0
        matrix[held, held] = 1.0
        scale = np.diagonal(matrix).copy()
        matrix /= scale[:, None]
        right, above, flow = np.zeros(nodes), np.zeros(nodes), np.zeros(self.start.size)
        right[held] = np.array(list(boundary.values())) - lowest
        for _ in range(FLOW_CORRECTIONS + 1):
            change = solved(matrix, right)
            above += change
            flow += self.conductance * (change[self.start] - change[self.end])
            gain = np.zeros(nodes)
            np.add.at(gain, self.end, flow)
            np.add.at(gain, self.start, -flow)
            right = gain / scale
            right[held] = 0.0
        return above + lowest, flow

    def _branching(self) -> tuple[IntArray, FloatArray]:
        """Return, per segment, the segments that follow and the cumulative share of flow they take, (n, 4) each.

        Segments that follow are ordered from the left bank to the right one, so that a dividing streamline can
        be read off as a cumulative share. Missing ones are -1; a segment with none ends the network.
        """
        count = len(self.segments)
        follows = np.full((count, MAX_BRANCHES), -1, dtype=np.int64)
        share = np.ones((count, MAX_BRANCHES))
        for i in range(count):
            after = np.flatnonzero(self.start == self.end[i])
            if after.size == 0:
                continue
            after = after[np.argsort([self._turn(i, int(j)) for j in after])]
            flow = np.maximum(self.flow[after], 0.0)
            total = flow.sum()
            part = flow / total if total > 0.0 else np.full(after.size, 1.0 / after.size)
            follows[i, : after.size] = after
            # Sums of parts can end a hair above the whole.
            share[i, : after.size] = np.minimum(np.cumsum(part), 1.0)
            share[i, after.size - 1 :] = 1.0
        return follows, share

    def _turn(self, here: int, there: int) -> float:
        """Return the angle by which the flow turns to the right when it goes from one segment into another."""
        incoming = self.centreline[here, -1] - self.centreline[here, -4]
        outgoing = self.centreline[there, 12] - self.centreline[there, 0]
        cross = incoming[0] * outgoing[1] - incoming[1] * outgoing[0]
        return float(np.arctan2(cross, incoming @ outgoing))

    @cached_property
    def normal(self) -> FloatArray:
        """Unit normals to the left of the flow at the centreline points, shape (n, points, 2)."""
        tangent = np.gradient(self.centreline, axis=1)
        tangent /= np.hypot(tangent[..., 0], tangent[..., 1])[..., None]
        return np.stack([tangent[..., 1], -tangent[..., 0]], axis=-1)

    def place(self, segment: AnyArray, s: FloatArray, r: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Map unrolled coordinates to the plane: returns x, y in µm and the heading in radians, shape (n,) each."""
        x, y, heading = np.empty(s.size), np.empty(s.size), np.empty(s.size)
        place_all(self.centreline, self.normal, self.length, segment, s, r, (x, y, heading))
        return x, y, heading

    def speed(self, segment: AnyArray, r: FloatArray) -> FloatArray:
        """Return the axial speed in µm/s at distance r from the axis: 2·mean·(1 − r²/R²), shape (n,)."""
        ratio = np.minimum(np.abs(r) / self.radius[segment], 1.0)
        return np.asarray(2.0 * self.mean_speed[segment] * (1.0 - ratio**2))

    def shear_stress(self, segment: AnyArray, r: FloatArray) -> FloatArray:
        """Return the shear stress in Pa at distance r from the axis: wall stress · r/R, shape (n,)."""
        ratio = np.minimum(np.abs(r) / self.radius[segment], 1.0)
        return np.asarray(self.wall_shear_stress[segment] * ratio)

    def pressure(self, segment: AnyArray, s: FloatArray) -> FloatArray:
        """Return the pressure in Pa, linear along each segment, shape (n,)."""
        start, end = self.node_pressure[self.start[segment]], self.node_pressure[self.end[segment]]
        return np.asarray(start + (end - start) * s / self.length[segment])

    @cached_property
    def _roles(self) -> dict[str, BoolArray]:
        roles = [segment.role for segment in self.segments]
        return {role: np.array([other == role for other in roles]) for role in roles}

    def is_role(self, role: str) -> BoolArray:
        """Return which segments have a role, shape (segments,)."""
        return self._roles[role]

    def with_role(self, *roles: str) -> IntArray:
        """Return the segments that have one of the roles, shape (n,)."""
        return np.flatnonzero([segment.role in roles for segment in self.segments])


def solved(matrix: FloatArray, right: FloatArray) -> FloatArray:
    """Return the solution of linear equations, shape (n,), by elimination with row pivots; ``matrix`` is (n, n).

    Written out, since libraries of linear algebra choose their order of sums by the processor, and the last bits with
    it: the same seed would lead to another state elsewhere.
    """
    rows = np.column_stack([matrix, right])
    for k in range(right.size):
        pivot = k + int(np.argmax(np.abs(rows[k:, k])))
        rows[[k, pivot]] = rows[[pivot, k]]
        rows[k + 1 :, k:] -= (rows[k + 1 :, k] / rows[k, k])[:, None] * rows[k, k:]
    for k in range(right.size - 1, -1, -1):
        rows[k, -1] /= rows[k, k]
        rows[:k, -1] -= rows[:k, k] * rows[k, -1]
    return rows[:, -1].copy()


class DrainageNetwork(VesselNetwork):
    """A second network beside the first one, such as the lymph vessels; only its type differs."""


@compiled
def place_all(
    centreline: FloatArray,
    normal: FloatArray,
    length: FloatArray,
    segment: AnyArray,
    s: FloatArray,
    r: FloatArray,
    out: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    """Fill x, y and heading for positions in the network; s outside a segment goes on along its end tangent."""
    points = centreline.shape[1]
    for i in range(s.size):
        k = segment[i]
        position = s[i] / length[k] * (points - 1)
        cell = int(min(max(position, 0.0), points - 2.0))
        f = position - cell
        turn = min(max(f, 0.0), 1.0)
        nx = normal[k, cell, 0] + (normal[k, cell + 1, 0] - normal[k, cell, 0]) * turn
        ny = normal[k, cell, 1] + (normal[k, cell + 1, 1] - normal[k, cell, 1]) * turn
        out[0][i] = centreline[k, cell, 0] + (centreline[k, cell + 1, 0] - centreline[k, cell, 0]) * f + r[i] * nx
        out[1][i] = centreline[k, cell, 1] + (centreline[k, cell + 1, 1] - centreline[k, cell, 1]) * f + r[i] * ny
        out[2][i] = np.arctan2(nx, -ny)
