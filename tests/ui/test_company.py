import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.study.company import LEAST
from desktop.ui.workspace import Workspace


@pytest.mark.long
def test_other_patients_run_beside_the_window_and_go_with_the_sliders(workspace: Workspace, qtbot: QtBot) -> None:
    company = workspace.company
    before = workspace.session.simulation.sha256()
    company.want(wanted=True)
    qtbot.waitUntil(lambda: company.runs >= 1, timeout=60_000)
    assert workspace.session.simulation.sha256() == before
    workspace.session.change({"platelets.strength": 0.0})
    assert company.runs == 0, "they had other sliders"
    company.want(wanted=False)
    assert company.runs == 0


def test_the_spread_stands_behind_the_funnel_and_tells_how_many(workspace: Workspace) -> None:
    company, plots = workspace.company, workspace.plots
    milestones = len(workspace.session.model.milestones)
    for run in range(LEAST):
        company.add([[40 + run] * milestones] * 30)
    workspace.session.simulation.advance(240)
    plots.show_snapshot(workspace.session.simulation.snapshot())
    plots.draw_now()
    found = company.spread(4.0)
    assert found is not None
    assert np.all((found[0] > 40.0) & (found[1] < 40.0 + LEAST))
    band = plots.funnel.band
    np.testing.assert_allclose(band[0], np.log10(found[0]))
    np.testing.assert_allclose(band[1], np.log10(found[1]))
    assert f"{LEAST} patients" in plots.funnel.note
