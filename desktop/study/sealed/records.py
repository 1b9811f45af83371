"""Records of sealed predictions: what one model said at one time, locked by a digest.

A record is made by one command, and the digest is over version, model, seed, size, parameters and predictions. It is
refused when the digest does not fit, when its row has no source, and when a parameter was moved for it. A new model
makes a new record; those of older models stay.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from desktop import __version__
from desktop.cascade import MODEL
from desktop.engine.parameters import Value
from desktop.study.evidence.evidence_file import EvidenceError
from desktop.study.sealed.figures import SealedFigure
from desktop.study.statistics import Measured
from desktop.system.assets import asset, asset_root
from desktop.system.files import FileError, replace_file, shown
from desktop.system.strict_json import Fields, extended

FOLDER = "evidence/sealed"
MOST_ROWS = 200
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Maker:
    """What made a record: the version, the digest of the model, the state of a short run of it, seed and journeys."""

    version: str
    model: str
    state: str
    seed: int
    events: int

    @property
    def is_present(self) -> bool:
        """Tell whether it is the model of this program, by its declared numbers and parts."""
        return self.version == __version__ and self.model == model_digest()


@dataclass(frozen=True)
class Prediction:
    """What the model said of a row; ``parameters`` are all settings in which the patient differs from the default."""

    row: str
    measure: str
    scenario: str
    conditions: Mapping[str, Value]
    parameters: Mapping[str, Value]
    measured: Measured

    def document(self, maker: Maker) -> dict[str, object]:
        """Return it as plain values, with the digest over it and its maker."""
        m = self.measured
        bare = {
            "row": self.row,
            "measure": self.measure,
            "scenario": self.scenario,
            "conditions": dict(self.conditions),
            "parameters": dict(self.parameters),
            "value": extended(m.value),
            "low": extended(m.low),
            "high": extended(m.high),
        }
        return {**bare, "sha256": digest({**bare, **vars(maker)})}


@dataclass(frozen=True)
class Record:
    """All predictions that one model made at one time; ``name`` is that of its file."""

    name: str
    maker: Maker
    predictions: tuple[Prediction, ...]

    def of(self, row: str) -> Prediction | None:
        """Return the prediction of a row, None where the model was not asked."""
        return next((prediction for prediction in self.predictions if prediction.row == row), None)

    def text(self) -> str:
        """Return the record as the text of a file."""
        rows = [prediction.document(self.maker) for prediction in self.predictions]
        document = {"program": "CTC Voyage", **vars(self.maker), "predictions": rows}
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def digest(document: Mapping[str, object]) -> str:
    """Return the digest of plain values."""
    return sha256(json.dumps(document, sort_keys=True, allow_nan=False).encode()).hexdigest()


def model_digest() -> str:
    """Return the digest of all declared numbers, dangers, factors and processes of the model."""
    defaults = MODEL.defaults()
    parts = [[hazard.name for hazard in MODEL.hazards], [factor.label for factor in MODEL.factors]]
    return digest({"values": {d.path: defaults.value(d.path) for d in defaults.declarations}, "parts": parts})


def read_record(name: str, text: str, figures: Iterable[SealedFigure]) -> Record:
    """Return the record of a file.

    Raises
    ------
    EvidenceError
        When a digest does not fit, a row is not known, or a parameter was moved.
    JsonError
        When it is no record.
    """
    fields = Fields.parse(text, f"the record {name}")
    fields.choice("program", ("CTC Voyage",))
    version, model, state = (fields.text(key, 64) for key in ("version", "model", "state"))
    seed, events = fields.whole("seed", 0, MOST_SEED), fields.whole("events", 1, MOST_SEED)
    maker = Maker(version, model, state, seed, events)
    known = {figure.key: figure for figure in figures}
    rows = [Fields(item, f"a prediction of {name}") for item in fields.items("predictions")[:MOST_ROWS]]
    fields.finish()
    return Record(name, maker, tuple(_read_prediction(row, maker, name, known) for row in rows))


def _read_prediction(fields: Fields, maker: Maker, name: str, known: Mapping[str, SealedFigure]) -> Prediction:
    row, measure, scenario = fields.text("row", 8), fields.text("measure", 80), fields.text("scenario", 80)
    conditions, parameters = (_settings(fields.table(key)) for key in ("conditions", "parameters"))
    measured = Measured(fields.extended("value"), fields.extended("low"), fields.extended("high"))
    seal = fields.text("sha256", 64)
    fields.finish()
    found = Prediction(row, measure, scenario, conditions, parameters, measured)
    if found.document(maker)["sha256"] != seal:
        message = f"the prediction of row {row} in {name} was changed after it was sealed: its digest does not fit"
        raise EvidenceError(message)
    if row not in known:
        message = f"the prediction of row {row} in {name} has no figure and no source in evidence/sealed.toml"
        raise EvidenceError(message)
    _check_unmoved(found, known[row], maker, name)
    return found


def _settings(table: Mapping[str, object]) -> dict[str, Value]:
    return {path: value for path, value in table.items() if isinstance(value, bool | int | float | str)}


def _check_unmoved(found: Prediction, figure: SealedFigure, maker: Maker, name: str) -> None:
    """Refuse a prediction that was made for any other patient than that of its row.

    The patients of scenarios may be fitted anew, so of an older model only what the row itself sets can be held.
    """
    moved = _differences(found.conditions, figure.conditions)
    if maker.is_present:
        moved |= _differences(found.parameters, figure.parameters.changes())
    elif any(found.parameters.get(path) != value for path, value in found.conditions.items()):
        moved |= set(found.conditions)
    if moved or found.scenario != figure.scenario:
        what = ", ".join(sorted(moved)) or f"the scenario {found.scenario}"
        message = f"the prediction of row {found.row} in {name} was made with {what} moved: nothing may be moved for it"
        raise EvidenceError(message)


def _differences(one: Mapping[str, Value], other: Mapping[str, Value]) -> set[str]:
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def records(figures: Iterable[SealedFigure]) -> tuple[Record, ...]:
    """Return all records that come with the program, the newest first.

    Raises
    ------
    EvidenceError, JsonError, FileError
        When one of them cannot be believed, or not read.
    """
    figures = tuple(figures)
    return tuple(read_record(path.name, _text(path), figures) for path in reversed(record_files()))


def record_files() -> list[Path]:
    """Return the files of all records, the oldest first: their names begin with a number."""
    folder = asset_root() / FOLDER
    return sorted(asset(FOLDER).glob("*.json")) if folder.is_dir() else []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        message = f"{shown(path)} cannot be read: {type(error).__name__}"
        raise FileError(message) from error


# --- writing ---


def next_record() -> Path:
    """Return where the next record goes: numbered on, with the version in its name."""
    numbers = [int(path.name.partition("-")[0]) for path in record_files() if path.name.partition("-")[0].isdigit()]
    return asset_root() / FOLDER / f"{max(numbers, default=0) + 1:03d}-{__version__}.json"


def check_record_target(path: Path) -> None:
    """Refuse a place for a record before a long run rather than after it.

    Raises
    ------
    FileError
        When there is something already, since what is sealed is not written anew, or it is no .json file.
    """
    if path.suffix.lower() != ".json" or path.exists():
        why = "what is sealed is not written anew" if path.exists() else "it takes a .json file"
        message = f"{shown(path)} cannot be written: {why}"
        raise FileError(message)


def save_record(record: Record, path: Path, known: Iterable[Record]) -> None:
    """Write a record where none is yet.

    Raises
    ------
    FileError
        When there is a file already, or the system refuses.
    EvidenceError
        When another record says the same.
    """
    check_record_target(path)
    for other in known:
        if (other.maker, other.predictions) == (record.maker, record.predictions):
            message = f"{other.name} holds these predictions of this model already"
            raise EvidenceError(message)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, record.text().encode(), lambda _: False)
