from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import pytest

from desktop.cascade import MODEL
from desktop.cascade.human_scale import scale_label
from desktop.commands.tables import print_influences, print_responses, print_validation
from desktop.study.designs.sensitivity import Influence, Study
from desktop.study.designs.virtual_patients import Response
from desktop.study.evidence.validation import Validation
from desktop.study.statistics import Estimate, Measured

CHANGES = {"realism.human_scale": True, "platelets.strength": 0.5}


@pytest.mark.parametrize("changes", [{}, CHANGES])
def test_no_table_goes_without_the_settings_and_the_scale_it_was_made_with(
    changes: dict[str, float], capsys: pytest.CaptureFixture[str]
) -> None:
    patient = MODEL.defaults().replace(changes)
    slider = MODEL.defaults().declaration("platelets.strength")
    influence = Influence(slider.path, slider.label, (0.5, 1.5), -1.0, 1.0, 2.0, 0.1, 0.1)
    response = Response(0, patient, Estimate(1e-3, 1e-4), Estimate(5e-4, 1e-4), Measured(0.5, 0.4, 0.6))
    unknown = replace(response, effect=Measured(nan, 0.0, inf))
    prints: tuple[Callable[[], None], ...] = (
        lambda: print_validation(Validation((), 1000, 1, patient.changes())),
        lambda: print_influences(Study(patient, (slider,), "one", "typical", 1000, 1, 8), (influence,)),
        lambda: print_responses((response, unknown), "Heparin", "micrometastases", patient),
    )
    for show in prints:
        show()
        out = capsys.readouterr().out
        assert ("platelets.strength = 0.5" in out) == bool(changes)
        assert ("Human scale: metastases × 0.001" in out) == bool(scale_label(patient))
        assert bool(scale_label(patient)) == bool(changes)
    assert "of these, 1 with too few metastases to tell" in out
