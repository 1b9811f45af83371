"""A state of a run on its way to a background process, which then need not live through all that came before it.

It is an archive of plain arrays. Both ends are the same program in the same hour: this is no format for files to keep.
"""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from desktop.cascade import MODEL
from desktop.engine.arrays import AnyArray
from desktop.engine.parameters import ParameterError
from desktop.engine.simulation import State
from desktop.system.strict_json import Fields, JsonError

TABLES = ("cells", "agents", "journeys")
ARRAYS = ("funnel", "deaths", "elapsed", "pace", "events")
WORDS = "words"
MOST_STEPS = 2**40


def state_bytes(state: State) -> bytes:
    """Return a state as an archive."""
    words = {
        "step": state.step,
        "parameters": state.parameters.changes(),
        "pending": state.pending.changes(),
        "scenery": list(state.scenery),
    }
    text = np.frombuffer(json.dumps(words).encode(), np.uint8)
    archive = BytesIO()
    np.savez(archive, allow_pickle=False, **{WORDS: text, **dict(_arrays(state))})
    return archive.getvalue()


def _arrays(state: State) -> Iterator[tuple[str, AnyArray]]:
    """Yield every array with its place: a table and a column, or a name alone."""
    for name in ARRAYS:
        yield name, getattr(state, name)
    tables: Mapping[str, Mapping[str, AnyArray]] = {
        **{name: getattr(state, name) for name in TABLES},
        **{f"scenery {name}": table for name, table in state.scenery.items()},
    }
    for name, table in tables.items():
        for column, array in table.items():
            yield f"{name}/{column}", array


def state_from(data: bytes) -> State:
    """Return the state of an archive.

    Raises
    ------
    JsonError
        When it is none.
    """
    try:
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            arrays: dict[str, AnyArray] = {name: archive[name] for name in archive.files}
        fields = Fields.parse(arrays.pop(WORDS).tobytes().decode(), "a state")
        step = fields.whole("step", 0, MOST_STEPS)
        parameters, pending = (MODEL.defaults().replace(fields.table(key)) for key in ("parameters", "pending"))
        scenery = {str(name): _table(arrays, f"scenery {name}") for name in fields.items("scenery")}
        fields.finish()
        cells, agents, journeys = (_table(arrays, name) for name in TABLES)
        whole = {name: arrays[name] for name in ARRAYS}
    except (BadZipFile, EOFError, KeyError, OSError, ValueError, ParameterError) as error:
        message = "the state of the run that was handed over is damaged"
        raise JsonError(message) from error
    return State(step, parameters, pending, cells, agents, journeys, scenery=scenery, **whole)


def _table(arrays: Mapping[str, AnyArray], name: str) -> dict[str, AnyArray]:
    begin = f"{name}/"
    return {place.removeprefix(begin): array for place, array in arrays.items() if place.startswith(begin)}
