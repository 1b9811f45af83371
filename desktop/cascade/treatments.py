"""Treatments, as declared multipliers of the hazards they touch. For education only: never advice on treatment."""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.contracts import Entry, StepContext
from desktop.engine.parameters import ParameterGroup, parameter


@dataclass(frozen=True)
class TreatmentParameters(ParameterGroup):
    """What is given, and how strongly it acts."""

    key = "treatments"
    label = "Treatments"
    section = "treatments"

    antioxidant: float = parameter(
        0.0,
        label="Antioxidant supplement",
        unit="",
        low=0.0,
        high=1.0,
        help="Takes oxidative stress off tumor cells too, so more of them survive: in mice it doubled metastases.",
        source="N-acetylcysteine doubled nodal metastases in mice (Le Gal 2015); Piskounova 2015",
        grade="B",
        level="lesson",
    )
    antioxidant_factor: float = parameter(
        0.4,
        label="Oxidative deaths under antioxidants",
        unit="×",
        low=0.1,
        high=1.0,
        help="What is left of the deaths by oxidative stress at the full dose.",
        source="assumption: gives twice the metastases (Le Gal 2015)",
        level="expert",
    )


class Antioxidant:
    """Softens oxidative stress in tumor cells."""

    name = "antioxidant"
    label = "antioxidant supplement"
    softens = ("oxidation",)

    def multiplier(self, context: StepContext, rows: IntArray) -> FloatArray:
        """Return factor ** dose, shape (n,)."""
        parameters = context.parameters[TreatmentParameters]
        return np.full(rows.size, parameters.antioxidant_factor**parameters.antioxidant)


ENTRY = Entry(name="treatments", parameters=(TreatmentParameters,), factors=(Antioxidant(),))
