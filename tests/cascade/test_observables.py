"""A number has its unit in its name, which is the head of its column in every table."""

import pytest

from desktop.cascade import MODEL
from desktop.engine.contracts import Observable

ENDINGS = {"mmHg": "_mmhg", "dyn/cm²": "_dyn_per_cm2", "h": "_hours", "s": "_seconds", "per mL": "_per_ml"}
COUNTS = {"", "cells", "drawn cells", "nests"}
"""Shares and numbers of things have no unit."""


@pytest.mark.parametrize("observable", MODEL.observables, ids=lambda observable: observable.name)
def test_the_name_ends_in_the_unit(observable: Observable) -> None:
    if observable.unit in COUNTS:
        assert not observable.name.endswith(tuple(ENDINGS.values()))
    else:
        assert observable.name.endswith(ENDINGS[observable.unit])
