"""The human scale: in patients far fewer travelling cells found a metastasis than in mice.

Where they are lost is not known. Here it is where nests begin, so that everything before, and what becomes of
established nests, stays as it is.
"""

from dataclasses import dataclass

from desktop.engine.contracts import Entry, Observable
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, Parameters, parameter


@dataclass(frozen=True)
class HumanScaleParameters(ParameterGroup):
    """Whether metastases are as rare as in patients."""

    key = "realism"
    label = "Scale"
    section = "organ"

    human_scale: bool = parameter(
        False,
        label="Human scale",
        help="Makes metastases as rare as in patients. Without it they are as common as in experiments on mice, or "
        "you would watch for years before one came. A label on the scene says so while it is on.",
        source="one metastasis for about 60 million traveling cells (fit to patients, Coumans 2013)",
        grade="C",
        level="basic",
    )
    multiplier: float = parameter(
        1e-3,
        label="Metastases on the human scale",
        unit="×",
        low=1e-5,
        high=1.0,
        scale="log",
        help="How many nests become micrometastases on the human scale, for each one that does on the scale of mice.",
        source="own arithmetic: 1 in 60 million (Coumans 2013) / 2 in 100 000 = 0.0008; losing them all where nests "
        "begin is an assumption",
        grade="C",
        level="expert",
    )


def success(parameters: Parameters) -> float:
    """Return how many micrometastases there are for each one on the scale of mice: 1 unless the switch is on."""
    values = parameters[HumanScaleParameters]
    return float(values.multiplier**values.human_scale)


def _success_of(snapshot: Moment) -> float:
    return success(snapshot.parameters)


def scale_label(parameters: Parameters) -> str:
    """Return the label of the human scale, which no picture goes without; empty on the scale of mice."""
    share = success(parameters) if HumanScaleParameters in parameters else 1.0
    return f"Human scale: metastases × {share:g}" if share < 1.0 else ""


def scale_text(snapshot: Moment) -> str:
    """Return the label of the scale at a moment."""
    return scale_label(snapshot.parameters)


ENTRY = Entry(
    name="realism",
    parameters=(HumanScaleParameters,),
    observables=(Observable("success_scale", "metastases for each one on the scale of mice", "", _success_of),),
)
