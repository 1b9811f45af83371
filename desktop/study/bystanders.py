"""What stands or drifts beside the tumor cells: what each is, what it does, and how it is just now. No Qt."""

from dataclasses import dataclass

from desktop.engine.snapshot import Snapshot

WHITE = "A white blood cell. Here it is scenery: it flows and collides, but changes no fate."
WORDS = {
    "natural_killer": (
        "Natural killer cell",
        "An immune cell that attacks what looks abnormal, without having learned its target. It crawls along "
        "capillaries and drifts in the blood. A kill takes tens of minutes: it succeeds mostly where cells are stuck.",
    ),
    "t_cell": (
        "T cell",
        "A killing (CD8) T cell. Each recognizes one marker: only one that matches attacks, and it takes several hits.",
    ),
    "platelet": (
        "Platelet",
        "A small blood cell that stops bleeding. Platelets that cover a tumor cell hide it from natural killer cells.",
    ),
    "doorway": (
        "Doorway in the vessel wall",
        "A place where a macrophage, a tumor cell and a lining cell meet. It opens in bursts; then cells that wait "
        "beside it can slip into the blood.",
    ),
    "red_cell": (
        "Red blood cell",
        "It carries oxygen. Red cells fill the middle of a vessel and push others to its wall. Here it is scenery and "
        "changes no fate.",
    ),
    "neutrophil": ("Neutrophil", WHITE),
    "lymphocyte": ("Lymphocyte", WHITE),
    "monocyte": ("Monocyte", WHITE),
}


@dataclass(frozen=True, slots=True)
class Bystander:
    """Something that is no tumor cell: its name, what it is and does, and what it does just now."""

    title: str
    about: str
    now: str


def bystander(snapshot: Snapshot, kind: str, row: int) -> Bystander:
    """Return what is told of the body of a kind; ``row`` is its place in the table that holds it."""
    title, about = WORDS[kind]
    return Bystander(title, about, _now(snapshot, kind, row))


def _now(snapshot: Snapshot, kind: str, row: int) -> str:
    if kind == "doorway":
        return "It is open." if snapshot.scenery["doorways"]["open"][row] > 0.5 else "It is shut."
    if kind not in ("natural_killer", "t_cell"):
        return ""
    partner = int(snapshot.agents["partner"][row])
    deed = f"It holds on to tumor cell {partner}." if partner >= 0 else "It is on patrol."
    if kind == "natural_killer":
        return deed
    fits = bool(snapshot.agents["matching"][row])
    return f"{deed} Its receptor {'matches this tumor' if fits else 'does not match this tumor: it cannot attack'}."
