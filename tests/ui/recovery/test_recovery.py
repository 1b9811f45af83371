"""A lesson comes back, exactly: noted as it goes, offered at the next start, and nothing of it goes in silence."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.parameter_changes import ParameterChange, advance_to
from desktop.study.scenario import Scenario, load_scenario
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Look
from desktop.ui.recovery import policy
from desktop.ui.recovery.record import RecordError, SessionRecord, from_text, to_text
from desktop.ui.recovery.recovery import WRITE_MILLISECONDS, Recovery
from desktop.ui.recovery.store import FOLDER, MOST_KEPT, NAME, SessionStore
from desktop.ui.run.loading import Prepared
from desktop.ui.window.app import begin
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

Start = Callable[[], VoyageWindow]


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(policy, "site_config_path", lambda *_, **__: tmp_path / "computer")
    return tmp_path / "config" / "window.toml"


@pytest.fixture
def start(qtbot: QtBot, look: Look, memory: Path) -> Iterator[Start]:
    """Return what opens a window that remembers; all are closed in the end."""
    windows = []

    def open_window() -> VoyageWindow:
        preferences = Preferences(show_spread=False)
        scenario = load_scenario("default-patient")
        window = VoyageWindow(look, preferences, memory)
        window.resize(1366, 768)
        begin(window, preferences, Prepared(MODEL, scenario, Simulation(MODEL, scenario.parameters, scenario.seed), ""))
        assert window.workspace is not None
        window.workspace.session.pause()
        window.show()
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.processEvents()


def parts(window: VoyageWindow) -> tuple[Workspace, Recovery]:
    assert window.furniture is not None
    return window.furniture.workspace, window.furniture.recovery


def use(workspace: Workspace, qtbot: QtBot) -> str:
    """Move sliders, go back, move another, turn a page, look elsewhere; return the state."""
    session = workspace.session
    session.change({"platelets.strength": 0.3})
    session.stepper.make(40)
    session.change({"natural_killer.density": 700.0})
    session.stepper.make(40)
    session.seek(55)
    qtbot.waitUntil(lambda: session.seeking.way is None, timeout=60_000)
    workspace.story.story.show_page(4)
    workspace.scene.camera_control.zoom(3.0, 200.0, 150.0)
    return session.simulation.sha256()


def test_what_was_closed_or_lost_is_there_again_exactly(start: Start, qtbot: QtBot) -> None:
    window = start()
    workspace, recovery = parts(window)
    assert window.offer is None, "a first start offers nothing"
    state, before = use(workspace, qtbot), recovery.record()
    window.close()
    again = start()
    workspace, recovery = parts(again)
    assert again.offer is not None
    assert "second 1, sliders moved 2 ×" in again.offer.words.whole
    assert workspace.session.simulation.step == 0, "until the offer is taken, nothing happens"
    again.offer.take.click()
    qtbot.waitUntil(lambda: workspace.session.seeking.way is None, timeout=60_000)
    assert workspace.session.simulation.sha256() == state
    after = recovery.record()
    assert after.camera is not None
    assert before.camera is not None
    assert (after.camera.x, after.camera.span) == pytest.approx((before.camera.x, before.camera.span))
    assert (after.moves, after.step, after.furthest, after.page) == (before.moves, 55, 80, before.page)
    assert again.offer.isHidden()
    workspace.session.undo_stack.undo()
    assert workspace.session.simulation.step == 0, "and it can be undone"


def test_a_move_before_the_first_step_comes_back(start: Start) -> None:
    window = start()
    parts(window)[0].session.change({"platelets.strength": 0.3})
    window.close()
    again = start()
    assert again.offer is not None
    again.offer.take.click()
    assert parts(again)[0].session.parameters.value("platelets.strength") == 0.3


def test_a_session_is_noted_soon_and_only_when_it_changes(start: Start, memory: Path, qtbot: QtBot) -> None:
    assert WRITE_MILLISECONDS <= 2000
    workspace, recovery = parts(start())
    recovery.note()
    assert not (memory.parent / FOLDER).exists(), "nothing was done"
    workspace.session.change({"platelets.strength": 0.3})
    with qtbot.waitSignal(recovery.written, timeout=60_000) as said:
        pass
    assert said.args == [""]
    (note,) = (memory.parent / FOLDER).glob(f"*/{NAME}")
    first = note.stat().st_ino
    recovery.note()
    QApplication.processEvents()
    assert note.stat().st_ino == first
    assert from_text(note.read_text(), MODEL) == recovery.record()


def test_what_happens_while_a_slow_disk_is_written_is_noted_as_soon_as_it_is_done(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, written = Event(), []

    def write(_store: SessionStore, record: SessionRecord) -> None:
        assert disk.wait(60.0)
        written.append(record)

    workspace, recovery = parts(start())
    monkeypatch.setattr(recovery, "is_worth_keeping", lambda _: True)
    monkeypatch.setattr(SessionStore, "write", write)
    # No turn of the timer may help.
    for timer in recovery.findChildren(QTimer):
        timer.stop()
    workspace.session.change({"platelets.strength": 0.3})
    recovery.note()
    workspace.session.change({"platelets.strength": 0.6})
    recovery.note()
    disk.set()
    qtbot.waitUntil(lambda: len(written) == 2, timeout=60_000)
    assert [record.moves[-1].parameters.value("platelets.strength") for record in written] == [0.3, 0.6]


def test_watching_for_a_moment_is_not_offered_again(start: Start) -> None:
    window = start()
    parts(window)[0].session.stepper.make(20)
    window.close()
    assert start().offer is None


def test_an_offer_goes_when_something_else_is_begun_and_stays_in_the_menu(start: Start) -> None:
    window = start()
    parts(window)[0].session.change({"platelets.strength": 0.3})
    window.close()
    again = start()
    workspace, recovery = parts(again)
    assert again.offer is not None
    workspace.session.change({"platelets.strength": 0.5})
    assert again.offer.isHidden()
    assert [item.record is not None for item in recovery.earlier()] == [True]


def test_an_open_window_is_not_offered_to_another(start: Start, qtbot: QtBot) -> None:
    workspace, recovery = parts(start())
    workspace.session.change({"platelets.strength": 0.3})
    with qtbot.waitSignal(recovery.written, timeout=60_000):
        recovery.note()
    assert start().offer is None


def record(strength: float = 0.5) -> SessionRecord:
    scenario = load_scenario("default-patient")
    moves = tuple(
        ParameterChange(step, scenario.parameters.replace({"platelets.strength": strength + step / 1000}))
        for step in (0, 40, 90)
    )
    return SessionRecord(scenario, moves, 60, 120, None, "travel")


def write(folder: Path, strength: float, at: float) -> Path:
    """Note a session as a window would that is gone; return its file."""
    before = set(folder.glob(f"*/{NAME}"))
    store = SessionStore(folder)
    store.write(record(strength))
    store.close()
    (path,) = set(folder.glob(f"*/{NAME}")) - before
    os.utime(path, (at, at))
    return path


def test_the_latest_that_reads_is_offered_and_what_is_lost_is_said(start: Start, memory: Path) -> None:
    folder = memory.parent / FOLDER
    write(folder, 0.1, 1e9)
    write(folder, 0.2, 2e9)
    damaged = write(folder, 0.3, 3e9)
    damaged.write_bytes(damaged.read_bytes()[:200])
    os.utime(damaged, (3e9, 3e9))
    window = start()
    assert window.offer is not None
    assert "2033" not in window.status.said
    assert "is lost: A noted session cannot be read" in window.status.said
    assert "May" in window.offer.words.whole
    assert damaged.exists(), "nothing is deleted at a start"


def test_ten_are_kept_and_what_the_program_did_not_write_stays(tmp_path: Path) -> None:
    foreign = tmp_path / "my notes"
    foreign.mkdir()
    (foreign / NAME).write_text("mine")
    paths = [write(tmp_path, number / 100, 1e9 + number) for number in range(MOST_KEPT + 3)]
    SessionStore(tmp_path).write(record())
    assert [path.exists() for path in paths] == [False] * 4 + [True] * 9
    assert (foreign / NAME).read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told_once(start: Start, memory: Path, qtbot: QtBot) -> None:
    workspace, recovery = parts(start())
    memory.parent.mkdir(exist_ok=True)
    (memory.parent / FOLDER).write_text("a file where the folder should be")
    said: list[str] = []
    workspace.told.connect(said.append)
    for strength in (0.3, 0.4):
        workspace.session.change({"platelets.strength": strength})
        with qtbot.waitSignal(recovery.written, timeout=60_000):
            recovery.note()
    assert [words for words in said if words.startswith("This session cannot be kept")] == [
        "This session cannot be kept for the next start: not a directory."
    ]


@pytest.mark.parametrize("place", ["computer", "config"])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("keep_sessions = false", ""),
        ("keep_sessions = 3", "takes true or false"),
        ("keep_sessions: no", "cannot be understood"),
    ],
)
def test_sessions_are_off_where_the_policy_says_so(
    start: Start, tmp_path: Path, memory: Path, place: str, text: str, problem: str
) -> None:
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "policy.toml").write_text(text)
    window = start()
    workspace, recovery = parts(window)
    assert not recovery.is_on
    assert (problem in window.status.said) if problem else "Sessions" not in window.status.said
    workspace.session.change({"platelets.strength": 0.3})
    recovery.note()
    window.close()
    assert not (memory.parent / FOLDER).exists()


# --- notes as text ---


def test_a_note_comes_back_the_same() -> None:
    assert from_text(to_text(record()), MODEL) == record()


def test_a_resumed_run_is_the_unbroken_one() -> None:
    told = from_text(to_text(record()), MODEL)
    unbroken, again = (Simulation(MODEL, told.scenario.parameters, told.scenario.seed) for _ in range(2))
    advance_to(unbroken, 60, record().moves)
    advance_to(again, told.step, told.moves)
    assert again.sha256() == unbroken.sha256()


HOSTILE = (
    "",
    "null",
    "[" * 100_000,
    '{"session_format": 1}',
    '{"session_format": 2}',
    '{"session_format": true}',
    '{"session_format": 1, "run": [], "page": "", "is_whole": true}',
    '{"session_format": 1e999}',
    '{"a":' * 50_000,
    to_text(record()).replace('"step": 60', '"step": 121'),
    to_text(record()).replace('"furthest": 120', '"furthest": 1e300'),
    to_text(record()).replace('"seed": 1', '"seed": -1'),
    to_text(record()).replace("[90,", "[9000000000000000000000,"),
    to_text(record()).replace("[90,", "[NaN,"),
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_note_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(RecordError, match=r"^a noted session cannot be read: [^\n]{1,400}$"):
        from_text(text, MODEL)


def test_a_damaged_note_is_read_or_refused(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rng, whole = np.random.default_rng(5), to_text(record()).encode()
    path = write(tmp_path, 0.5, 1e9)
    refused, number = 0, 10_000 if request.config.getoption("--long") else 300
    for _ in range(number):
        data = bytearray(whole)
        for _ in range(int(rng.integers(1, 4))):
            place = int(rng.integers(len(data)))
            match int(rng.integers(4)):
                case 0:
                    data[place] ^= 1 << int(rng.integers(8))
                case 1:
                    del data[place + 1 :]
                case 2:
                    data[place:place] = rng.bytes(int(rng.integers(1, 30)))
                case _:
                    del data[place : place + int(rng.integers(1, 60))]
        path.write_bytes(data)
        (found,) = SessionStore(tmp_path).earlier(MODEL)
        if found.record is None:
            refused += 1
            assert found.problem.startswith("a noted session")
            assert "\n" not in found.problem
            assert len(found.problem) < 500
    assert refused > number // 2


def test_the_scenario_has_no_name_of_its_own() -> None:
    plain = Scenario("", "", "", 1, 1.0, MODEL.defaults())
    told = SessionRecord(plain, (), 0, 0, None, "", is_whole=False)
    assert from_text(to_text(told), MODEL) == told
    assert "its sliders alone" in told.words()
