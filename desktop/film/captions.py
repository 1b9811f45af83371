"""What a picture says about the sliders it was made with."""

from desktop.engine.parameters import Declaration, Parameters, Value
from desktop.export.job import RenderJob

DEFAULT = "default values"


def changed_sliders(parameters: Parameters) -> tuple[str, ...]:
    """Return every parameter that is not at its default, with its name, value and unit."""
    return tuple(_words(parameters.declaration(path), value) for path, value in parameters.changes().items()) or (
        DEFAULT,
    )


def _words(declared: Declaration, value: Value) -> str:
    text = f"{value:g} {declared.unit}".rstrip() if isinstance(value, float) else f"{value}"
    return f"{declared.label} {text}"


def phases(job: RenderJob, until: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return which words on sliders are true after which step, from the beginning of the run to the step ``until``."""
    found = [(-1, changed_sliders(job.scenario.parameters))]
    for move in job.parameter_changes:
        if move.step >= until:
            break
        words = changed_sliders(move.parameters)
        if words != found[-1][1]:
            found.append((move.step, words))
    return tuple(found)
