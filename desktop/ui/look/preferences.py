"""What the window remembers from one day to the next: look, panels and place. A damaged file is as good as none."""

from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import tomli_w
from platformdirs import user_config_path

from desktop.system.bounded import DocumentError, toml_document
from desktop.system.files import FileError, open_plain, replace_file
from desktop.ui.look import metrics
from desktop.ui.look.theme import Appearance

MOST_RECENT = 8
"""Exports that are remembered."""
MAX_BYTES = 65_536
LARGEST_LENGTH = 20_000
"""No screen, and so no window or panel, is larger, in pixels."""


@dataclass(frozen=True)
class Preferences:
    """Remembered choices; ``theme`` is light, dark or system, ``seen_as`` names a kind of vision.

    ``place`` are left, top, width and height of the window where it is not maximised, and ``screen`` names the one it
    was on. Panels are measured in pixels at font scale 1; 0: as designed. ``clones`` marks tumor cells by their
    clone.
    """

    theme: str = "system"
    font_scale: float = 1.0
    reduced_motion: bool = False
    high_visibility: bool = False
    seen_as: str = "normal"
    clones: bool = False
    show_story: bool = True
    show_sliders: bool = True
    show_plots: bool = True
    show_spread: bool = True
    few_sliders: bool = True
    story_width: int = 0
    sliders_width: int = 0
    plots_height: int = 0
    maximized: bool = True
    place: list[int] = field(default_factory=list)
    screen: str = ""
    recent_exports: list[str] = field(default_factory=list)


def preferences_path() -> Path:
    """Return where the choices are kept."""
    return user_config_path("ctc-voyage", appauthor=False) / "window.toml"


def load_preferences(path: Path) -> Preferences:
    """Read the choices; what is missing or wrong keeps its default."""
    try:
        with open_plain(path) as file:
            found = toml_document(file.read(MAX_BYTES).decode())
    except (OSError, ValueError, FileError, DocumentError):
        return Preferences()
    plain = Preferences()
    good = {
        item.name: found[item.name]
        for item in fields(plain)
        if isinstance(found.get(item.name), type(getattr(plain, item.name)))
    }
    read = replace(plain, **good)
    theme = read.theme if read.theme in {"light", "dark", "system"} else plain.theme
    scale = read.font_scale if read.font_scale in metrics.FONT_SCALES else plain.font_scale
    recent = [name for name in read.recent_exports if isinstance(name, str)][:MOST_RECENT]
    place = read.place if len(read.place) == 4 and all(_is_place(number) for number in read.place) else []
    return replace(
        read,
        theme=theme,
        font_scale=scale,
        recent_exports=recent,
        place=place,
        story_width=_length(read.story_width),
        sliders_width=_length(read.sliders_width),
        plots_height=_length(read.plots_height),
    )


def _length(found: int) -> int:
    return found if _is_place(found) and found > 0 else 0


def _is_place(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= LARGEST_LENGTH


def appearance(preferences: Preferences) -> Appearance:
    """Return the look that was remembered."""
    return Appearance(
        theme=preferences.theme,
        font_scale=preferences.font_scale,
        reduced_motion=preferences.reduced_motion,
        high_visibility=preferences.high_visibility,
        seen_as=preferences.seen_as,
        clones=preferences.clones,
    )


def save_preferences(preferences: Preferences, path: Path) -> None:
    """Write the choices; a folder that cannot be written is no reason to complain."""
    with suppress(OSError, FileError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whatever stands there is the program's: the folder is its own.
        replace_file(path, tomli_w.dumps(asdict(preferences)).encode(), lambda _: True)
