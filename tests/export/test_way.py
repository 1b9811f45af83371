"""The way to a late first frame: told from its beginning, given up at once, and as long as it is and no longer."""

import pytest

from desktop.engine.model import Model
from desktop.engine.simulation import Simulation
from desktop.export.control import Control, Progress
from desktop.export.job import RenderJob
from desktop.export.job_table import write_job_table
from desktop.export.render import render
from desktop.study.parameter_changes import STRIDE, ParameterChange, advance_to, strides_to
from tests.export.conftest import Hand, MakeJob
from tests.work import lines_run

LATE = 20.0


@pytest.fixture(params=["a.png", "a.gif", "frames"])
def late(request: pytest.FixtureRequest, make_job: MakeJob) -> RenderJob:
    return make_job(request.param, start=LATE, end=LATE + 0.3)


def test_the_bar_moves_from_the_first_steps_on(late: RenderJob, small_model: Model) -> None:
    told: list[Progress] = []
    render(late, small_model, Hand(late), on_progress=told.append)
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert sum(progress.done == 0 for progress in told) >= (LATE - 1.0) * 60 / STRIDE - 1


def test_the_way_can_be_given_up(late: RenderJob, small_model: Model) -> None:
    control, told = Control(), []

    def give_up(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 3:
            control.cancel(keep=False)

    outcome = render(late, small_model, Hand(late), on_progress=give_up, control=control)
    assert (len(told), outcome.made, outcome.complete) == (3, 0, False)
    assert not any(path.is_file() for path in late.destination.parent.rglob("*"))


def test_a_late_table_tells_of_its_way_and_can_be_given_up(make_job: MakeJob, small_model: Model) -> None:
    job = make_job("a.csv", start=LATE, end=LATE + 1.0, content="observables")
    control, told = Control(), []

    def give_up(progress: Progress) -> None:
        told.append(progress.share)
        if len(told) == 3:
            control.cancel(keep=False)

    outcome = write_job_table(job, small_model, on_progress=give_up, control=control)
    assert not outcome.complete
    assert not job.destination.exists()
    assert len(told) == 3
    assert told == sorted(told)
    assert told[-1] < 0.1


class Leaping(Simulation):
    """Makes no steps, and is where they would have led."""

    def advance(self, steps: int = 1) -> None:
        self.context.go_to(self.step + steps)


def test_moves_on_the_way_cost_their_number_and_not_its_square(small_model: Model) -> None:
    parameters = small_model.defaults()

    def work(steps: int) -> int:
        changes = tuple(ParameterChange(step, parameters) for step in range(steps))
        simulation = Leaping(small_model, parameters, 1)

        def go() -> None:
            for step in range(steps):
                advance_to(simulation, step, changes)

        return lines_run(go)

    assert work(2_000) < 2.2 * work(1_000)


def test_strides_make_every_move_at_its_step(small_model: Model) -> None:
    first = small_model.defaults()
    changes = tuple(
        ParameterChange(step, first.replace({"shear.hazard": float(step % 90)})) for step in (0, 7, 30, 60, 61, 99)
    )
    at_once, in_strides = Simulation(small_model, first, 4), Simulation(small_model, first, 4)
    advance_to(at_once, 120, changes)
    assert sum(1 for _ in strides_to(in_strides, 120, changes)) == 4
    assert in_strides.sha256() == at_once.sha256()
