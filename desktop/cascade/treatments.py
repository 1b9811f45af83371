"""Treatments, as declared multipliers of what they touch. For education only: never advice on treatment.

What was seen, in whom, and with what result, negative trials included, stands in ``assets/evidence/treatments.toml``.
A treatment acts on the mechanism that it is said to act on; whether that helps is for the model to say.
"""

from dataclasses import dataclass, replace

import numpy as np

from desktop.cascade.detachment import DetachmentParameters
from desktop.cascade.natural_killer import NaturalKillerParameters
from desktop.cascade.platelets import KEPT_OFF, PlateletParameters
from desktop.cascade.stages import Stage
from desktop.cascade.tumor import TumorParameters
from desktop.cascade.tumor_cell import ARREST_HOURS
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.parameters import Grade, ParameterGroup, Parameters, parameter

HEPARIN_HOURS = 4.0
"""Hours after lodging for which one dose of heparin keeps platelets off (Borsig 2001: for hours)."""


def _dose(label: str, words: str, source: str, grade: Grade = "B") -> float:
    value: float = parameter(
        0.0, label=label, unit="", low=0.0, high=1.0, help=words, source=source, grade=grade, level="lesson"
    )
    return value


def _size(label: str, default: float, limits: tuple[float, float], words: str, source: str) -> float:
    low, high = limits
    value: float = parameter(
        default, label=label, unit="×", low=low, high=high, help=words, source=source, level="expert"
    )
    return value


@dataclass(frozen=True)
class TreatmentParameters(ParameterGroup):
    """What is given, from 0 (not) to 1 (the dose studied), and how strongly it acts."""

    key = "treatments"
    label = "Treatments"
    section = "treatments"

    antioxidant: float = _dose(
        "Antioxidant supplement",
        "Takes oxidative stress off tumor cells too, so more of them survive: in mice it doubled those in lymph nodes.",
        "more metastases in lymph nodes of mice (Le Gal 2015, abstract; twofold: press); Piskounova 2015",
    )
    antioxidant_factor: float = _size(
        "Oxidative deaths under antioxidants",
        0.206,
        (0.1, 1.0),
        "What is left of the deaths by oxidative stress at the full dose.",
        "fitted to twice the metastases; Le Gal 2015 counted those in lymph nodes, which the model lacks",
    )
    antiplatelet: float = _dose(
        "Antiplatelet drug (aspirin)",
        "Thins the platelet cloak and takes a brake off T cells. Trials differ: fewer metastases in some cancers of "
        "the gut, none fewer in breast cancer.",
        "hazard ratio of cancer with distant metastasis 0.64 among 17 285 (Rothwell 2012); none gained in Chen 2024",
    )
    antiplatelet_cloak: float = _size(
        "Share of the cloak's protection lost",
        0.4,
        (0.0, 1.0),
        "How much of the platelet cloak's protection an antiplatelet drug takes away at the full dose.",
        "assumption on size",
    )
    antiplatelet_t_cell: float = _size(
        "T-cell attack under an antiplatelet drug",
        1.3,
        (1.0, 3.0),
        "How much harder T cells attack when platelets no longer hold them back.",
        "assumption on size; platelets restrain T cells through thromboxane (Yang 2025, mouse)",
    )
    heparin: float = _dose(
        "Heparin",
        f"Keeps platelets off for the first {HEPARIN_HOURS:g} hours in a capillary. It lowered colonies in mice; in "
        "patients with lung cancer it brought nothing.",
        "one dose in mice (Borsig 2001); no benefit in 2 202 patients with lung cancer (FRAGMATIC 2016)",
    )
    cluster_dissolution: float = _dose(
        "Cluster dissolution (digoxin)",
        "Loosens the junctions between the cells of a group, so that groups break up in the blood.",
        "nine patients, groups smaller by 2.2 cells, no outcome known (Kurzeder 2025); mice (Gkountela 2019)",
        "C",
    )
    cluster_dissolution_factor: float = _size(
        "Break-up under cluster dissolution",
        60.0,
        (1.0, 200.0),
        "How many times more often a junction between two cells tears at the full dose.",
        "assumption: about half of the junctions are broken before a group lodges",
    )
    pd1_blockade: float = _dose(
        "PD-1 blockade",
        "Takes the brake off T cells that tumor cells put on. It works only where T cells see the tumor.",
        "hazard ratio of distant metastasis or death 0.60 (KEYNOTE-054), 0.64 in earlier stages (KEYNOTE-716)",
        "A",
    )
    pd1_blockade_factor: float = _size(
        "T-cell attack under PD-1 blockade",
        1.8,
        (1.0, 4.0),
        "How much harder T cells attack when PD-1 is blocked.",
        "assumption: of the attack 0.9 gets through instead of 0.5",
    )
    il15: float = _dose(
        "IL-15",
        "Makes NK cells more numerous and more eager.",
        "fewer metastases in mice (Kim 2016); NK cells multiply in patients (Blood 2018, 131:2515)",
        "C",
    )
    il15_number: float = _size(
        "NK cells under IL-15",
        2.5,
        (1.0, 5.0),
        "How many times more NK cells there are at the full dose.",
        "assumption: 2–3 times",
    )
    il15_activity: float = _size(
        "NK attack under IL-15",
        1.3,
        (1.0, 3.0),
        "How much more eagerly an NK cell kills at the full dose.",
        "assumption",
    )
    dnase: float = _dose(
        "DNase",
        "Dissolves the nets of DNA in which white cells catch tumor cells, so that fewer lodge.",
        "fewer metastases in mice (Cools-Lartigue 2013, Park 2016); the size is not known",
        "C",
    )
    dnase_factor: float = _size(
        "Lodging under DNase",
        0.5,
        (0.1, 1.0),
        "What is left of the lodging in capillaries at the full dose.",
        "assumption on size",
    )
    anti_vegf: float = _dose(
        "Anti-VEGF",
        "Starves the tumor of vessels: fewer cells leave it, but being short of oxygen they leave in groups.",
        "smaller tumors, more groups and more metastases in mice (Donato 2020)",
    )
    anti_vegf_shedding: float = _size(
        "Departures under anti-VEGF",
        0.7,
        (0.2, 1.0),
        "What is left of the departures from the smaller tumor at the full dose.",
        "assumption: as the tumor's size",
    )
    anti_vegf_groups: float = _size(
        "Groups under anti-VEGF",
        2.0,
        (1.0, 5.0),
        "How many times more of the departures are groups at the full dose.",
        "assumption on size; direction Donato 2020",
    )
    exercise: float = _dose(
        "Vigorous exercise, one hour a day",
        "One hour a day of faster flow and more NK cells. Trained patients lived longer; that shear is the reason "
        "was never shown.",
        "hazard ratio of recurrence, new cancer or death 0.72 (CHALLENGE 2025); shear in tubing (Regmi 2017)",
        "C",
    )
    exercise_shear: float = _size(
        "Shear deaths during exercise",
        3.0,
        (1.0, 6.0),
        "How many times more cells are torn by the flow during the hour.",
        "assumption: 2–4 times; only cells in tubing were studied (Regmi 2017)",
    )
    exercise_nk: float = _size(
        "NK attack during exercise",
        2.0,
        (1.0, 5.0),
        "How many times stronger the NK cells' attack is during the hour.",
        "assumption: NK cells in blood double",
    )


def treated(parameters: Parameters) -> Parameters:
    """Return the parameters of a patient who is given what the treatments say: factor ** dose times what they change.

    IL-15 makes NK cells more numerous where they meet lodged cells; those drawn rolling in the main vessel stay as many
    as they are, for they change no fate.
    """
    given, tumor = parameters[TreatmentParameters], parameters[TumorParameters]
    detachment, killer = parameters[DetachmentParameters], parameters[NaturalKillerParameters]
    platelets = parameters[PlateletParameters]
    departures = given.anti_vegf_shedding**given.anti_vegf
    groups = given.anti_vegf_groups**given.anti_vegf
    killers = given.il15_number**given.il15
    cover = 1.0 - given.antiplatelet_cloak * given.antiplatelet
    return parameters.with_groups(
        replace(tumor, shedding=tumor.shedding * departures),
        replace(detachment, cluster_share=detachment.cluster_share * groups),
        replace(killer, per_millimetre=killer.per_millimetre * killers),
        replace(platelets, strength=platelets.strength * cover),
    )


@dataclass(frozen=True)
class Treatment:
    """Multiplies the risks it names by factor ** dose."""

    name: str
    label: str
    softens: tuple[str, ...]
    dose: str
    factor: str

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return factor ** dose, shape (n,)."""
        parameters = context.parameters[TreatmentParameters]
        return np.full(rows.size, getattr(parameters, self.factor) ** getattr(parameters, self.dose))

    def rests(self, parameters: Parameters) -> bool:
        """Tell whether nothing is given."""
        return bool(getattr(parameters[TreatmentParameters], self.dose) == 0.0)


@dataclass(frozen=True)
class AnHourADay:
    """Multiplies the risks it names during one hour of each day, here as the mean over the day."""

    name: str
    label: str
    softens: tuple[str, ...]
    factor: str

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return 1 + dose · (factor − 1) / 24, shape (n,)."""
        parameters = context.parameters[TreatmentParameters]
        return np.full(rows.size, 1.0 + parameters.exercise * (getattr(parameters, self.factor) - 1.0) / 24.0)

    def rests(self, parameters: Parameters) -> bool:
        """Tell whether there is no exercise."""
        return parameters[TreatmentParameters].exercise == 0.0


class Uncloaking:
    """Heparin keeps platelets off, so that they leave no mark either, from the blood to some hours after lodging."""

    name = "heparin"
    phase = Phase.FLOW

    def act(self, context: StepContext) -> None:
        """Say of how much of each cell's surface the dose keeps platelets off, before they come."""
        dose, cells = context.parameters[TreatmentParameters].heparin, context.cells
        rows = context.in_stage(Stage.TRAVELLING, Stage.ARRESTED)
        cells[KEPT_OFF][rows] = dose * (cells[ARREST_HOURS][rows] < HEPARIN_HOURS)


ENTRY = Entry(
    name="treatments",
    parameters=(TreatmentParameters,),
    adjust=treated,
    processes=(Uncloaking(),),
    factors=(
        Treatment("antioxidant", "antioxidant supplement", ("oxidation",), "antioxidant", "antioxidant_factor"),
        Treatment("antiplatelet drug", "antiplatelet drug", ("t_cell",), "antiplatelet", "antiplatelet_t_cell"),
        Treatment(
            "cluster dissolution",
            "cluster dissolution",
            ("break_up",),
            "cluster_dissolution",
            "cluster_dissolution_factor",
        ),
        Treatment("PD-1 blockade", "PD-1 blockade", ("t_cell",), "pd1_blockade", "pd1_blockade_factor"),
        Treatment("IL-15", "IL-15", ("natural_killer",), "il15", "il15_activity"),
        Treatment("DNase", "DNase", ("arrest",), "dnase", "dnase_factor"),
        AnHourADay("exercise and shear", "exercise", ("shear",), "exercise_shear"),
        AnHourADay("exercise and NK cells", "exercise", ("natural_killer",), "exercise_nk"),
    ),
)
