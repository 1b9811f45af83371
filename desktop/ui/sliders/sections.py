"""The order and titles of the slider panel's sections."""

from dataclasses import dataclass

from desktop.engine.parameters import Declaration


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the slider panel."""

    key: str
    title: str
    note: str
    opened: bool


SECTIONS = (
    Section("survival", "Survival factors", "what keeps a tumor cell alive in the blood", True),
    Section("defences", "Patient's defenses", "immune cells that attack it", True),
    Section("flow", "Blood and its dangers", "force and speed of the blood, and what kills in it", True),
    Section("tumor", "Tumor", "how many cells set out, and of what kind", True),
    Section("invasion", "Invasion and entry", "the way to the vessel", False),
    Section("lymph", "Lymph", "the second way out, through a node", False),
    Section("organ", "Distant organ", "arrest, leaving the vessel, sleep and growth", False),
    Section("treatments", "Treatments", "what was tried from outside; for education only, never advice", False),
    Section("workings", "How the factors work", "the sizes behind the six strengths", False),
    Section("clocks", "Clocks", "how fast time runs in each place", False),
    Section("display", "Display and start", "what is drawn, and who is there at the beginning", False),
)

SIMPLE_DEFENCES = ("natural_killer.density", "t_cell.density")
"""The sliders about the patient's defences that the simple view shows."""

GRADES = {
    "A": ("A", "several independent or large studies in people"),
    "B": ("B", "one good study, or mouse data that agree"),
    "C": ("C", "disputed or indirect evidence"),
    "textbook": ("T", "textbook knowledge"),
    "assumption": ("?", "assumed; no measurement stands behind this number"),
}


def is_survival_factor(declaration: Declaration) -> bool:
    """Tell whether a parameter is one of the six survival strengths."""
    return declaration.section == "survival" and declaration.path.endswith(".strength")


def is_basic_choice(declaration: Declaration) -> bool:
    """Tell whether the simple view shows a parameter."""
    return is_survival_factor(declaration) or declaration.path in SIMPLE_DEFENCES


def section_of(declaration: Declaration) -> str:
    """Return the key of the section a parameter is shown in; unknown ones go with the display."""
    keys = {section.key for section in SECTIONS}
    return declaration.section if declaration.section in keys else "display"


def in_order(declarations: tuple[Declaration, ...]) -> tuple[Declaration, ...]:
    """Return declarations as the panel shows them: by section, strengths first, those for experts last."""
    keys = [section.key for section in SECTIONS]
    return tuple(
        sorted(
            declarations,
            key=lambda d: (keys.index(section_of(d)), not is_basic_choice(d), d.level == "expert"),
        )
    )
