"""What the window has done in a background process: one frozen task for each kind of work.

A task travels as a JSON text. Reading it is strict: a key that is missing or not known, a wrong type or a value out of
its bounds is refused in one sentence. An export is a task, too; it travels as a job file (`desktop.export.job_file`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from desktop.cascade import MODEL
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.study.axes import MOST_VALUES, Axis
from desktop.study.cohorts.cohort import MOST_EVENTS
from desktop.study.designs.response import DoseResponse
from desktop.study.designs.virtual_patients import (
    ENDS,
    MOST_PATIENTS,
    TREATMENTS,
    TUMOR_TYPES,
    TreatmentStudy,
    tumor_type,
)
from desktop.study.scenario import MAX_SECONDS, MAX_SEED, MAX_TEXT, Scenario
from desktop.system.strict_json import Fields, JsonError

SHORTEST_SECONDS = 1e-3


@dataclass(frozen=True)
class EnsembleTask:
    """Run the patient many times over with other luck; ``seed`` is that of the run that is watched."""

    kind: ClassVar[str] = "ensemble"
    parameters: Parameters
    seed: int

    def to_json(self) -> str:
        """Return the task as a text."""
        return json.dumps({"changes": self.parameters.changes(), "seed": self.seed})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the task of a text, or raise `JsonError`."""
        fields = Fields.parse(text, "an ensemble task")
        task = cls(_parameters(fields.table("changes")), fields.whole("seed", 0, MAX_SEED))
        fields.finish()
        return task


@dataclass(frozen=True)
class ResponseTask:
    """Make the rows of a dose–response grid."""

    kind: ClassVar[str] = "response"
    design: DoseResponse

    def to_json(self) -> str:
        """Return the task as a text."""
        axes = [{"path": axis.path, "values": list(axis.values)} for axis in self.design.axes]
        return json.dumps({**_scenario_document(self.design.scenario), "axes": axes, "events": self.design.events})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the task of a text, or raise `JsonError`, or `SweepError` where the grid as a whole cannot be."""
        fields = Fields.parse(text, "a response task")
        scenario = _scenario(fields)
        axes = tuple(_axis(item, scenario.parameters) for item in fields.items("axes"))
        task = cls(DoseResponse(scenario, axes, fields.whole("events", 1, MOST_EVENTS)))
        fields.finish()
        return task


@dataclass(frozen=True)
class TreatmentTask:
    """Give each of many virtual patients a treatment, and not."""

    kind: ClassVar[str] = "treatment"
    study: TreatmentStudy

    def to_json(self) -> str:
        """Return the task as a text."""
        study = self.study
        document: dict[str, object] = {
            **_scenario_document(study.scenario),
            "treatment": study.treatment,
            "dose": study.dose,
            "tumor": None if study.tumor is None else study.tumor.name,
            "end": study.end,
            "patients": study.patients,
            "events": study.events,
        }
        return json.dumps(document)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the task of a text, or raise `JsonError`."""
        fields = Fields.parse(text, "a treatment task")
        scenario = _scenario(fields)
        treatment = fields.choice("treatment", TREATMENTS)
        dose = fields.number("dose", 0.0, 1.0)
        tumors = tuple(tumor.name for tumor in TUMOR_TYPES)
        tumor = None if fields.is_null("tumor") else tumor_type(fields.choice("tumor", tumors))
        end = fields.choice("end", tuple(ENDS))
        patients, events = fields.whole("patients", 1, MOST_PATIENTS), fields.whole("events", 1, MOST_EVENTS)
        fields.finish()
        return cls(TreatmentStudy(scenario, treatment, dose, tumor, end, patients, events))


@dataclass(frozen=True)
class _PatientTask:
    """What is asked of cohorts of one patient: their departures, ``events``, and the seed of all chance."""

    kind: ClassVar[str]
    parameters: Parameters
    seed: int
    events: int

    def to_json(self) -> str:
        """Return the task as a text."""
        return json.dumps({"changes": self.parameters.changes(), "seed": self.seed, "events": self.events})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the task of a text, or raise `JsonError`."""
        fields = Fields.parse(text, f"a {cls.kind} task")
        parameters, seed = _parameters(fields.table("changes")), fields.whole("seed", 0, MAX_SEED)
        task = cls(parameters, seed, fields.whole("events", 1, MOST_EVENTS))
        fields.finish()
        return task


class ValidationTask(_PatientTask):
    """Measure every published figure on a patient; ``events`` are the departures of the largest cohort."""

    kind = "validation"


class SelectionTask(_PatientTask):
    """Count what survivors and the dead of each cause are like in a cohort of journeys of a patient."""

    kind = "selection"


Task = EnsembleTask | ResponseTask | TreatmentTask | ValidationTask | SelectionTask


def _scenario_document(scenario: Scenario) -> dict[str, object]:
    return {
        "name": scenario.name,
        "seed": scenario.seed,
        "seconds": scenario.seconds,
        "changes": scenario.parameters.changes(),
    }


def _scenario(fields: Fields) -> Scenario:
    """Return the scenario, whose words about itself stay behind: no result has them."""
    name, seed = fields.text("name", MAX_TEXT), fields.whole("seed", 0, MAX_SEED)
    seconds = fields.number("seconds", SHORTEST_SECONDS, MAX_SECONDS)
    return Scenario(name, name, "", seed, seconds, _parameters(fields.table("changes")))


def _parameters(changes: Mapping[str, object]) -> Parameters:
    try:
        return MODEL.defaults().replace(changes)
    except ParameterError as error:
        raise JsonError(str(error)) from error


def _axis(item: object, parameters: Parameters) -> Axis:
    fields = Fields(item, "an axis")
    path, values = fields.text("path", MAX_TEXT), fields.items("values")
    fields.finish()
    if not 1 <= len(values) <= MOST_VALUES:
        message = f"values of an axis are 1 to {MOST_VALUES}, not {len(values)}"
        raise JsonError(message)
    return Axis(path, _checked(path, values, parameters))


def _checked(path: str, values: list[object], parameters: Parameters) -> tuple[Value, ...]:
    try:
        declaration = parameters.declaration(path)
        return tuple(declaration.check(value) for value in values)
    except ParameterError as error:
        raise JsonError(str(error)) from error
