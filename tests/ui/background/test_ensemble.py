import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.study.designs.ensemble import LEAST, Part
from desktop.ui.workspace.workspace import Workspace


@pytest.mark.long
def test_other_patients_run_beside_the_window_and_go_with_the_sliders(workspace: Workspace, qtbot: QtBot) -> None:
    company = workspace.ensemble
    before = workspace.session.simulation.sha256()
    company.want(wanted=True)
    qtbot.waitUntil(lambda: company.spread(1.0) is not None, timeout=60_000)
    assert workspace.session.simulation.sha256() == before
    workspace.session.change({"platelets.strength": 0.0})
    assert company.spread(1.0) is None, "they had other sliders"
    assert "on their way" in company.words(1.0)
    company.want(wanted=False)
    assert company.words(1.0) == ""


def test_the_spread_stands_behind_the_funnel_and_tells_how_many(workspace: Workspace) -> None:
    company, plots = workspace.ensemble, workspace.plots
    milestones = len(workspace.session.model.milestones)
    company.wanted = True
    counts = np.arange(40, 40 + LEAST)[:, np.newaxis, np.newaxis]
    company.add(Part(0, 0, np.broadcast_to(counts, (LEAST, 30, milestones))))
    workspace.session.simulation.advance(240)
    plots.show_snapshot(workspace.session.simulation.snapshot())
    plots.draw_now()
    found = company.spread(4.0)
    assert found is not None
    assert np.all((found[0] > 40.0) & (found[1] < 40.0 + LEAST))
    band = plots.funnel.band
    np.testing.assert_allclose(band[0], np.log10(found[0]))
    np.testing.assert_allclose(band[1], np.log10(found[1]))
    assert f"{LEAST} others" in plots.funnel.note
    assert company.spread(121.0) is None
    assert "up to 120 s" in company.words(121.0)
