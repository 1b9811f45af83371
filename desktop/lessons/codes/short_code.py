"""The class code, such as ``K7M2-9QXT-4F``: a bundled scenario, a seed, a page, and slider changes on frozen levels.

Bits of version 1, the first one first: version (2), scenario (5), seed (11), page and 31 for none (5); then for each
changed slider its number (8) and that of its value (as many as its levels take), sliders ascending; then ones to the
end of the last symbol, of at least eight. A slider of number 255 is none, so the ones are no slider.
"""

from collections.abc import Mapping
from dataclasses import replace

from desktop.engine.model import Model
from desktop.engine.parameters import SCHEDULE, ParameterError, Value
from desktop.lessons.codes.class_start import ClassStart
from desktop.lessons.codes.levels import version_1
from desktop.lessons.codes.symbols import BITS, FEWEST, MOST, CodeError, read, written
from desktop.lessons.pages import pages
from desktop.study.scenario import load_scenario

VERSION = 1
MAX_SEED = 2047
NO_PAGE, SLIDER_BITS = 31, 8
FALLBACK = "default-patient"


def short_code(start: ClassStart, model: Model) -> str:
    """Return the class code of a beginning.

    Raises
    ------
    CodeError
        When a short code cannot hold it: the seed is too large, a slider off the levels, or too many are changed.
    """
    table, scenario = version_1(), start.scenario
    if scenario.seed > MAX_SEED:
        message = f"seed {scenario.seed} is above {MAX_SEED}, the largest in a short code"
        raise CodeError(message)
    name = scenario.name if scenario.name in table.scenarios else FALLBACK
    page = table.pages.index(start.page) if start.page in table.pages else NO_PAGE
    changed = scenario.parameters.difference(load_scenario(name, model).parameters)
    head = f"{VERSION:02b}{table.scenarios.index(name):05b}{scenario.seed:011b}{page:05b}"
    bits = head + _change_bits({path: new for path, (new, _) in changed.items()}, model)
    length = max(FEWEST, -(-len(bits) // BITS))
    if length > MOST:
        message = f"{len(changed)} changed sliders are more than a short code holds"
        raise CodeError(message)
    return written(bits.ljust(length * BITS, "1"))


def _change_bits(changed: Mapping[str, Value], model: Model) -> str:
    """Return the bits of all changed sliders, by their numbers in the table."""
    defaults, bits, held = model.defaults(), "", set()
    if SCHEDULE.path in changed:
        message = "a short code holds no schedule"
        raise CodeError(message)
    for number, slider in enumerate(version_1().sliders):
        path = defaults.declaration(slider.path).path
        if path in changed:
            held.add(path)
            if changed[path] not in slider.values:
                label = defaults.declaration(path).label
                message = f"the slider {label} stands at {changed[path]}, between two levels of a short code"
                raise CodeError(message)
            bits += f"{number:0{SLIDER_BITS}b}{slider.values.index(changed[path]):0{slider.bits}b}"
    if held != set(changed):
        message = f"the slider {next(iter(set(changed) - held))} is newer than the short code"
        raise CodeError(message)
    return bits


def read_short_code(text: str, model: Model) -> ClassStart:
    """Return the beginning that a class code tells.

    Raises
    ------
    CodeError
        In one sentence: it is mistyped, of a newer program, or none at all.
    """
    bits, table = read(text), version_1()
    version, scenario, seed, page = (int(bits[a:b], 2) for a, b in ((0, 2), (2, 7), (7, 18), (18, 23)))
    if version != VERSION:
        message = f"this is a code of version {version}, and this CTC Voyage reads version {VERSION}"
        raise CodeError(message)
    if scenario >= len(table.scenarios) or (page >= len(table.pages) and page != NO_PAGE):
        raise CodeError(_NOT_MADE)
    changes = _changes(bits[23:])
    found = load_scenario(table.scenarios[scenario], model)
    try:
        parameters = found.parameters.replace(changes)
    except ParameterError as error:
        message = f"this code cannot be opened: {error}"
        raise CodeError(message) from error
    known = {item.key for item in pages()}
    key = table.pages[page] if page != NO_PAGE and table.pages[page] in known else ""
    return ClassStart(replace(found, seed=seed, parameters=parameters), key)


_NOT_MADE = "no CTC Voyage has made this code; compare all of its groups"


def _changes(bits: str) -> dict[str, Value]:
    """Return path → value of the bits behind the head; bits that `short_code` would not write are refused."""
    sliders, place, last, found = version_1().sliders, 0, -1, dict[str, Value]()
    while "0" in bits[place:]:
        number = int(bits[place : place + SLIDER_BITS], 2)
        place += SLIDER_BITS
        if not last < number < len(sliders) or place + sliders[number].bits > len(bits):
            raise CodeError(_NOT_MADE)
        level = int(bits[place : place + sliders[number].bits], 2)
        place, last = place + sliders[number].bits, number
        if level >= len(sliders[number].values):
            raise CodeError(_NOT_MADE)
        found[sliders[number].path] = sliders[number].values[level]
    return found
