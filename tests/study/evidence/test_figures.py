import pytest

from desktop.study.evidence.targets import TARGETS, figure

KNOWN = {target.key: target for target in TARGETS}


@pytest.mark.parametrize(
    ("row", "values", "words"),
    [
        ("1b", (5e8, 5e10), "0.5 to 50 billion"),
        ("16", (2e-5,), "2 in 100,000"),
        ("16", (1e-5, 1e-3), "1 to 100 in 100,000"),
        ("16", (0.0, None), "0 to ? in 100,000"),
        ("10b", (0.05,), "0.05"),
        ("15b", (1234.5,), "1,234"),
        ("5", (65.25,), "65.2"),
    ],
)
def test_figures_are_written_as_a_person_would(row: str, values: tuple[float, ...], words: str) -> None:
    assert figure(KNOWN[row], *values) == words


def test_no_published_figure_is_written_with_a_power_of_ten() -> None:
    written = [figure(target, target.target, target.low, target.high) for target in TARGETS]
    assert not [words for words in written if "e-" in words or "e+" in words]
