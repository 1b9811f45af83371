"""What the plots that are written as pages of shapes (SVG) share: where they go, their words and their colours."""

from html import escape
from pathlib import Path

from desktop import __version__
from desktop.system.files import FileError, replace_file, shown
from desktop.system.targets import check_target

MARK = "Made by CTC Voyage"
BLUE, VERMILION, FAINT, TEXT, SOFT, GRID, EVEN = (
    "#0072B2",
    "#D55E00",
    "#C9C1BE",
    "#221B1E",
    "#655A5C",
    "#E7DFDB",
    "#857A7B",
)
"""Blue and vermilion of Okabe and Ito; faint is what only seems to be so."""


def check_plot_target(path: Path) -> None:
    """Refuse early, before a long study, a plot that cannot be written.

    Raises
    ------
    FileError
        In one sentence.
    """
    if path.suffix.lower() != ".svg":
        message = f"{shown(path)} cannot be written: the plot takes an .svg file"
        raise FileError(message)
    check_target(path, _is_own)


def write_plot(svg: str, path: Path) -> None:
    """Write a plot, whole or not at all.

    Raises
    ------
    FileError
        When a foreign file stands there, or the system refuses.
    """
    replace_file(path, svg.encode(), _is_own)


def _is_own(head: bytes) -> bool:
    return head.startswith(b"<svg ") and MARK.encode() in head


def page(width: int, height: int, *parts: str) -> str:
    """Return a white page with parts on it."""
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="13"><!-- {MARK} {__version__} -->',
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
    )
    return "\n".join((*opening, *parts, "</svg>\n"))


def text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = TEXT, more: str = "") -> str:
    """Return words at a place; ``more`` holds further attributes."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}"{more}>{escape(words)}</text>'
