"""Published figures that are predicted before they are compared, read from ``assets/evidence/sealed.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.cascade import MODEL
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.study.evidence.evidence_file import EvidenceError, evidence_tables
from desktop.study.evidence.targets import LARGEST, LONGEST, read_range
from desktop.study.scenario import load_scenario
from desktop.system.strict_json import Fields


@dataclass(frozen=True)
class SealedFigure:
    """One published figure that is not compared before it is predicted.

    ``low`` to ``high`` is a hit. ``measure`` names the number of the model that answers; where it is empty, ``cannot``
    says why there is none. ``conditions`` are settings that make the patient of a scenario one of the population.
    """

    key: str
    what: str
    target: float
    low: float
    high: float
    unit: str
    study: str
    place: str
    population: str
    measure: str
    scenario: str
    conditions: Mapping[str, Value] = field(hash=False)
    arithmetic: str
    condition: str
    cannot: str
    teaches: str

    @property
    def parameters(self) -> Parameters:
        """Return the patient for whom the model is asked."""
        return load_scenario(self.scenario).parameters.replace(dict(self.conditions))


def read_sealed(fields: Fields) -> SealedFigure:
    """Return the figure of a table, or raise `JsonError`, or `EvidenceError` where it is not whole."""

    def text(key: str, otherwise: str = "") -> str:
        return fields.text(key, LONGEST) if fields.has(key) else otherwise

    key, what, value = fields.text("row", 8), fields.text("what", 90), fields.number("figure", -LARGEST, LARGEST)
    low, high = read_range(fields, "accepted")
    unit, study, place, population = text("unit"), text("study"), text("place"), text("population")
    measure, scenario = text("measure"), text("scenario", "default-patient")
    conditions = fields.table("conditions") if fields.has("conditions") else {}
    words = (text("arithmetic"), text("condition"), text("cannot"), text("teaches"))
    fields.finish()
    if not (study and place and population):
        message = f"row {key} of evidence/sealed.toml takes a source: study, place and population"
        raise EvidenceError(message)
    if bool(measure) == bool(words[2]):
        message = f"row {key} of evidence/sealed.toml takes either a measure, or why there is none"
        raise EvidenceError(message)
    try:
        settings = {path: MODEL.defaults().declaration(path).check(setting) for path, setting in conditions.items()}
    except ParameterError as error:
        message = f"row {key} of evidence/sealed.toml: {error}"
        raise EvidenceError(message) from error
    return SealedFigure(
        key, what, value, low, high, unit, study, place, population, measure, scenario, settings, *words
    )


def sealed_figures() -> tuple[SealedFigure, ...]:
    """Return all figures, in the order of the file.

    Raises
    ------
    EvidenceError, JsonError
        When the file is not as it must be.
    """
    return tuple(map(read_sealed, evidence_tables("sealed", "sealed")))
