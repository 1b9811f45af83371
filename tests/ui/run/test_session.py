import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.ui.run.limits import OLD_RUN_KEEPS, OLD_RUNS_KEPT
from desktop.ui.run.stepper import FRAME_SECONDS, LONGEST_TICK, TICK_BUDGET, Pacer, Stepper
from desktop.ui.sliders.rows import SliderRow
from desktop.ui.workspace.workspace import Workspace

STEP = 1.0 / 60.0


@pytest.mark.parametrize("speed", [0.25, 1.0, 4.0])
def test_animation_time_follows_real_time_at_any_tick_length(speed: float) -> None:
    pacer = Pacer(speed=speed, step_cost=1e-5)
    ticks = np.random.default_rng(1).uniform(0.004, 0.06, 500)
    steps = sum(pacer.due(float(tick)) for tick in ticks)
    # Ticks near the beat count as on it, so the time they come early or late by is not made up for.
    assert steps == pytest.approx(ticks.sum() * speed / STEP, rel=0.01)


def test_a_slow_machine_slows_down_and_owes_nothing() -> None:
    pacer = Pacer(speed=16.0, step_cost=0.01)
    assert all(pacer.due(0.1) * 0.01 <= TICK_BUDGET for _ in range(20))
    pacer.speed = 1.0
    assert pacer.due(STEP) <= 1, "no debt of the past is caught up with"
    assert Pacer(step_cost=10.0).due(1.0) == 1, "even the slowest machine goes on"


def test_a_sleep_of_the_computer_is_not_caught_up_with() -> None:
    assert Pacer(step_cost=1e-6).due(3600.0) == pytest.approx(LONGEST_TICK / STEP)


@pytest.mark.parametrize("late", [0.0, 0.2, 0.4, 0.5, 0.65, 0.9])
def test_a_steady_clock_gives_every_tick_its_step_whatever_was_late_before(late: float) -> None:
    pacer, jitter = Pacer(step_cost=1e-5), np.random.default_rng(1).uniform(-0.002, 0.002, 601)
    pacer.due((1.0 + late) * FRAME_SECONDS)
    ticks = np.arange(601) * FRAME_SECONDS + jitter
    first, *others = [pacer.due(float(elapsed)) for elapsed in np.diff(ticks)]
    assert {first, *others} == {1}


def test_one_late_tick_does_not_make_the_next_one_late() -> None:
    ticks = [*[1] * 20, 2, 1, 1, 2, 1]
    assert [Pacer(step_cost=0.005).due(frames * FRAME_SECONDS) for frames in (1, 2)] == [1, 1]
    dear, cheap = Pacer(step_cost=0.005), Pacer(step_cost=0.002)
    assert [dear.due(frames * FRAME_SECONDS) for frames in ticks] == [1] * len(ticks), "missed steps are let go"
    assert [cheap.due(frames * FRAME_SECONDS) for frames in ticks] == ticks, "missed steps are made up for at once"


def test_a_screen_of_many_pixels_gets_its_steps_in_fewer_ticks() -> None:
    pacer = Pacer(step_cost=0.005)
    steps = [pacer.due(2.0 * FRAME_SECONDS) for _ in range(80)]
    assert steps[0] == 1
    assert set(steps[10:]) == {2}, "ticks are late for good: the animation keeps its pace"


def test_ticks_keep_their_beat_and_missed_ones_are_left_out() -> None:
    stepper = Stepper(Simulation(MODEL, MODEL.defaults(), 1))
    now, beats = 5.0, []
    for busy in (0.0, 0.004, 0.010, 0.002, 0.016, 0.001):
        now += busy
        now += stepper.rest(now)
        beats.append(now)
    np.testing.assert_allclose(np.diff(beats), FRAME_SECONDS, rtol=1e-9)
    assert stepper.rest(now + 0.05) == 0.0
    assert stepper.rest(now + 60.0) == 0.0


def test_pause_acts_at_once() -> None:
    stepper = Stepper(Simulation(MODEL, MODEL.defaults(), 1))
    stepper.play()
    assert stepper.tick(10.0) == 1
    assert stepper.tick(10.0 + STEP) == 1
    stepper.pause()
    assert stepper.tick(10.1) == 0
    assert stepper.simulation.step == 2


def test_no_step_is_made_after_the_pause_button(workspace: Workspace, qtbot: QtBot) -> None:
    session = workspace.session
    session.play()
    qtbot.waitUntil(lambda: session.simulation.step > 3, timeout=60_000)
    QTest.mouseClick(workspace.transport.play, Qt.MouseButton.LeftButton)
    step = session.simulation.step
    qtbot.wait(100)
    assert session.simulation.step == step
    assert workspace.transport.play.accessibleName() == "Play"


def test_a_slider_acts_on_the_next_step(workspace: Workspace) -> None:
    session = workspace.session
    session.change({"platelets.strength": 0.0})
    assert session.simulation.parameters.value("platelets.strength") == 0.0
    session.step_once()
    assert session.snapshot.parameters.value("platelets.strength") == 0.0


def test_one_drag_is_one_step_of_undo(workspace: Workspace) -> None:
    row, stack = workspace.panel.row("platelets.strength"), workspace.session.undo_stack
    assert isinstance(row, SliderRow)
    y = row.slider.height() // 2
    QTest.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(row.slider.width() // 2, y))
    for x in range(row.slider.width() // 2, row.slider.width() - 20, 7):
        QTest.mouseMove(row.slider, QPoint(x, y))
    QTest.mouseRelease(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(row.slider.width() - 20, y))
    assert float(str(row.value)) > 1.5
    assert stack.count() == 1
    stack.undo()
    assert row.value == 1.0
    assert workspace.session.parameters == MODEL.defaults()


def test_a_walk_of_changes_and_resets_can_be_undone_and_redone(workspace: Workspace) -> None:
    session, rng = workspace.session, np.random.default_rng(3)
    first, run = session.parameters, session.run
    numbers = [d for d in first.declarations if isinstance(d.default, float)]
    for turn in range(60):
        if turn % 20 == 10:
            session.restart(int(rng.integers(1000)))
        declaration = numbers[int(rng.integers(len(numbers)))]
        session.change({declaration.path: float(rng.uniform(declaration.low, declaration.high))})
    last = session.parameters
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert session.parameters == first
    assert session.run is run
    assert all(
        row.value == first.value(row.declaration.path) for box in workspace.panel.sections.values() for row in box.made
    )
    while session.undo_stack.canRedo():
        session.undo_stack.redo()
    assert session.parameters == last


def test_reset_begins_again_and_undo_brings_the_old_run_back_exactly(workspace: Workspace) -> None:
    session = workspace.session
    for _ in range(30):
        session.step_once()
    before = session.simulation.sha256()
    workspace.reset()
    assert session.simulation.step == 0
    assert session.simulation.sha256() == Simulation(MODEL, MODEL.defaults(), 7).sha256()
    session.undo_stack.undo()
    assert session.simulation.sha256() == before
    session.step_once()
    straight = Simulation(MODEL, MODEL.defaults(), 7)
    straight.advance(31)
    assert session.simulation.sha256() == straight.sha256()


def test_another_seed_begins_another_run_and_can_be_undone(workspace: Workspace) -> None:
    seed = workspace.transport.seed
    seed.setText("99")
    seed.editingFinished.emit()
    assert workspace.session.simulation.seed == 99
    workspace.session.undo_stack.undo()
    assert workspace.session.simulation.seed == 7
    assert seed.number() == 7


def test_a_refused_change_is_told_and_changes_nothing(workspace: Workspace) -> None:
    said: list[str] = []
    workspace.session.refused.connect(said.append)
    assert not workspace.session.change({"platelets.strength": 50.0})
    assert len(said) == 1
    assert workspace.session.parameters == MODEL.defaults()


def settled(workspace: Workspace, qtbot: QtBot) -> tuple[int, int, tuple[int, ...], str]:
    """Return the moment, the furthest, the moves and the state, once the run has got where it is to be."""
    session = workspace.session
    qtbot.waitUntil(lambda: session.seeking.way is None, timeout=60_000)
    past = session.timeline
    return session.simulation.step, past.furthest, past.changes, session.simulation.sha256()


def test_a_slider_moved_in_the_past_is_undone_together_with_the_run_it_replaced(
    workspace: Workspace, qtbot: QtBot
) -> None:
    session, stack = workspace.session, workspace.session.undo_stack
    session.change({"platelets.strength": 0.5})
    session.stepper.make(40)
    session.change({"natural_killer.density": 900.0})
    session.stepper.make(60)
    session.show_now()
    end = settled(workspace, qtbot)
    session.seek(30)
    before = settled(workspace, qtbot)
    session.grasp()
    for strength in (0.6, 1.1, 1.7):
        session.change({"platelets.strength": strength})
    session.release()
    assert session.timeline.furthest == 30
    session.stepper.make(25)
    branch = settled(workspace, qtbot)
    stack.undo()
    assert settled(workspace, qtbot) == before
    session.seek(100)
    assert settled(workspace, qtbot) == end, "the run that was replaced is there to its end"
    stack.redo()
    assert settled(workspace, qtbot) == branch
    stack.undo()
    assert settled(workspace, qtbot)[:3] == (100, 100, (0, 40)), "where it was left"
    stack.undo()
    stack.undo()
    assert session.parameters.value("platelets.strength") == 1.0


def test_undo_and_redo_in_the_past_replace_nothing_for_good(workspace: Workspace, qtbot: QtBot) -> None:
    session, stack = workspace.session, workspace.session.undo_stack
    session.change({"platelets.strength": 0.2})
    session.stepper.make(80)
    end = settled(workspace, qtbot)
    session.seek(20)
    settled(workspace, qtbot)
    stack.undo()
    assert settled(workspace, qtbot)[:3] == (20, 20, (0, 20))
    stack.redo()
    session.seek(80)
    assert settled(workspace, qtbot) == end


def test_an_undo_on_the_way_to_a_moment_acts_there_and_not_before(workspace: Workspace, qtbot: QtBot) -> None:
    session, stack = workspace.session, workspace.session.undo_stack
    session.change({"platelets.strength": 0.2})
    session.stepper.make(150)
    session.pacer.step_cost = 0.02
    session.seek(100)
    assert session.seeking.way is not None
    stack.undo()
    assert settled(workspace, qtbot)[:3] == (100, 100, (0, 100))
    assert session.parameters.value("platelets.strength") == 1.0


def test_replaced_pasts_keep_few_states(workspace: Workspace, qtbot: QtBot) -> None:
    session, stack = workspace.session, workspace.session.undo_stack
    session.stepper.make(100)
    for number in range(2 * OLD_RUNS_KEPT):
        session.seek(50)
        settled(workspace, qtbot)
        session.change({"platelets.strength": 0.1 + number / 100})
        session.stepper.make(30 + number)
    past = session.timeline.past(0)
    assert len(past.kept) <= OLD_RUN_KEEPS
    while stack.canUndo():
        stack.undo()
    assert settled(workspace, qtbot)[1:3] == (100, ())
