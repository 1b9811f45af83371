"""Rows come out the same from a real Dask cluster over TCP, even when a worker dies half way."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from distributed import LocalCluster

from desktop.cascade import MODEL
from desktop.study.axes import Axis, SweepError
from desktop.study.designs.sweep import Sweep, run_sweep
from desktop.study.scenario import load_scenario
from desktop.study.work.workers import workers

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")]


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, protocol="tcp", host="127.0.0.1"
    ) as found:
        yield found


def test_a_cluster_makes_the_same_rows_though_a_worker_is_killed(cluster: LocalCluster) -> None:
    patient = replace(load_scenario("default-patient", MODEL), seconds=10.0)
    plan = Sweep(patient, (Axis("platelets.strength", (0.0, 1.0)),), replicates=6)
    killed: list[int] = []

    def kill_one(share: float) -> None:
        if share > 0.2 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    with workers(1, cluster.scheduler_address) as executor:
        rows = run_sweep(plan, None, executor, kill_one)
    assert killed
    assert rows == run_sweep(plan, None, None)


def test_no_cluster_is_told_in_one_sentence() -> None:
    with pytest.raises(SweepError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"), workers(1, "tcp://127.0.0.1:1"):
        pytest.fail("nobody is there")
