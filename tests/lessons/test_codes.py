"""Codes tell where a class begins: each comes back the same, and a mistyped one is refused with its group named."""

import re
import zlib
from functools import cache
from hashlib import sha256
from itertools import pairwise

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.parameters import Value
from desktop.lessons.codes import levels, symbols
from desktop.lessons.codes.class_start import ClassStart
from desktop.lessons.codes.levels import TABLE, version_1
from desktop.lessons.codes.long_code import HEAD, long_code, read_long_code
from desktop.lessons.codes.reading import read_code, resembles_code
from desktop.lessons.codes.short_code import read_short_code, short_code
from desktop.lessons.codes.symbols import ALPHABET, CodeError
from desktop.study.scenario import Scenario, bundled_names, load_scenario
from desktop.system.assets import asset
from desktop.ui.sliders.track import Track

GOLDEN: dict[str, tuple[str, int, str, dict[str, Value]]] = {
    "8004-ZZZZ-Q0": ("default-patient", 1, "travel", {}),
    "800Z-XEG1-E0": ("default-patient", 7, "", {"platelets.strength": 0.0}),
    "847C-3ZZZ-CC": ("default-patient", 1083, "circulating-tumor-cell", {}),
    "93ZX-W7RH-E7ST-CHET-V-0S": (
        "no-nk-cells",
        1023,
        "takeaways",
        {"platelets.strength": 1.73, "shear.hazard": 0.5, "tumor.shedding": 123000.0, "display.organ": "liver"},
    ),
    "9QZZ-W87Z-18": ("strong-immunity", 2047, "", {"tumor.present": False}),
}
"""Codes of version 1, as they were handed out: never to be changed, only to be added to."""


def start(name: str, seed: int, page: str, changes: dict[str, Value]) -> ClassStart:
    found = bundled(name)
    parameters = found.parameters.replace(changes)
    return ClassStart(Scenario(found.name, found.title, found.summary, seed, found.seconds, parameters), page)


def some_start(rng: np.random.Generator, *, most: int, on_levels: bool) -> ClassStart:
    """Return a beginning with up to ``most`` changed sliders."""
    table, changes = version_1(), dict[str, Value]()
    for number in rng.choice(len(table.sliders), rng.integers(0, most + 1), replace=False).tolist():
        slider = table.sliders[number]
        declaration = MODEL.defaults().declaration(slider.path)
        if on_levels or not isinstance(declaration.default, float):
            changes[slider.path] = slider.values[int(rng.integers(len(slider.values)))]
        else:
            changes[slider.path] = float(rng.uniform(declaration.low, declaration.high))
    name = table.scenarios[int(rng.integers(len(table.scenarios)))]
    return start(name, int(rng.integers(2048)), ("", *table.pages)[int(rng.integers(len(table.pages) + 1))], changes)


def damaged(code: str, rng: np.random.Generator) -> str:
    letters = list(code)
    for _ in range(int(rng.integers(1, 4))):
        place, kind = int(rng.integers(len(letters))), int(rng.integers(4))
        strange = "0AZ9U€\n\0ß-. é"[int(rng.integers(13))]
        if kind == 0:
            letters[place] = strange
        elif kind == 1:
            letters.insert(place, strange)
        elif kind == 2 and len(letters) > 1:
            del letters[place]
        else:
            del letters[place + 1 :]
    return "".join(letters)


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    return 10_000 if request.config.getoption("--long") else 60


@cache
def bundled(name: str) -> Scenario:
    return load_scenario(name)


@pytest.mark.parametrize(("code", "told"), GOLDEN.items())
def test_codes_of_version_1_open_for_ever(code: str, told: tuple[str, int, str, dict[str, Value]]) -> None:
    assert read_code(code, MODEL) == start(*told)


def test_every_scenario_that_comes_with_the_program_has_a_short_code() -> None:
    for name in bundled_names():
        told = ClassStart(bundled(name), "travel")
        code = short_code(told, MODEL)
        assert len(code) == len("K7M2-9QXT-4F")
        assert read_code(code, MODEL) == told


def test_the_tables_of_version_1_never_change() -> None:
    digest = sha256(asset(TABLE).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    assert digest == "951aae396b67d2a23d02c68a239347e7529e99908d2b9b16a6596fac5b266d8c"


def test_whatever_a_slider_can_be_dragged_to_is_on_a_level() -> None:
    for slider in version_1().sliders:
        declaration = MODEL.defaults().declaration(slider.path)
        values = set(slider.values)
        assert len(values) == len(slider.values)
        assert all(declaration.check(value) == value for value in slider.values)
        assert declaration.default in values
        if not isinstance(declaration.default, bool | str):
            assert {Track(declaration).value(place / 997) for place in range(998)} <= values, slider.path


def test_a_state_comes_back_from_its_short_code(number: int) -> None:
    rng = np.random.default_rng(1)
    for _ in range(number):
        told = some_start(rng, most=5, on_levels=True)
        assert read_short_code(short_code(told, MODEL), MODEL) == told


def test_a_state_comes_back_from_its_long_code(number: int) -> None:
    rng = np.random.default_rng(2)
    for _ in range(number):
        told = some_start(rng, most=40, on_levels=False)
        code = long_code(told)
        assert read_code(code, MODEL) == told
        assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), "what a QR code holds most densely"


def test_a_damaged_code_is_refused_in_one_sentence(number: int) -> None:
    rng = np.random.default_rng(3)
    refused = 0
    for _ in range(number):
        told = some_start(rng, most=4, on_levels=True)
        code = damaged(short_code(told, MODEL) if rng.random() < 0.5 else long_code(told), rng)
        sentence = refusal(code)
        assert "\n" not in sentence
        assert len(sentence) < 400
        refused += bool(sentence)
    assert refused > 0.9 * number


def refusal(code: str) -> str:
    """Return why a code is refused, an empty text when it is not; every other error fails the test."""
    try:
        read_code(code, MODEL)
    except CodeError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("most", [0, 1, 3, 6])
def test_every_wrong_symbol_and_every_swap_is_refused_with_its_group_named(most: int) -> None:
    told = some_start(np.random.default_rng(most), most=most, on_levels=True)
    groups = short_code(told, MODEL).split("-")
    places = [(group, letter) for group, word in enumerate(groups) for letter in range(len(word))]
    for group, letter in places:
        for symbol in ALPHABET.replace(groups[group][letter], ""):
            wrong = [list(word) for word in groups]
            wrong[group][letter] = symbol
            assert named(wrong) >= {group + 1}
    for (a, b), (c, d) in pairwise(places):
        if groups[a][b] != groups[c][d]:
            wrong = [list(word) for word in groups]
            wrong[a][b], wrong[c][d] = wrong[c][d], wrong[a][b]
            assert named(wrong) >= {a + 1, c + 1}


def named(groups: list[list[str]]) -> set[int]:
    """Return the numbers of the groups that the refusal names."""
    with pytest.raises(CodeError) as caught:
        read_code("-".join(map("".join, groups)), MODEL)
    found = {int(number): word for number, word in re.findall(r"group (\d+), (\w+)", str(caught.value))}
    assert all(word == "".join(groups[number - 1]) for number, word in found.items())
    return set(found)


def test_a_code_is_read_as_people_write_it() -> None:
    told = read_code("800Z-XEG1-E0", MODEL)
    assert read_code(" 8oOz xeg1eO ", MODEL) == told
    assert read_code("800zxegl-Eo", MODEL) == told


def test_a_long_code_survives_being_broken_into_lines() -> None:
    told = some_start(np.random.default_rng(9), most=20, on_levels=False)
    code = long_code(told)
    lines = "\r\n".join(code[place : place + 60] for place in range(0, len(code), 60))
    assert read_code(f"\n  {lines}\n", MODEL) == told
    assert read_code(code.replace(" ", "\n").lower(), MODEL) == told


def base45(data: bytes) -> str:
    """Return RFC 9285 base 45, written another way than the program's own."""
    letters, text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", ""
    for place in range(0, len(data) - 1, 2):
        value = 256 * data[place] + data[place + 1]
        text += letters[value % 45] + letters[value // 45 % 45] + letters[value // 2025]
    return text + (letters[data[-1] % 45] + letters[data[-1] // 45] if len(data) % 2 else "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x" * 10_000_000, "damaged"),
        (b"[" * 30_000, "brackets"),
        (b"a." * 5_000 + b"a = 1", "dots"),
        (b'seed = 99999999999999999999\ntitle = "a"', "seed takes"),
        (b"seed = true", "seed takes"),
        (b"[platelets]\nstrength = 1e400", "platelets.strength"),
        (b"[nothing]\nhere = 1", "nothing.here"),
        (b'name = "\\u0007"', "name takes"),
        (b"page = 3\nversion = 9", "newer"),
        (b"\xff\xfe", "damaged"),
    ],
)
def test_a_hostile_long_code_is_refused_soon(content: bytes, words: str) -> None:
    with pytest.raises(CodeError, match=words):
        read_long_code(f"{HEAD}{base45(zlib.compress(content, 9))}.", MODEL)


def test_what_a_short_code_cannot_hold_is_said() -> None:
    with pytest.raises(CodeError, match="seed 5000 is above 2047"):
        short_code(start("default-patient", 5000, "", {}), MODEL)
    with pytest.raises(CodeError, match="between two levels"):
        short_code(start("default-patient", 1, "", {"platelets.strength": 0.123456}), MODEL)
    many: dict[str, Value] = {slider.path: slider.values[3 % len(slider.values)] for slider in version_1().sliders[:20]}
    with pytest.raises(CodeError, match="changed sliders are more than"):
        short_code(start("default-patient", 1, "", many), MODEL)


def test_no_name_of_a_scenario_is_taken_for_a_code() -> None:
    assert not any(resembles_code(name) for name in bundled_names())
    assert all(resembles_code(code) for code in GOLDEN)
    assert symbols.read(symbols.written("01" * 20)) == "01" * 20
    assert levels.version_1().scenarios[0] == "default-patient"
