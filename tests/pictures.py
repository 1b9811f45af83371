"""Draws pictures of several kinds into a folder, so that those of fresh processes can be compared."""

import sys
from pathlib import Path

from PySide6.QtGui import QPainter

from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.engine.simulation import Simulation
from desktop.export.png import encode_png
from desktop.film.job_artist import ensure_application
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.vision import Vision
from desktop.scene.rarity.painter import RarityPainter
from desktop.scene.raster.pixels import blank_picture, pixels_of
from desktop.ui.scene.rarity import blood_of

WORDS = ("--show", "title,time,seed,parameters", "--set", "platelets.strength=0.5")
STORY = ("--storyboard", "--seconds", "9", "--size", "960x540")
KINDS = {
    "window.png": ("--content", "window", "--from", "1", "--size", "1366x768"),
    "frame.png": ("--from", "3", "--size", "320x240", *WORDS),
    "legend.png": ("--content", "scene+legend", "--from", "1", "--size", "641x483", "--theme", "dark"),
    "clear.png": ("--from", "1", "--size", "320x240", "--transparent"),
    "flight.apng": ("--seconds", "1", "--fps", "4", "--size", "320x240", "--camera", "stages"),
    "near.png": ("--from", "1", "--size", "320x240", "--camera", "240,200,90"),
    "page.svg": ("--from", "1", "--size", "320x240", "--camera", "240,200,90", *WORDS),
    "page.pdf": ("--from", "1", "--size", "320x240", "--camera", "240,200,90", *WORDS),
    "story.png": STORY,
    "story.pdf": STORY,
}
"""What `render` is told for each file. The window comes first: it needs the larger kind of application object."""
SIZE = (900, 560)


def draw_all(folder: Path) -> None:
    for name, options in KINDS.items():
        if execute(("render", "default-patient", str(folder / name), *options)) != 0:
            sys.exit(f"{name} was not drawn")
    (folder / "rarity.png").write_bytes(rarity_picture())


def rarity_picture() -> bytes:
    ensure_application()
    blood = blood_of(Simulation(MODEL, MODEL.defaults(), seed=1).snapshot())
    image = blank_picture(*SIZE, clear=False)
    painter = QPainter(image)
    RarityPainter(blood).paint(painter, *SIZE, 2.5, SceneOptions(seen_as=Vision.DEUTAN))
    painter.end()
    return encode_png(pixels_of(image), {})


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]))
