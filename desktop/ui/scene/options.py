"""What the user has chosen to see, as the painter of the scene takes it."""

from dataclasses import replace

from desktop.engine.snapshot import Snapshot
from desktop.scene.look.options import SceneOptions
from desktop.study.rarity import rarity_text
from desktop.ui.look.color_vision import vision_of
from desktop.ui.look.theme import Look


def look_options(look: Look, device_pixel_ratio: float = 1.0) -> SceneOptions:
    """Return the options that follow from the present appearance, on a screen of pixels per unit."""
    return SceneOptions(
        theme=look.theme,
        font_scale=look.font_scale,
        device_pixel_ratio=device_pixel_ratio,
        reduced_motion=look.reduced_motion,
        high_visibility=look.appearance.high_visibility,
        seen_as=vision_of(look.appearance),
        clones=look.appearance.clones,
    )


def scene_options(look: Look, hidden: frozenset[str], level_of_detail: float, second: Snapshot) -> SceneOptions:
    """Return how the scene is to be drawn.

    ``hidden`` names the species not to draw, ``level_of_detail`` is the share of the blood cells to draw, 0 to 1, and
    ``second`` the moment whose numbers the label about rarity tells.
    """
    return replace(look_options(look), hidden=hidden, level_of_detail=level_of_detail, rarity_text=rarity_text(second))
