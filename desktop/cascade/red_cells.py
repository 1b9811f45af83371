"""Red cells, platelets and white cells: scenery with weight. They flow, collide, make room, and change no fate.

Each vessel holds as many bodies as its tube haematocrit asks for in a thin slice: by Delesse's principle the share
of a slice's area that red cells cover is their share of the volume. A body that leaves a vessel at its end comes in
again at its start, in place of one from the equal vessels that are not drawn.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import oxygenation
from desktop.cascade.patrol import STATE
from desktop.cascade.platelets import PlateletParameters
from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import ACROSS, ALONG, SEGMENT
from desktop.cascade.vasculature import FlowParameters, tube_haematocrit
from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.columns import IDENTITY, RADIUS
from desktop.engine.compiled import compiled
from desktop.engine.contacts import repulsion
from desktop.engine.context import ReadContext
from desktop.engine.contracts import CellType, Entry
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.tables import TableState

RED_RADIUS, PLATELET_RADIUS = 3.0, 1.25
"""Collision radii in µm: a tilted red cell shows on average the area of a disc of 6 µm (assumption); "
"platelets 2–3 µm."""
FREE_RADIUS = 3.75
"""Radius of a red cell at rest, seen from its face, in µm (reference: diameter 7.2–7.8 µm)."""
RED_CELLS_PER_UL = 5e6
WHITE_CELLS_PER_UL = 7000.0
WHITE_SHARES = (("neutrophil", 0.63, 4.8), ("lymphocyte", 0.30, 4.0), ("monocyte", 0.07, 6.0))
"""Share among white cells (reference ranges) and radius in suspension, µm."""
GREATEST_ELONGATION, HALF_ELONGATION = 0.6, 2.0
"""A red cell under a shear stress τ has (length − width)/(length + width) = 0.6·τ/(τ + 2 Pa): the form of
ektacytometry's curves; the two numbers are assumptions within what is usual there."""
OVERLAP = 4.0
"""µm by which bodies are drawn beyond the ends of their vessels, fading (look of the picture, no effect on the run)."""
NARROW, WIDE = 10.0, 50.0
"""µm across; between these widths the layer beside the wall that red cells keep free grows from 1 to 3 (textbook)."""


@dataclass(frozen=True)
class RedCellParameters(ParameterGroup):
    """How much of the scenery is drawn."""

    key = "red_cells"
    label = "Blood cells drawn"
    section = "display"

    detail: float = parameter(
        1.0,
        label="Blood cells drawn",
        unit="×",
        low=0.0,
        high=2.0,
        help="Share of the blood cells that is drawn. It changes the picture, never a result.",
        source="assumption; 1 is the true hematocrit of the drawn slice",
        level="expert",
    )


@compiled
def drift(
    segment: AnyArray, s: FloatArray, r: FloatArray, radius: FloatArray, spin: FloatArray,
    push: tuple[FloatArray, FloatArray], to_wall: AnyArray, seconds: float, slow_motion: float,
    tubes: tuple[FloatArray, FloatArray, FloatArray],
) -> None:  # fmt: skip
    """Move bodies with the profile of their vessel, apply the pushes of collisions, keep them inside.

    Red cells are lifted off the wall; platelets and white cells (``to_wall``) marginate towards it.
    """
    mean_speed, tube_radius, length = tubes
    for i in range(s.size):
        k = segment[i]
        layer = 1.0 + 2.0 * min(max((2.0 * tube_radius[k] - NARROW) / (WIDE - NARROW), 0.0), 1.0)
        limit = max(tube_radius[k] - radius[i] - (0.1 if to_wall[i] else layer), 0.0)
        ratio = r[i] / tube_radius[k]
        shear = 4.0 * abs(mean_speed[k]) * abs(ratio) / tube_radius[k] * slow_motion
        spin[i] += min(0.5 * shear, 2.5) * seconds * (1.0 if r[i] >= 0.0 else -1.0)
        s[i] += 2.0 * mean_speed[k] * (1.0 - ratio * ratio) * slow_motion * seconds + 0.5 * push[0][i]
        r[i] += 0.5 * push[1][i] + (0.4 * ratio * tube_radius[k] * seconds * 0.2 if to_wall[i] else 0.0)
        r[i] = min(max(r[i], -limit), limit)
        s[i] %= length[k]


class BloodCells:
    """The bodies, in unrolled coordinates."""

    name = "blood"

    def __init__(self) -> None:
        self._whole: dict[str, AnyArray] = {}
        self._arrays: dict[str, FloatArray] = {}
        self._picture: dict[str, AnyArray] = {}
        self._recipe: tuple[float, ...] = ()

    # --- life cycle ---

    def begin(self, context: ReadContext) -> None:
        """Fill every vessel."""
        self._fill(context)
        for _ in range(20):
            self._flow(context, 0.0)
        self._show(context)

    def move(self, context: ReadContext) -> None:
        """Refill when a parameter of the filling changed, flow, and make room for cells."""
        if self._recipe != self._wanted(context):
            self._fill(context)
        self._flow(context, context.seconds)
        self._show(context)

    def bodies(self) -> dict[str, AnyArray]:
        """Return kind, place, heading, tilt, stretch, oxygenation and presence (0 to 1) of every body.

        Shape (n,) each.
        """
        return self._picture

    def state(self) -> TableState:
        """Return copies of everything."""
        whole = {name: array.copy() for name, array in self._whole.items()}
        arrays = {name: array.copy() for name, array in self._arrays.items()}
        return {
            **whole,
            **arrays,
            "recipe": np.array(self._recipe),
            **{f"shown {k}": v for k, v in self._picture.items()},
        }

    def restore(self, state: TableState) -> None:
        """Set everything to an earlier state."""
        self._whole = {name: state[name].copy() for name in ("segment", "kind", "to_wall")}
        self._arrays = {name: state[name].copy() for name in ("s", "r", "radius", "spin", "tilt")}
        self._recipe = tuple(float(number) for number in state["recipe"])
        self._picture = {key.removeprefix("shown "): v for key, v in state.items() if key.startswith("shown ")}

    # --- filling ---

    @staticmethod
    def _wanted(context: ReadContext) -> tuple[float, ...]:
        flow = context.parameters[FlowParameters]
        count = context.parameters[PlateletParameters].count
        return (flow.haematocrit, flow.capillary_diameter, count, context.parameters[RedCellParameters].detail)

    def _fill(self, context: ReadContext) -> None:
        self._recipe = self._wanted(context)
        haematocrit, _, platelets, detail = self._recipe
        network = context.resource(VesselNetwork)
        area = 2.0 * network.radius * network.length
        red = detail * tube_haematocrit(2.0 * network.radius, haematocrit) * area / (np.pi * RED_RADIUS**2)
        codes = context.model.cell_type_codes
        kinds = [("red_cell", 1.0, RED_RADIUS), ("platelet", platelets * 1e3 / RED_CELLS_PER_UL, PLATELET_RADIUS)]
        white = WHITE_CELLS_PER_UL / RED_CELLS_PER_UL
        kinds += [(name, share * white, radius) for name, share, radius in WHITE_SHARES]
        segment, kind, size = [], [], []
        for name, share, radius in kinds:
            # White cells are too wide for the smallest vessels to be worth drawing there; red cells squeeze through.
            fits = (network.radius > 0.9 * radius) | (name == "red_cell")
            number = _whole_numbers(red * share * fits)
            segment.append(np.repeat(np.arange(number.size), number))
            kind.append(np.full(number.sum(), codes[name]))
            size.append(np.full(number.sum(), radius))
        where = np.concatenate(segment)
        self._whole = {"segment": where, "kind": np.concatenate(kind)}
        self._whole["to_wall"] = self._whole["kind"] != codes["red_cell"]
        self._scatter(context, network, np.concatenate(size))

    def _scatter(self, context: ReadContext, network: VesselNetwork, size: FloatArray) -> None:
        segment = self._whole["segment"]
        number = np.arange(segment.size)
        luck = [context.random["scenery"].uniform(number, k) for k in range(4)]
        room = np.maximum(network.radius[segment] - size, 0.0)
        self._arrays = {
            "s": luck[0] * network.length[segment],
            "r": (2.0 * luck[1] - 1.0) * room,
            "radius": size,
            "spin": 2.0 * np.pi * luck[2],
            "tilt": luck[3],
        }

    # --- moving ---

    def _flow(self, context: ReadContext, seconds: float) -> None:
        network, arrays = context.resource(VesselNetwork), self._arrays
        if arrays["s"].size == 0:
            return
        x, y, radius = self._with_cells(context, network)
        push = np.zeros(x.size), np.zeros(x.size)
        repulsion(x, y, radius, push[0], push[1], 2.0 * float(radius.max()))
        slow_motion = context.parameters[FlowParameters].slow_motion
        tubes = (network.mean_speed, network.radius, network.length)
        drift(
            self._whole["segment"], arrays["s"], arrays["r"], arrays["radius"], arrays["spin"], push,
            self._whole["to_wall"], seconds, slow_motion, tubes,
        )  # fmt: skip

    def _with_cells(self, context: ReadContext, network: VesselNetwork) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return place and radius of the bodies and, behind them, of the cells they make room for."""
        cells, agents, arrays = context.cells, context.agents, self._arrays
        tumor = context.in_stage(Stage.TRAVELLING, Stage.ARRESTED)
        immune = np.flatnonzero((agents[IDENTITY] >= 0) & (agents[STATE] >= 0) & (agents[SEGMENT] >= 0))
        segment = np.concatenate([self._whole["segment"], cells[SEGMENT][tumor], agents[SEGMENT][immune]])
        s = np.concatenate([arrays["s"], cells[ALONG][tumor], agents[ALONG][immune]])
        r = np.concatenate([arrays["r"], cells[ACROSS][tumor], agents[ACROSS][immune]])
        radius = np.concatenate([arrays["radius"], cells[RADIUS][tumor], agents[RADIUS][immune]])
        return network.offset[segment] + s, r, radius

    def _show(self, context: ReadContext) -> None:
        network, arrays, segment = context.resource(VesselNetwork), self._arrays, self._whole["segment"]
        x, y, heading, presence = across_forks(network, segment, arrays["s"], arrays["r"])
        turned, tilt, stretch = appearance(
            segment, arrays["r"], arrays["spin"], arrays["tilt"], heading, self._whole["to_wall"],
            (network.radius, network.wall_shear_stress),
        )  # fmt: skip
        self._picture = {
            "kind": self._whole["kind"],
            "x": x,
            "y": y,
            "heading": turned,
            "tilt": tilt,
            "stretch": stretch,
            "oxygen": oxygenation(context, segment, arrays["s"]),
            "presence": presence,
        }


@compiled
def appearance(
    segment: AnyArray, r: FloatArray, spin: FloatArray, tilt: FloatArray, heading: FloatArray, to_wall: AnyArray,
    tubes: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
    """Return heading, tilt and length over width of bodies in tubes of some radius and wall shear stress, shape (n,).

    The length over width is at least 1: red cells are drawn out by shear and by narrow walls.
    """
    turned, tilted, stretch = np.empty(r.size), np.empty(r.size), np.ones(r.size)
    tube_radius, wall_stress = tubes
    for i in range(r.size):
        edge = abs(r[i]) / tube_radius[segment[i]]
        turned[i] = heading[i] + 0.6 * np.sin(spin[i])
        tilted[i] = min(0.55 * tilt[i] + 0.6 * edge * abs(np.cos(spin[i])), 1.0)
        if not to_wall[i]:
            stress = wall_stress[segment[i]] * min(edge, 1.0)
            elongation = GREATEST_ELONGATION * stress / (stress + HALF_ELONGATION)
            narrow = max(FREE_RADIUS / tube_radius[segment[i]], 1.0)
            stretch[i] = max((1.0 + elongation) / (1.0 - elongation), narrow * narrow)
    return turned, tilted, stretch


def across_forks(
    network: VesselNetwork, segment: AnyArray, s: FloatArray, r: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return where bodies are drawn, the direction of their vessels, and how far they are there, from 0 to 1.

    A body that leaves a vessel goes a little beyond its end and fades, while one that enters the next begins a little
    before its start: together they look like one that passes the fork.

    Shape (n,) each.
    """
    inside, beyond, presence = _near_ends(segment, s, network.length)
    x, y, heading = network.place(segment, inside, r)
    passing = np.flatnonzero(beyond)
    x[passing] += beyond[passing] * np.cos(heading[passing])
    y[passing] += beyond[passing] * np.sin(heading[passing])
    return x, y, heading, presence


@compiled
def _near_ends(segment: AnyArray, s: FloatArray, length: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the place in the tube, the way beyond its ends in µm, and the presence of bodies, shape (n,) each."""
    inside, beyond, presence = np.empty(s.size), np.empty(s.size), np.empty(s.size)
    for i in range(s.size):
        whole = length[segment[i]]
        # The last two overlaps before an end are drawn out to three.
        drawn = s[i] + 0.5 * (min(s[i] - 2.0 * OVERLAP, 0.0) - min(whole - s[i] - 2.0 * OVERLAP, 0.0))
        inside[i] = min(max(drawn, 0.0), whole)
        beyond[i] = drawn - inside[i]
        presence[i] = min(max(0.5 + 0.5 * min(drawn, whole - drawn) / OVERLAP, 0.0), 1.0)
    return inside, beyond, presence


def _whole_numbers(wanted: FloatArray) -> AnyArray:
    """Round to whole numbers so that running sums stay true: small shares still show up somewhere."""
    return np.diff(np.floor(np.concatenate([[0.0], np.cumsum(wanted)]) + 0.5)).astype(np.int64)


ENTRY = Entry(
    name="red_cells",
    parameters=(RedCellParameters,),
    cell_types=(
        CellType("red_cell", "red cell", "R", 3.75, "carries oxygen"),
        CellType("neutrophil", "neutrophil", "U", 4.8, "the most common white cell"),
        CellType("lymphocyte", "lymphocyte", "L", 4.0, "a white cell that has not met its target"),
        CellType("monocyte", "monocyte", "O", 6.0, "a large white cell"),
    ),
    scenery=(BloodCells,),
)
