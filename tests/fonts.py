"""What type a computer has, as a file for fontconfig: none at all, a single odd font, or all it has."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "assets" / "fonts" / "InterVoyage-Regular.otf"
NAMES = {"Inter Voyage": "Odd Typeface", "InterVoyage": "OddTypeface"}
"""The odd font is the program's own, in one weight and with names as long as those it has."""
UNWANTED = """
<match target="font">
  <edit name="antialias" mode="assign"><bool>false</bool></edit>
  <edit name="hinting" mode="assign"><bool>true</bool></edit>
  <edit name="autohint" mode="assign"><bool>true</bool></edit>
  <edit name="hintstyle" mode="assign"><const>hintfull</const></edit>
  <edit name="rgba" mode="assign"><const>rgb</const></edit>
  <edit name="embolden" mode="assign"><bool>true</bool></edit>
</match>
"""
"""Wishes of a user about smooth edges, which are not to show in pictures."""


def without_fonts(folder: Path) -> Mapping[str, str]:
    """Return the surroundings of a process in which fontconfig knows no font."""
    return _surroundings(folder, "")


def with_an_odd_font(folder: Path) -> Mapping[str, str]:
    """Return the surroundings of a process in which the system has one odd font, and odd wishes."""
    fonts = folder / "odd"
    fonts.mkdir(parents=True, exist_ok=True)
    data = OWN.read_bytes()
    for known, odd in NAMES.items():
        data = data.replace(known.encode("utf-16-be"), odd.encode("utf-16-be")).replace(known.encode(), odd.encode())
    (fonts / "odd.otf").write_bytes(data)
    return _surroundings(folder, f"<dir>{fonts}</dir>{UNWANTED}")


def _surroundings(folder: Path, rules: str) -> Mapping[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "fonts.conf"
    head = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
    cache = f"<cachedir>{folder / 'cache'}</cachedir>"
    file.write_text(f"{head}<fontconfig>{rules}{cache}</fontconfig>\n", encoding="utf-8")
    return {"FONTCONFIG_FILE": str(file)}
