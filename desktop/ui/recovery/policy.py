"""Whether sessions may be noted: on computers that many share under one account, those who look after them say no.

The file ``policy.toml`` lies in the program's folder for the whole computer, such as ``/etc/xdg/ctc-voyage``, or beside
the preferences, and holds one line: ``keep_sessions = false``. `assets/guide/sessions.md` names the folders.
"""

from pathlib import Path

from platformdirs import site_config_path

from desktop.system.bounded import DocumentError, toml_document
from desktop.system.files import FileError, open_plain, shown

NAME = "policy.toml"
KEY = "keep_sessions"
MAX_BYTES = 65_536


def may_keep_sessions(preferences_folder: Path) -> tuple[bool, str]:
    """Return whether sessions may be noted, and a sentence when a file that says so cannot be understood: then not."""
    places = (site_config_path("ctc-voyage", appauthor=False) / NAME, preferences_folder / NAME)
    answers = [_answer(path) for path in places]
    problem = next((f"Sessions are not kept: {why}." for _, why in answers if why), "")
    return all(allowed for allowed, _ in answers), problem


def _answer(path: Path) -> tuple[bool, str]:
    """Return what one file says, and why it cannot be understood."""
    try:
        if not path.exists():
            return True, ""
        with open_plain(path) as file:
            found = toml_document(file.read(MAX_BYTES).decode()).get(KEY, True)
    except (OSError, ValueError, FileError, DocumentError) as error:
        return False, f"{shown(path)} cannot be understood ({error})"
    if not isinstance(found, bool):
        return False, f"{KEY} in {shown(path)} takes true or false"
    return found, ""
