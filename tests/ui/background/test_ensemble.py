import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.study.designs.ensemble import LEAST, EnsemblePart
from desktop.ui.workspace.workspace import Workspace


@pytest.mark.long
def test_other_patients_run_beside_the_window_and_go_with_the_sliders(workspace: Workspace, qtbot: QtBot) -> None:
    ensemble = workspace.ensemble
    before = workspace.session.simulation.sha256()
    ensemble.want(wanted=True)
    qtbot.waitUntil(lambda: ensemble.spread(1.0) is not None, timeout=60_000)
    assert workspace.session.simulation.sha256() == before
    workspace.session.change({"platelets.strength": 0.0})
    assert ensemble.spread(1.0) is None, "they had other sliders"
    assert "none ready yet" in ensemble.words(1.0)
    ensemble.want(wanted=False)
    assert ensemble.words(1.0) == ""


def test_the_spread_stands_behind_the_funnel_and_tells_how_many(workspace: Workspace) -> None:
    ensemble, plots = workspace.ensemble, workspace.plots
    milestones = len(workspace.session.model.milestones)
    ensemble.wanted = True
    counts = np.arange(40, 40 + LEAST)[:, np.newaxis, np.newaxis]
    ensemble.add(EnsemblePart(0, 0, np.broadcast_to(counts, (LEAST, 30, milestones))))
    workspace.session.simulation.advance(240)
    plots.show_snapshot(workspace.session.simulation.snapshot())
    plots.draw_now()
    found = ensemble.spread(4.0)
    assert found is not None
    assert np.all((found[0] > 40.0) & (found[1] < 40.0 + LEAST))
    band = plots.funnel.band
    np.testing.assert_allclose(band, found)
    plots.funnel.choose("log", True)
    band = plots.funnel.band
    np.testing.assert_allclose(band[0], np.log10(found[0]))
    np.testing.assert_allclose(band[1], np.log10(found[1]))
    assert f"{LEAST} other runs" in plots.funnel.note
    assert ensemble.spread(121.0) is None
    assert "up to 120 s" in ensemble.words(121.0)
