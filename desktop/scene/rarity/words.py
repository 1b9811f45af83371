"""What is written beside the pictures of true rarity: the volume, how many cells of each kind, and what is drawn."""

from dataclasses import dataclass

from desktop.scene.rarity.cells import LEVELS, WHOLE_FROM, Blood, edge, stands_for, tumor_cells
from desktop.system.number_words import in_numbers

VOLUMES = ("1 mL", "0.1 mL", "0.01 mL", "1 µL", "0.1 µL", "0.01 µL", "1 nL", "0.1 nL", "0.01 nL")
COMPARISONS = (
    "as wide as a fingernail",
    "two drops",
    "a fifth of a drop",
    "as wide as a coarse grain of sand",
    "a grain of salt",
    "two sheets of paper thick",
    "a sheet of paper thick",
    "as thin as a fine hair",
    "as thin as kitchen foil",
)
"""What has about the size of the cube of each level."""


@dataclass(frozen=True)
class Line:
    """One line of the counter: the name in the model, the words, and how many there are."""

    name: str
    label: str
    number: str


def plural(label: str, count: float) -> str:
    """Return the words for a number of cells."""
    return label if count == 1.0 else f"{label}s"


def edge_words(level: float) -> str:
    """Return the edge of a cube with its unit."""
    length = edge(level)
    return f"{in_numbers(length / 1000.0)} mm" if length >= 995.0 else f"{in_numbers(length)} µm"


def counter(blood: Blood, level: float, *, brief: bool = False) -> tuple[Line, ...]:
    """Return the blood cells of a cube on average; between two levels, those of the cube on the way.

    A ``brief`` counter has one line for all white cells.
    """
    share = 10.0**-level
    if not brief:
        return tuple(Line(kind.name, f"{kind.label}s", in_numbers(kind.per_ml * share)) for kind in blood.kinds)
    plain = [Line(kind.name, f"{kind.label}s", in_numbers(kind.per_ml * share)) for kind in blood.kinds[:2]]
    white = blood.kinds[2:]
    return (*plain, Line(white[0].name, "white cells", in_numbers(share * sum(kind.per_ml for kind in white))))


def tumor_line(blood: Blood, level: int) -> Line:
    """Return the tumor cells that the picture shows."""
    count = tumor_cells(blood.tumor_per_ml, level)
    return Line("tumor_cell", plural("tumor cell", count), in_numbers(count))


def tumor_note(blood: Blood) -> str:
    """Return how rare tumor cells are in this blood."""
    found = blood.tumor_per_ml
    mean = f"{in_numbers(found)} in a milliliter" if found >= 0.95 else f"one in {in_numbers(1.0 / found)} mL"
    if blood.from_run:
        return f"In this patient just now: {mean} on average. We follow one."
    return f"None travels in this run just now. Shown: {mean}, as when a patient with metastases is said to have many."


def story(blood: Blood, level: int) -> str:
    """Return the sentence that goes with a picture."""
    others = in_numbers(sum(kind.per_ml for kind in blood.kinds) * 10.0**-level)
    line = tumor_line(blood, level)
    found = f"{'One' if line.number == '1' else line.number} {line.label} among {others} blood cells."
    if level == 0 and line.number == "1":
        return "One milliliter of blood. Somewhere in it is a tumor cell. Where?"
    if level == LEVELS - 1:
        return f"Found: the tumor cell, among {others} blood cells. All are drawn at true size."
    if level == WHOLE_FROM:
        return f"{found} From here on you see every single one."
    return found


def drawing_note(level: int, *, dots: bool, marked: bool, each_ring: int = 1) -> str:
    """Return what is drawn one for one and what is not."""
    if level >= WHOLE_FROM:
        words = "Each cell of this cube is drawn, one for one, at true size."
    elif dots:
        words = f"1 dot = {stands_for(level):,} real cells of its kind, not to scale; red stands for the rest."
    else:
        words = f"1 drawn = {stands_for(level):,} real cells of its kind, at true size; red stands for the rest."
    if each_ring > 1:
        return f"{words} 1 ring = {each_ring:,} tumor cells, each too small to be seen; the large ring is one."
    return f"{words} Rings mark tumor cells, which are too small to be seen." if marked else words


def in_words(blood: Blood, level: int) -> str:
    """Return a picture in words, for those who cannot see it."""
    lines = ", ".join(f"{line.number} {line.label}" for line in counter(blood, level))
    tumor = tumor_line(blood, level)
    return (
        f"{VOLUMES[level]} of blood, a cube of {edge_words(level)}, {COMPARISONS[level]}. {story(blood, level)} "
        f"On average {lines}. {tumor.number} {tumor.label}. {tumor_note(blood)}"
    )
