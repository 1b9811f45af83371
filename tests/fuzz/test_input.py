"""Whatever a file or a command line holds, the answer is a run or one sentence, never a traceback."""

from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.study.scenario import Scenario, ScenarioError, load_scenario

PATHS = [declaration.path for declaration in MODEL.defaults().declarations]
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=30),
    st.dates(),
    st.datetimes(),
    st.lists(st.integers(), max_size=3),
)
NAMES = st.one_of(
    st.sampled_from([name for path in PATHS for name in path.split(".")]),
    st.sampled_from(["version", "title", "summary", "seed", "seconds"]),
    st.text(max_size=12),
)
DOCUMENTS = st.dictionaries(NAMES, st.one_of(SCALARS, st.dictionaries(NAMES, SCALARS, max_size=4)), max_size=6)
FRAGMENTS = st.sampled_from([*"[]{}=.'\"#\n\r_\0ü", "[[", "]]", '"""', "\\u", "0x", "e9", "inf", "1979-05-27"])
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def answer(folder: Path, data: bytes) -> Scenario | str:
    path = folder / "any.toml"
    path.write_bytes(data)
    try:
        return load_scenario(path, MODEL)
    except ScenarioError as error:
        message = str(error)
        assert "any.toml" in message
        assert message.isprintable()
        assert len(message) < 900
        return message


@given(st.binary(max_size=300))
def test_any_bytes(folder: Path, data: bytes) -> None:
    answer(folder, data)


@given(DOCUMENTS)
def test_any_toml(folder: Path, document: dict[str, object]) -> None:
    answer(folder, tomli_w.dumps(document).encode())


def mutated(text: str, edits: list[tuple[int, int, str]]) -> str:
    for position, length, fragment in edits:
        start = position % (len(text) + 1)
        text = text[:start] + fragment + text[start + length :]
    return text


GOOD = "version = 1\ntitle = 'x'\nseed = 3\nseconds = 20.0\n\n[platelets]\nstrength = 0.5\n\n[flow]\nstrength = 1.5\n"


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 12), FRAGMENTS | st.text(max_size=3)), max_size=6))
def test_a_good_file_after_any_accident(folder: Path, edits: list[tuple[int, int, str]]) -> None:
    scenario = answer(folder, mutated(GOOD, edits).encode("utf-8", "replace"))
    if isinstance(scenario, Scenario):
        assert scenario.seed >= 0
        assert 0.0 < scenario.seconds <= 86_400.0


def test_the_unharmed_file_is_good(folder: Path) -> None:
    scenario = answer(folder, GOOD.encode())
    assert isinstance(scenario, Scenario)
    assert scenario.parameters.changes() == {"platelets.strength": 0.5, "flow.strength": 1.5}


@pytest.mark.parametrize("depth", [100, 900, 990])
def test_deep_nesting_is_refused_and_not_followed(folder: Path, depth: int) -> None:
    for text in (
        "a = " + "[" * depth + "]" * depth,
        "a = " + "{b = " * depth + "1" + "}" * depth,
        "a" + ".a" * depth + "=1",
    ):
        assert isinstance(answer(folder, text.encode()), str)


WORDS = st.one_of(
    st.sampled_from([
        "run", "describe", "default-patient", "--json", "--markdown", "--seed", "--seconds", "--set", "--every", "--to",
        "--help", "--version", "parameters", "scenarios", "1", "0.02", "-1", "nan", "platelets.strength=0", "=", "--",
    ]),
    st.sampled_from(PATHS).map("{}=1".format),
    st.text(st.characters(exclude_characters="/\\\0."), max_size=10),
)  # fmt: skip


@relaxed
@given(words=st.lists(WORDS, min_size=1, max_size=6).filter(lambda words: words[0] != "run" or "--seconds" in words))
def test_any_command_line(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    # Whatever the words say, a run of a whole scenario would take too long here.
    monkeypatch.setattr("desktop.study.runner.steps_for", lambda seconds: 1)
    code = execute(words)
    out, error = capsys.readouterr()
    assert code in (0, 2)
    if code == 2:
        assert (out, error.count("\n")) == ("", 1)
