"""The self-check finds what is wrong, and something wrong is a finding, never an error."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from desktop.cli import execute
from desktop.commands import self_check
from desktop.commands.self_check import Finding, examine
from desktop.engine.snapshot import Snapshot
from desktop.export.png import Pixels
from desktop.system.requirements import Lack, Problem

SnapshotArtist = Callable[[Snapshot], Pixels]
# What draws needs an application; another kind than the window's would be in the way of other tests.
pytestmark = pytest.mark.usefixtures("qapp")


def flat(width: int, height: int) -> SnapshotArtist:
    return lambda snapshot: np.full((height, width, 3), snapshot.step % 256, np.uint8)


def blind(width: int, height: int) -> SnapshotArtist:
    message = f"no canvas of {width} × {height}"
    raise RuntimeError(message)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make few steps, and let a slow test machine pass."""
    for name, value in {"WARM_UP_STEPS": 1, "TIMED_STEPS": 5, "TIMED_FRAMES": 1, "SLOWEST_STEP": 60.0}.items():
        monkeypatch.setattr(self_check, name, value)
    monkeypatch.setattr(self_check, "SLOWEST_FRAME", 60.0)


def by_name(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_a_sound_computer_passes() -> None:
    findings = by_name(examine(flat))
    assert list(findings) == ["versions", "window", "files", "engine", "repeatable", "drawing", "png", "film"]
    assert all(finding.passed for finding in findings.values()), findings


def test_a_slow_computer_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "SLOWEST_STEP", 0.0)
    monkeypatch.setattr(self_check, "SLOWEST_FRAME", 0.0)
    failed = [finding.name for finding in examine(flat) if not finding.passed]
    assert failed == ["engine", "drawing"]


def test_what_breaks_is_a_finding() -> None:
    findings = by_name(examine(blind))
    failed = [name for name, finding in findings.items() if not finding.passed]
    assert failed == ["drawing", "png", "film"]
    assert findings["png"].found == "RuntimeError: no canvas of 320 × 180"


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "LIBRARIES", ("numpy", "no-such-library"))
    versions = by_name(examine(flat))["versions"]
    assert not versions.passed
    assert "no-such-library" in versions.wanted


@pytest.mark.parametrize(("lack", "passed"), [(Lack.DISPLAY, True), (Lack.LIBRARIES, False), (Lack.QT, False)])
def test_a_missing_display_is_no_fault_and_anything_else_is(
    monkeypatch: pytest.MonkeyPatch, lack: Lack, passed: bool
) -> None:
    monkeypatch.setattr(self_check, "window_problem", lambda: Problem(lack, "nothing is missing but this"))
    window = by_name(examine(flat))["window"]
    assert (window.found, window.passed) == ("nothing is missing but this", passed)


@pytest.mark.parametrize(("slowest", "code"), [(60.0, 0), (0.0, 1)])
def test_the_exit_code_tells(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, slowest: float, code: int
) -> None:
    monkeypatch.setattr(self_check, "SLOWEST_STEP", slowest)
    monkeypatch.setattr("desktop.cli.make_artist", flat)
    assert execute(["check", "--json"]) == code
    report = json.loads(capsys.readouterr().out)
    assert report["passed"] is (code == 0)
    assert execute(["check"]) == code
    out = capsys.readouterr().out
    assert all(finding["label"] in out for finding in report["findings"])


@pytest.mark.long
def test_the_real_painter_can_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["check", "--json"]) == 0
    found = {finding["name"]: finding["found"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert found["png"].endswith("the same pixels")
