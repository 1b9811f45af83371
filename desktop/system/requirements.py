"""What this computer lacks for a window or for drawing, found out before Qt would abort the program."""

import ctypes
import importlib.util
import linecache
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

PACKAGES: Mapping[str, tuple[str, str]] = {
    "libEGL.so.1": ("libegl1", "mesa-libEGL"),
    "libGL.so.1": ("libgl1", "mesa-libGL"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor"),
}
"""What Qt needs from the system on Linux: library → its package on Debian and Ubuntu, and on Fedora."""

FIRST_WINDOW_LIBRARY = "libxkbcommon-x11.so.0"
"""Those before it are needed to draw at all, those from it on for a window."""

MOST_POOLS, LARGE_BLOCK = -8, -3
"""glibc's numbers of two options: the most pools of memory, and the bytes from which a block lies outside of them."""
NOT_PLAIN = re.compile(r"[^\w.:/\\+-]|^$")
"""What a word holds that Windows does not take as it stands."""
WITH_SCREEN = {"xcb": "libqxcb.so", "wayland": "libqwayland.so"}


class Lack(Enum):
    """What a computer lacks."""

    DISPLAY = auto()
    LIBRARIES = auto()
    QT = auto()


@dataclass(frozen=True)
class Problem:
    """What is lacking, and a sentence that says so to the user."""

    lack: Lack
    sentence: str


def drawing_problem() -> Problem | None:
    """Return why nothing could be drawn, or None."""
    if not sys.platform.startswith("linux"):
        return None
    names = tuple(PACKAGES)
    return _problem("lib/libQt6Gui.so.6", names[: names.index(FIRST_WINDOW_LIBRARY)], "drawing")


def window_problem() -> Problem | None:
    """Return why no window could be opened, or None."""
    if not sys.platform.startswith("linux"):
        return None
    ways = platforms()
    if not ways:
        words = f"there is no display to open a window on; without one: {commands_without_window()}"
        return Problem(Lack.DISPLAY, words)
    if not set(ways) & set(WITH_SCREEN):
        return drawing_problem()
    problem = None
    for platform in ways:
        # The plugin loads only when all that drawing needs is there, too: one message names everything.
        problem = _problem(f"plugins/platforms/{WITH_SCREEN[platform]}", _window_libraries(platform), "the window")
        if problem is None:
            return None
    return problem


def missing_packages() -> list[str]:
    """Return the Debian packages without which nothing can be drawn here, on Linux."""
    names = list(PACKAGES)
    needed = names[: names.index(FIRST_WINDOW_LIBRARY)] if sys.platform.startswith("linux") else []
    return list(dict.fromkeys(PACKAGES[name][0] for name in needed if load_error(name)))


def commands_without_window() -> str:
    """Return the commands that do the same without a window, as they must be typed here."""
    command = invocation()
    return f"{command} render default-patient frames --seconds 10   or   {command} run default-patient"


def invocation() -> str:
    """Return how this program was called: ``.venv/bin/python main.py`` or ``ctc-voyage``."""
    script = Path(sys.argv[0])
    if script.name == "main.py":
        parts = [sys.orig_argv[0], sys.argv[0]]
    elif shutil.which("ctc-voyage") or script.stem != "ctc-voyage":
        return "ctc-voyage"
    else:
        parts = [sys.argv[0]]
    return as_typed(*parts)


def as_typed(*words: str) -> str:
    """Return the words of a command as they must be typed here: those that a shell would take apart are quoted."""
    if os.name != "nt":
        return shlex.join(words)
    return " ".join(f'"{word}"' if NOT_PLAIN.search(word) else word for word in words)


def platforms() -> list[str]:
    """Return the ways to a screen that Qt would try; nothing when none can work."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    names = [name.partition(":")[0] for name in chosen.split(";") if name]
    if any(name not in WITH_SCREEN for name in names):
        return names
    usable = [name for name, works in (("wayland", _wayland_answers), ("xcb", _x_answers)) if works()]
    return [name for name in usable if not names or name in names]


def _wayland_answers() -> bool:
    socket = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(socket) and Path(os.environ.get("XDG_RUNTIME_DIR", ""), socket).exists()


def _x_answers() -> bool:
    """Tell whether an X server takes the connection; without libxcb the variable has to be believed."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    broken = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not broken


def _window_libraries(platform: str) -> tuple[str, ...]:
    names = tuple(PACKAGES)
    start = names.index(FIRST_WINDOW_LIBRARY)
    own = (name for name in names[start:] if name.startswith("libwayland") == (platform == "wayland"))
    return (*names[:start], *own)


def _problem(part_of_qt: str, libraries: Iterable[str], purpose: str) -> Problem | None:
    """Let the system's own loader judge; only when it refuses, look which of the libraries it would miss."""
    error = load_error(_qt_file(part_of_qt))
    if error is None:
        return None
    named = re.match(r"(lib[\w.+-]+\.so[\d.]*):", error)
    missing = [name for name in libraries if load_error(name)]
    if named and named[1] not in missing and not named[1].startswith("libQt"):
        missing.append(named[1])
    if not missing:
        return Problem(Lack.QT, f"{purpose} needs Qt, which this system cannot load: {error}")
    words = f"{purpose} needs system libraries that are missing ({', '.join(missing)}); {_how_to_install(missing)}"
    return Problem(Lack.LIBRARIES, words)


def _how_to_install(missing: list[str]) -> str:
    known = [PACKAGES[name] for name in missing if name in PACKAGES]
    if not known:
        return "install the packages of your system that contain them"
    debian, fedora = (" ".join(dict.fromkeys(names)) for names in zip(*known, strict=True))
    return f"Debian or Ubuntu: sudo apt-get install {debian}; Fedora: sudo dnf install {fedora}"


def _qt_file(part: str) -> str | None:
    """Return the path of a file of the installed Qt, or None when Qt comes from elsewhere than PyPI."""
    found = importlib.util.find_spec("PySide6")
    folders = found.submodule_search_locations if found else None
    path = Path(next(iter(folders or ()), ""), "Qt", part)
    return str(path) if path.is_file() else None


def load_error(library: str | None) -> str | None:
    """Return why a library cannot be loaded, in the system's words; None when it can, or when none was asked for."""
    if library is None:
        return None
    try:
        ctypes.CDLL(library)
    except OSError as error:
        return str(error)
    return None


def _of_glibc(name: str) -> Any:
    """Return a function of glibc, None elsewhere."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def tidy_memory() -> None:
    """Ask glibc to give back what lies free between what is used: some megabytes a minute, within milliseconds.

    Before that, let go of source code: PySide6 reads that of each module imported after it, and Python would keep it.
    """
    linecache.clearcache()
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def use_memory_sparingly() -> None:
    """Ask glibc for one pool of memory for all threads, and to give large blocks back at once; elsewhere do nothing.

    Pictures that come and go would leave holes in its pools: twenty megabytes within minutes.
    """
    set_option = _of_glibc("mallopt")
    if set_option is not None:
        set_option(MOST_POOLS, 1)
        set_option(LARGE_BLOCK, 1 << 20)
