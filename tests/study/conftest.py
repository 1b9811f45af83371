import pytest

from desktop.engine.model import Model


@pytest.fixture(scope="session")
def model(small_model: Model) -> Model:
    return small_model
