"""What a result was made with, in words: no result goes without them."""

from collections.abc import Mapping

from desktop.cascade import MODEL
from desktop.cascade.human_scale import scale_label
from desktop.engine.parameters import Value
from desktop.study.reference import words


def patient_in_words(changes: Mapping[str, Value]) -> tuple[str, ...]:
    """Return a line on what differs from the default patient, and one on the human scale; each only where it is so."""
    differs = ", ".join(f"{path} = {words(value)}" for path, value in changes.items())
    return tuple(filter(None, (f"Default patient but for {differs}" if differs else "", scale_in_words(changes))))


def scale_in_words(changes: Mapping[str, Value]) -> str:
    """Return the label of the human scale, empty on the scale of mice."""
    return scale_label(MODEL.defaults().replace(changes))
