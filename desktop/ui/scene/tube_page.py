"""The tube of blood as a page of the workspace, in place of the panels around the scene."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.ui.scene.still_page import StillPage

if TYPE_CHECKING:
    from desktop.ui.scene.tube import TubeView


class TubePage(StillPage["TubeView"]):
    """Stands at the bedside at one moment, with an empty tube.

    Signals
    -------
    told
        One sentence that tells why no tube can be drawn.
    """

    told = Signal(str)

    def make(self) -> "TubeView":
        """See `StillPage.make`."""
        from desktop.ui.scene.tube import TubeView

        view = TubeView(self._look)
        view.refused.connect(self.told)
        return view

    def begin(self, view: "TubeView") -> None:
        """See `StillPage.begin`."""
        view.begin(self._session.snapshot)
