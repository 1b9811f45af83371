"""Where the files that come with the program lie: pictures, lessons, scenarios, the guide."""

from pathlib import Path, PurePosixPath

from desktop.system.refusal import Refusal

PACKAGE = Path(__file__).resolve().parents[1]


class ResourceError(Refusal):
    """A file that belongs to the program is missing; the message is one sentence for the user."""


def asset_root() -> Path:
    """Return the folder of all bundled files.

    An installed wheel carries it inside the package; in a checkout, and in an editable install of one, it lies beside
    the package.
    """
    inside, beside = PACKAGE / "assets", PACKAGE.parent / "assets"
    return inside if inside.is_dir() else beside


def asset(relative: str) -> Path:
    """Return the path of a bundled file or folder, such as ``asset("lessons/travel.md")``.

    Raises
    ------
    ResourceError
        When it does not exist: the installation is damaged, or the name is wrong.
    """
    parts = PurePosixPath(relative).parts
    if ".." in parts or PurePosixPath(relative).is_absolute():
        message = f"{relative} is not a path inside the program's own files"
        raise ResourceError(message)
    path = asset_root().joinpath(*parts)
    if not path.exists():
        message = f"the program's own file {relative} is missing from {asset_root()}; install CTC Voyage again"
        raise ResourceError(message)
    return path


def has_asset(relative: str) -> bool:
    """Return whether a bundled file of a path exists, for files that need not be there."""
    return asset_root().joinpath(*PurePosixPath(relative).parts).is_file()
