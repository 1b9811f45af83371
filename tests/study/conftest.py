import pytest

from desktop.engine.contracts import Model


@pytest.fixture(scope="session")
def model(small_model: Model) -> Model:
    return small_model
