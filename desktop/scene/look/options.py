"""What the viewer has chosen to see."""

from dataclasses import dataclass

from desktop.scene.look.palette import Theme
from desktop.scene.look.vision import Vision


@dataclass(frozen=True, slots=True)
class SceneOptions:
    """Choices that change the picture and never the run.

    ``hidden`` names the species not to draw (names of the model's cell types, and those of `legend_entries`).
    ``font_scale`` is the viewer's choice, ``device_pixel_ratio`` the screen's; both enlarge text. ``moving`` says
    that the camera is on its way: the layers drawn last are then stretched into place, and redrawn once it rests.
    ``gliding`` says that it moves by whole pixels at one magnification: the ground is then painted in squares that
    serve for many pictures. ``drawn_scale``, in pixels per µm, says that its magnification changes, too: the scene is
    then painted at this one, and shrunk to what the camera sees.
    ``badges`` puts the legend's letters on cells; ``high_visibility`` does so, too, and draws flat shapes with strong
    outlines on a quiet ground. ``clones`` marks every tumor cell with the color of its clone, with the letter where
    there is room, in place of the legend's. ``level_of_detail`` is the share of the blood cells to draw, 0 to 1.
    ``seen_as`` shows pixels as another eye would see them; shapes on a page stay as they are. ``clear`` leaves out the
    tissue, so that vessels and cells stand on whatever is there.
    """

    theme: Theme = Theme.LIGHT
    hidden: frozenset[str] = frozenset()
    font_scale: float = 1.0
    device_pixel_ratio: float = 1.0
    stage_names: bool = True
    clock_badges: bool = True
    scale_bar: bool = True
    labels: bool = True
    rarity_text: str = ""
    reduced_motion: bool = False
    moving: bool = False
    gliding: bool = False
    drawn_scale: float | None = None
    high_visibility: bool = False
    badges: bool = False
    clones: bool = False
    level_of_detail: float = 1.0
    seen_as: Vision = Vision.NORMAL
    clear: bool = False

    @property
    def lettered(self) -> bool:
        """Return whether cells carry letters."""
        return self.badges or self.high_visibility

    @property
    def text_scale(self) -> float:
        """Return the factor from the type sizes at scale 1 to device pixels."""
        return self.font_scale * self.device_pixel_ratio
