"""An antioxidant takes oxidative stress off tumor cells, and nothing else."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench


def test_the_dose_softens_oxidation_alone(bench: "type[Bench]") -> None:
    bare = bench()
    for dose, left in ((0.0, 1.0), (0.5, 0.5), (1.0, 0.25)):
        run = bench({"treatments.antioxidant": dose, "treatments.antioxidant_factor": 0.25})
        for risk in run.context.risks.names:
            ratio = run.multiplier(risk, run.lodge(2)) / bare.multiplier(risk, bare.lodge(2))
            np.testing.assert_allclose(ratio, left if risk == "oxidation" else 1.0, err_msg=risk)


def test_it_saves_cells_only_where_there_is_oxidative_stress(bench: "type[Bench]") -> None:
    dead: dict[tuple[float, float], np.ndarray] = {}
    for survival in (35.0, 100.0):
        for dose in (0.0, 1.0):
            changes = {"oxidation.survival_after_arrest": survival, "treatments.antioxidant": dose}
            run = bench({**changes, "shear.fragmentation": 20.0, "clocks.capillary": 3.0}, capacity=1500)
            rows = run.lodge(1000, oxygen=95.0)
            run.run.advance(150)
            dead[survival, dose] = run.dead(rows)
    # The same cells have the same luck with and without it: the antioxidant can only save.
    assert not np.any(dead[35.0, 1.0] & ~dead[35.0, 0.0])
    assert dead[35.0, 0.0].sum() - dead[35.0, 1.0].sum() > 50
    np.testing.assert_array_equal(dead[100.0, 0.0], dead[100.0, 1.0])
