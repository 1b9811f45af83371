"""How a published figure and the model's own are written: as a person would, without powers of ten."""

from desktop.study.evidence.targets import Target

BILLION, MANY = 1e9, 100_000
RARE = 1e-3
"""Shares that never exceed this are told as so many in 100,000."""


def figure(target: Target, *values: float | None) -> str:
    """Write values of a published figure, from the first to the last, as in ``1 to 100 in 100,000``.

    What is not known is a question mark. The unit of the target is not written.
    """
    factor, word = _scale(target)
    known = [None if value is None else value * factor for value in values]
    return " to ".join("?" if value is None else _digits(value) for value in known) + word


def _scale(target: Target) -> tuple[float, str]:
    if not target.unit and target.high <= RARE:
        return MANY, f" in {MANY:,}"
    return (1.0 / BILLION, " billion") if target.low >= BILLION / 10.0 else (1.0, "")


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"
