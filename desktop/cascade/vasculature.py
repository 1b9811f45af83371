"""The vessels: a network of tubes from the tumor to the capillary bed of a distant organ, with solved flow.

Blood comes in at the left, drains a venule of the tumor, runs through the main vessel and an arteriole into two
generations of branches and a capillary bed, gathers again and leaves on the right. What leaves on the right comes
back on the left: the rest of the circuit lies off the screen. Lengths in µm.
"""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.engine.contracts import Entry, Resource
from desktop.engine.network import Segment, VesselNetwork
from desktop.engine.parameters import ParameterGroup, Parameters, parameter
from desktop.engine.world import Region, World

PASCAL_PER_MMHG = 133.322
DYN_PER_CM2_IN_PASCAL = 0.1

LEFT, TUMOR_INLET, JUNCTION, ARTERIOLE, FORK, OUTLET = 0, 1, 2, 3, 4, 17


@dataclass(frozen=True)
class FlowParameters(ParameterGroup):
    """Pressure, blood and vessel sizes: they decide the flow everywhere."""

    key = "flow"
    label = "Blood flow"
    section = "flow"

    strength: float = parameter(
        1.0,
        label="Blood flow",
        unit="×",
        low=0.2,
        high=3.0,
        help="Pushes blood through all vessels faster or slower. Faster flow means more shear stress.",
        source="default: 2 mm/s in a 84 µm vein and 0.7 mm/s in capillaries (Penney table: 0.3–1 mm/s)",
        grade="textbook",
        level="lesson",
        typical=(0.7, 2.0),
    )
    haematocrit: float = parameter(
        0.45,
        label="Hematocrit",
        unit="",
        low=0.2,
        high=0.65,
        help="The share of blood that is red cells. Thicker blood flows slower at the same pressure.",
        source="men 0.41–0.51, women 0.36–0.47 (reference range)",
        grade="A",
        level="basic",
        typical=(0.36, 0.51),
    )
    plasma_viscosity: float = parameter(
        1.2,
        label="Plasma viscosity",
        unit="mPa·s",
        low=0.8,
        high=2.5,
        help="How thick the fluid between the cells is.",
        source="1.2 mPa·s (textbook)",
        grade="textbook",
        level="expert",
    )
    capillary_diameter: float = parameter(
        7.0,
        label="Capillary diameter",
        unit="µm",
        low=4.0,
        high=10.0,
        help="The width of the narrowest vessels. A tumor cell is wider and has to squeeze through.",
        source="5–10 µm (textbook)",
        grade="textbook",
        level="basic",
        typical=(5.0, 10.0),
    )
    driving_pressure: float = parameter(
        1.5,
        label="Driving pressure",
        unit="mmHg",
        low=0.1,
        high=10.0,
        help="Pressure difference over the part of the circulation that is drawn, at blood flow × 1.",
        source="assumption: gives 2 mm/s in the main vessel",
        level="expert",
    )
    outlet_pressure: float = parameter(
        8.0,
        label="Pressure behind the organ",
        unit="mmHg",
        low=0.0,
        high=30.0,
        help="Blood pressure where the drawn vessels end.",
        source="assumption: a venous pressure",
        level="expert",
    )
    circuit_time: float = parameter(
        60.0,
        label="Circuit time",
        unit="s",
        low=5.0,
        high=120.0,
        help="How long blood takes once around the body at blood flow × 1. A mouse needs 7 s.",
        source="human 5 L at 5 L/min = 60 s; mouse ≈ 7 s (textbook)",
        grade="textbook",
        level="basic",
        typical=(20.0, 60.0),
    )
    slow_motion: float = parameter(
        0.1,
        label="Motion shown at",
        unit="× true speed",
        low=0.02,
        high=1.0,
        scale="log",
        help="Blood is too fast for the eye. Motion in the vessels is shown at its true speed times this factor.",
        source="assumption: an eye can follow a cell that crosses the window in 6–8 s",
        level="expert",
    )


@dataclass(frozen=True)
class DisplayParameters(ParameterGroup):
    """Which organ lies at the end of the drawn vessels."""

    key = "display"
    label = "Distant organ"
    section = "organ"

    organ: str = parameter(
        "lung",
        label="Distant organ",
        choices=("lung", "liver"),
        help="What the capillary bed lies in. In the lung the blood takes up oxygen; in the liver it stays venous, so "
        "cells meet less oxidative stress there.",
        source="most cells survive and leave in mouse liver (Luzzi 1998), few in mouse lung (Fidler 1970)",
        grade="C",
        level="lesson",
    )


def relative_viscosity(diameter: FloatArray, haematocrit: float) -> FloatArray:
    """Return the apparent viscosity of blood in a tube relative to plasma (Fåhræus–Lindqvist effect), shape (n,).

    µ₄₅ = 220·e^(−1.3D) + 3.2 − 2.44·e^(−0.06·D^0.645), scaled to other haematocrits H as
    1 + (µ₄₅ − 1)·((1 − H)^C − 1)/((1 − 0.45)^C − 1); D in µm, 3 < D < 1000 (Pries, Neuhaus and Gaehtgens 1992).
    """
    at_45 = 220.0 * np.exp(-1.3 * diameter) + 3.2 - 2.44 * np.exp(-0.06 * diameter**0.645)
    steep = 1.0 / (1.0 + 1e-11 * diameter**12)
    exponent = (0.8 + np.exp(-0.075 * diameter)) * (steep - 1.0) + steep
    shape = ((1.0 - haematocrit) ** exponent - 1.0) / (0.55**exponent - 1.0)
    return np.asarray(1.0 + (at_45 - 1.0) * shape)


def tube_haematocrit(diameter: FloatArray, discharge: float) -> FloatArray:
    """Return the haematocrit inside a tube for a discharge haematocrit (Fåhræus effect), D in µm, shape (n,).

    Ht/Hd = Hd + (1 − Hd)(1 + 1.7·e^(−0.415D) − 0.6·e^(−0.011D)) (Pries 1992).
    """
    shape = 1.0 + 1.7 * np.exp(-0.415 * diameter) - 0.6 * np.exp(-0.011 * diameter)
    return np.asarray(discharge * (discharge + (1.0 - discharge) * shape))


def segments(capillary_radius: float) -> tuple[Segment, ...]:
    """Return the drawn vessels; multiplicities make the total cross-section that of a body's tree (assumption)."""
    trunk = (
        Segment(LEFT, JUNCTION, 38.0, 1.0, ((-40, 116), (60, 122), (150, 144), (240, 158)), "vein"),
        Segment(
            TUMOR_INLET, JUNCTION, 13.0, 1.0, ((306, 470), (296, 380), (286, 300), (270, 226), (240, 158)), "venule"
        ),
        Segment(JUNCTION, ARTERIOLE, 42.0, 1.0, ((240, 158), (330, 164), (425, 140), (510, 142), (566, 172)), "vein"),
        Segment(ARTERIOLE, FORK, 20.0, 2.0, ((566, 172), (594, 192), (622, 216)), "arteriole"),
    )
    branches = (
        Segment(FORK, 5, 13.0, 4.0, ((622, 216), (642, 200), (668, 180)), "arteriole"),
        Segment(FORK, 6, 13.0, 4.0, ((622, 216), (642, 248), (658, 288)), "arteriole"),
        Segment(5, 7, 8.0, 8.0, ((668, 180), (684, 158), (706, 142)), "arteriole"),
        Segment(5, 8, 8.0, 8.0, ((668, 180), (688, 190), (710, 206)), "arteriole"),
        Segment(6, 9, 8.0, 8.0, ((658, 288), (678, 286), (702, 292)), "arteriole"),
        Segment(6, 10, 8.0, 8.0, ((658, 288), (668, 330), (690, 374)), "arteriole"),
    )
    gathering = (
        Segment(11, 15, 9.0, 18.0, ((836, 150), (856, 168), (866, 196)), "venule"),
        Segment(12, 15, 9.0, 18.0, ((838, 226), (856, 216), (866, 196)), "venule"),
        Segment(13, 16, 9.0, 18.0, ((836, 312), (854, 322), (864, 346)), "venule"),
        Segment(14, 16, 9.0, 18.0, ((824, 408), (850, 384), (864, 346)), "venule"),
        Segment(15, 18, 13.0, 14.0, ((866, 196), (880, 230), (892, 270)), "venule"),
        Segment(16, 18, 13.0, 14.0, ((864, 346), (876, 306), (892, 270)), "venule"),
        Segment(18, OUTLET, 24.0, 5.0, ((892, 270), (915, 272), (950, 270)), "venule"),
    )
    return (*trunk, *branches, *_capillaries(capillary_radius), *gathering)


CAPILLARY_PATHS = (
    (7, 11, ((706, 142), (738, 112), (786, 106), (836, 150))),
    (7, 11, ((706, 142), (744, 140), (790, 134), (836, 150))),
    (7, 12, ((706, 142), (742, 170), (788, 172), (838, 226))),
    (8, 12, ((710, 206), (748, 196), (792, 206), (838, 226))),
    (8, 12, ((710, 206), (746, 232), (794, 240), (838, 226))),
    (8, 13, ((710, 206), (742, 264), (792, 272), (836, 312))),
    (9, 13, ((702, 292), (744, 290), (788, 306), (836, 312))),
    (9, 13, ((702, 292), (738, 322), (790, 338), (836, 312))),
    (9, 14, ((702, 292), (732, 354), (780, 366), (824, 408))),
    (10, 14, ((690, 374), (730, 382), (776, 398), (824, 408))),
    (10, 14, ((690, 374), (722, 416), (778, 432), (824, 408))),
    (10, 14, ((690, 374), (706, 444), (772, 466), (824, 408))),
)


def _capillaries(radius: float) -> tuple[Segment, ...]:
    return tuple(Segment(start, end, radius, 35.0, curve, "capillary") for start, end, curve in CAPILLARY_PATHS)


def make_network(parameters: Parameters) -> VesselNetwork:
    """Solve the flow for the present parameters."""
    flow = parameters[FlowParameters]
    tubes = segments(0.5 * flow.capillary_diameter)
    diameter = 2.0 * np.array([tube.radius for tube in tubes])
    viscosity = 1e-3 * flow.plasma_viscosity * relative_viscosity(diameter, flow.haematocrit)
    outlet = flow.outlet_pressure * PASCAL_PER_MMHG
    drive = flow.driving_pressure * flow.strength * PASCAL_PER_MMHG
    # The tumor's venule is fed at a slightly higher pressure than the vein it drains into.
    return VesselNetwork(tubes, viscosity, {LEFT: outlet + drive, TUMOR_INLET: outlet + 1.01 * drive, OUTLET: outlet})


WALL_FACING_TUMOR = ((0, -1.0, 0.45, 1.0), (1, 1.0, 0.25, 0.95), (2, -1.0, 0.0, 0.25))
"""Stretches of wall a cell can head for: segment, side (+1 left of the flow), from and to as shares of the length."""
POINTS_PER_STRETCH = 40
DOORWAYS = (12, 31, 52, 68)
"""Which of those points hold a doorway, a macrophage that opens the wall in bursts (TMEM)."""


def wall_points(network: VesselNetwork) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return segment, s and side of points along the stretches of wall that face the tumor, shape (n,) each."""
    segment, s, side = [], [], []
    for index, facing, start, end in WALL_FACING_TUMOR:
        segment.append(np.full(POINTS_PER_STRETCH, index, dtype=np.int64))
        s.append(np.linspace(start, end, POINTS_PER_STRETCH) * network.length[index])
        side.append(np.full(POINTS_PER_STRETCH, facing))
    return np.concatenate(segment), np.concatenate(s), np.concatenate(side)


def is_doorway() -> BoolArray:
    """Return which of the wall points are doorways, shape (n,)."""
    return np.isin(np.arange(POINTS_PER_STRETCH * len(WALL_FACING_TUMOR)), DOORWAYS)


def make_world(_: Parameters) -> World:
    """Return the regions of the drawn world."""
    regions = (
        Region("tumor", "primary tumor", 150.0, 322.0, 112.0, 112.0),
        Region("organ", "distant organ", 765.0, 285.0, 135.0, 205.0),
    )
    return World(900.0, 500.0, regions)


ENTRY = Entry(
    name="vasculature",
    parameters=(FlowParameters, DisplayParameters),
    resources=(
        Resource(VesselNetwork, (FlowParameters,), make_network),
        Resource(World, (), make_world),
    ),
)
