"""Rows come out the same from a real Dask cluster over TCP, even when a worker dies half way."""

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from distributed import LocalCluster

from desktop import __version__
from desktop.cascade import MODEL
from desktop.study.axes import Axis, SweepError
from desktop.study.designs.sweep import Sweep, run_sweep
from desktop.study.scenario import load_scenario
from desktop.study.work.cluster import Answer, pass_on
from desktop.study.work.crew import CrewError
from desktop.study.work.journal import Journal
from desktop.study.work.resuming import made
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


def test_a_worker_of_another_version_is_refused(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.study.work.cluster.__version__", "9.9")
    words = rf"has version {re.escape(__version__)} of CTC Voyage, and this is 9\.9"
    with pytest.raises(SweepError, match=words), workers(1, cluster.scheduler_address):
        pytest.fail("its rows would be others")


def test_an_answer_of_another_version_is_refused() -> None:
    inner, outer = Future[Answer](), Future[object]()
    inner.set_result(Answer("0.0.1", 3))
    pass_on(inner, outer)
    with pytest.raises(CrewError, match=r"has version 0\.0\.1"):
        outer.result()


def test_a_cluster_without_workers_is_not_waited_for_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.study.work.cluster.ALONE_SECONDS", 1.0)
    with (
        LocalCluster(n_workers=0, dashboard_address=None, protocol="tcp", host="127.0.0.1") as empty,
        pytest.raises(SweepError, match="has had no worker for 1 s"),
        workers(1, empty.scheduler_address) as crew,
    ):
        list(made(abs, [1], crew))


def test_a_scheduler_that_goes_away_is_told_in_one_sentence(cluster: LocalCluster, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", "study", "study")
    journal.begin()
    try:
        with pytest.raises(SweepError, match=r"went away; what is done is kept"):
            close_after_three(cluster, journal)
    finally:
        journal.close()
    assert journal.added >= 3


def close_after_three(cluster: LocalCluster, journal: Journal) -> None:
    with workers(1, cluster.scheduler_address) as crew:
        for _ in made(sleep, [0.2] * 100, crew, journal):
            if journal.added == 3:
                cluster.close()


def test_no_cluster_is_told_in_one_sentence() -> None:
    with pytest.raises(SweepError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"), workers(1, "tcp://127.0.0.1:1"):
        pytest.fail("nobody is there")
