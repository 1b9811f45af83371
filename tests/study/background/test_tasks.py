"""Tasks and messages come back as they were, and a text that is none is refused in one sentence."""

import json
from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.study.axes import Axis
from desktop.study.background.messages import (
    EndMessage,
    EnsembleMessage,
    FindingMessage,
    Message,
    ProgressMessage,
    RefusalMessage,
    RowMessage,
    from_json,
    to_json,
)
from desktop.study.background.tasks import (
    EnsembleTask,
    ResponseTask,
    SelectionTask,
    Task,
    TreatmentTask,
    ValidationTask,
)
from desktop.study.designs.ensemble import EnsemblePart
from desktop.study.designs.response import DoseResponse
from desktop.study.designs.virtual_patients import TreatmentStudy, tumor_type
from desktop.study.evidence.targets import TARGETS
from desktop.study.evidence.validation import Finding
from desktop.study.scenario import Scenario
from desktop.study.statistics import Measured
from desktop.system.refusal import Refusal
from desktop.worker import WORKS

PATIENT = Scenario("ann", "ann", "", 7, 10.0, MODEL.defaults().replace({"platelets.strength": 0.5, "lymph.open": True}))
AXES = (Axis("natural_killer.density", (0.0, 600.0)), Axis("lymph.open", (False, True)))
TASKS: tuple[Task, ...] = (
    EnsembleTask(PATIENT.parameters, 7),
    ResponseTask(DoseResponse(PATIENT, AXES, 500)),
    TreatmentTask(TreatmentStudy(PATIENT, "treatments.antioxidant", 0.5, None, "micrometastasis", 20, 1000)),
    TreatmentTask(TreatmentStudy(PATIENT, "treatments.il15", 1.0, tumor_type("lung"), "macrometastasis", 1, 10)),
    ValidationTask(PATIENT.parameters, 7, 500),
    SelectionTask(PATIENT.parameters, 7, 500),
)
FUNNELS = np.arange(2 * 3 * len(MODEL.milestones)).reshape(2, 3, -1)
MESSAGES: tuple[Message, ...] = (
    RowMessage({"a": 1, "b": 0.5, "c": "words", "d": None, "e": True}),
    FindingMessage(Finding(TARGETS[0], Measured(1.0, 0.5, inf))),
    FindingMessage(Finding(TARGETS[1], Measured(0.0, -inf, nan))),
    FindingMessage(Finding(TARGETS[2], None, "too few came that far")),
    ProgressMessage(3, 10, None),
    ProgressMessage(3, 10, 1.5),
    EndMessage(complete=True, sentence="It is done."),
    RefusalMessage("It cannot be."),
)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)
def test_a_task_comes_back_as_it_was(task: Task) -> None:
    assert WORKS[task.kind].read(task.to_json(), b"") == task


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)
def test_each_key_of_a_task_must_be_there_and_no_other(task: Task) -> None:
    document = json.loads(task.to_json())
    for key in document:
        with pytest.raises(Refusal, match=f"lacks the key {key}"):
            WORKS[task.kind].read(json.dumps({name: value for name, value in document.items() if name != key}), b"")
        with pytest.raises(Refusal, match="takes"):
            WORKS[task.kind].read(json.dumps({**document, key: [] if key != "axes" else {}}), b"")
    with pytest.raises(Refusal, match="has no key 'rumour'"):
        WORKS[task.kind].read(json.dumps({**document, "rumour": 1}), b"")


@pytest.mark.parametrize(
    ("task", "key", "value", "words"),
    [
        (TASKS[0], "seed", -1, "a whole number from 0"),
        (TASKS[0], "seed", 2**31, "a whole number from 0"),
        (TASKS[0], "seed", True, "a whole number"),
        (TASKS[0], "changes", {"platelets.strength": 99.0}, "platelets.strength = 99.0 is not allowed"),
        (TASKS[0], "changes", {"platelet.strength": 1.0}, "the nearest known one is platelets.strength"),
        (TASKS[1], "seconds", 0.0, "a number from 0.001"),
        (TASKS[1], "events", 0, "from 1 to 10000000"),
        (TASKS[1], "axes", [], "one slider or two"),
        (TASKS[1], "axes", [{"path": "lymph.open", "values": []}], "1 to 1000"),
        (TASKS[1], "axes", [{"path": "lymph.open", "values": [0.5]}], "true or false"),
        (TASKS[1], "axes", [{"path": "lymph.open"}], "an axis lacks the key values"),
        (TASKS[1], "axes", [["lymph.open", [True]]], "an axis takes an object"),
        (TASKS[2], "treatment", "platelets.strength", "treatments.antioxidant"),
        (TASKS[2], "tumor", "heart", "breast"),
        (TASKS[2], "dose", 1.5, "a number from 0 to 1"),
        (TASKS[2], "patients", 10**9, "from 1 to 100000"),
        (TASKS[2], "end", "relapse", "one of micrometastasis"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused(task: Task, key: str, value: object, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        WORKS[task.kind].read(json.dumps({**json.loads(task.to_json()), key: value}), b"")


@pytest.mark.parametrize("text", ["", "[]", "{", "7", '{"seed": NaN}', "[" * 100_000])
@pytest.mark.parametrize("read", [EnsembleTask.from_json, ResponseTask.from_json, from_json], ids=["a", "b", "c"])
def test_what_is_no_object_of_json_is_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(Refusal):
        read(text)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.kind)
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    line = to_json(message)
    assert "\n" not in line
    # What is not a number equals nothing, itself neither.
    assert repr(from_json(line)) == repr(message)
    with pytest.raises(Refusal, match="has no key 'rumour'"):
        from_json(json.dumps({**json.loads(line), "rumour": 1}))


def test_part_of_an_ensemble_comes_back_as_it_was() -> None:
    message = EnsembleMessage(EnsemblePart(20, 4, FUNNELS))
    found = from_json(to_json(message))
    assert isinstance(found, EnsembleMessage)
    assert (found.part.patient, found.part.mark) == (20, 4)
    np.testing.assert_array_equal(found.part.funnels, FUNNELS)


@pytest.mark.parametrize(
    "change",
    [
        {"patient": 200},
        {"patient": 199},
        {"mark": 449},
        {"funnels": [[1, 2]]},
        {"funnels": [[[1, 2], [1]]]},
        {"funnels": (FUNNELS + 0.5).tolist()},
        {"funnels": FUNNELS[..., 1:].tolist()},
        {"funnels": []},
    ],
    ids=str,
)
def test_part_of_an_ensemble_that_has_no_place_in_it_is_refused(change: dict[str, object]) -> None:
    line = json.loads(to_json(EnsembleMessage(EnsemblePart(0, 0, FUNNELS))))
    with pytest.raises(Refusal):
        from_json(json.dumps({**line, **change}))


def test_a_finding_with_an_unknown_figure_or_word_is_refused() -> None:
    line = json.loads(to_json(MESSAGES[1]))
    with pytest.raises(Refusal, match="figure of a message takes one of"):
        from_json(json.dumps({**line, "figure": "99z"}))
    with pytest.raises(Refusal, match="one of inf, -inf, nan"):
        from_json(json.dumps({**line, "measured": {"value": 1.0, "low": "few", "high": 2.0}}))


def test_a_message_has_a_known_kind() -> None:
    with pytest.raises(Refusal, match="kind of a message takes one of ensemble, row, finding"):
        from_json('{"kind": "gossip"}')


def test_a_design_with_too_many_points_is_refused_when_it_is_read() -> None:
    values = list(np.linspace(0.0, 2.0, 500))
    document = json.loads(ResponseTask(DoseResponse(PATIENT, AXES[:1], 500)).to_json())
    axes = [{"path": "platelets.strength", "values": values}]
    with pytest.raises(Refusal, match="400 is the most"):
        ResponseTask.from_json(json.dumps({**document, "axes": axes}))
