"""What a run's parameters say about the picture."""

from desktop.engine.snapshot import Snapshot


def setting(snapshot: Snapshot, path: str, absent: object) -> object:
    """Return the value of a parameter, or ``absent`` when the model has no parameter of that path."""
    known = any(declaration.path == path for declaration in snapshot.parameters.declarations)
    return snapshot.parameters.value(path) if known else absent


def lymph_is_open(snapshot: Snapshot) -> bool:
    """Return whether cells can leave the tumor by the lymph."""
    return bool(setting(snapshot, "lymph.open", True))


def organ_kind(snapshot: Snapshot) -> str:
    """Return which organ lies at the end of the vessels: ``lung`` or ``liver``."""
    return str(setting(snapshot, "display.organ", "lung"))


def tumor_is_there(snapshot: Snapshot) -> bool:
    """Return whether the tumor where the cancer began has not been removed."""
    return bool(setting(snapshot, "tumor.present", True))


def clone_number(snapshot: Snapshot) -> int:
    """Return of how many clones the tumor is made; 0 when the model knows none."""
    number = setting(snapshot, "traits.clones", 0)
    return number if isinstance(number, int) else 0
