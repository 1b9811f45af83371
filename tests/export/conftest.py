"""Jobs of a small model and a drawing hand that needs no Qt: each frame is painted in colours that tell its number."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.engine.model import Model
from desktop.export.job import RenderJob
from desktop.export.moments import FrameMoment
from desktop.export.png import Pixels
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import Scenario

MakeJob = Callable[..., RenderJob]
LittleRoom = Callable[[int], AbstractContextManager[None]]


class Hand:
    """Paints a block that moves with the frames on a ground that stays; transparent where the job says so."""

    def __init__(self, job: RenderJob) -> None:
        self.job = job
        self.drawn: list[int] = []

    def pixels(self, moment: FrameMoment) -> Pixels:
        job, frame = self.job, moment.frame
        self.drawn.append(frame)
        picture = np.zeros((job.height, job.width, 4 if job.transparent else 3), np.uint8)
        picture[..., :3] = (240, 220, 200)
        left = 8 + (frame * 4) % (job.width - 32)
        picture[16:40, left : left + 24, :3] = (200, 40, 40)
        if job.transparent:
            picture[16:40, left : left + 24, 3] = 255
        return picture

    def page(self, moment: FrameMoment) -> bytes:
        raise AssertionError(moment)


@pytest.fixture
def little_room() -> LittleRoom:
    """Return what lets no file grow beyond some bytes, as on a disk that is nearly full; the system itself refuses."""
    resource = pytest.importorskip("resource")

    @contextmanager
    def limit(room: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limit


@pytest.fixture
def full_disk(little_room: LittleRoom) -> Iterator[None]:
    """Let no file grow beyond some bytes."""
    with little_room(1500):
        yield


@pytest.fixture
def make_job(small_model: Model, tmp_path: Path) -> MakeJob:
    """Return what makes a job of a second at 10 frames for a file name in the test's folder."""

    def make(name: str, **changes: Any) -> RenderJob:
        parameters = small_model.defaults().replace({"shear.hazard": 80.0})
        scenario = Scenario("short", "Größe <&> 'x'", "", 5, 1.0, parameters)
        moved = (ParameterChange(20, parameters.replace({"shedding.rate": 60.0})),)
        plain = RenderJob(
            scenario, tmp_path / name, end=1.0, frames_per_second=10.0, width=160, height=96, parameter_changes=moved
        )
        suffix = Path(name).suffix
        return replace(plain, **{"format": suffix[1:] or "frames", **changes})

    return make
