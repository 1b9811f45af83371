"""True rarity as a page of the workspace, in place of the panels around the scene."""

from typing import TYPE_CHECKING

from desktop.ui.scene.still_page import StillPage

if TYPE_CHECKING:
    from desktop.ui.scene.rarity import RarityView


class RarityPage(StillPage["RarityView"]):
    """Shows the blood of one moment at its true numbers."""

    def make(self) -> "RarityView":
        """See `StillPage.make`."""
        from desktop.ui.scene.rarity import RarityView

        return RarityView(self._look)

    def begin(self, view: "RarityView") -> None:
        """See `StillPage.begin`."""
        from desktop.ui.scene.rarity import blood_of

        view.begin(blood_of(self._session.snapshot))

    def end(self, view: "RarityView") -> None:
        """See `StillPage.end`."""
        view.stop()
        view.canvas.give_pictures_up()
