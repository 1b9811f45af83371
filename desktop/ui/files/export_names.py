"""The name of an export in its dialog: a free one is offered, and the ending follows the format."""

import os
from pathlib import Path

from desktop.export.formats import EXPORTERS
from desktop.system.file_names import has_ending, with_ending


def free_name(folder: Path, suffix: str) -> Path:
    """Return a name that is not taken in a folder."""
    stem = "ctc-voyage" if suffix else "ctc-voyage-frames"
    names = (folder / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}" for number in range(1, 1000))
    return next((name for name in names if not os.path.lexists(name)), folder / f"{stem}{suffix}")


def ended(path: Path, suffix: str) -> Path:
    """Return a path with the ending of a format; where it has that of another one, it stays, and is refused later."""
    is_folder = os.path.isdir(path)  # noqa: PTH112 - which asks where nothing may be asked
    return path if is_folder or not suffix or _known_ending(path.name) else with_ending(path, (suffix,))


def renamed(text: str, suffix: str) -> str:
    """Return what stands in the field after another format has been chosen."""
    return text[: len(text) - len(_known_ending(text))] + suffix if text.strip() else text


def _known_ending(name: str) -> str:
    """Return the ending of a format that a name has; nothing else behind a point is one, as in ``cells v1.5``."""
    return next((item.suffix for item in EXPORTERS if item.suffix and has_ending(Path(name), item.suffix)), "")
