"""True rarity as a page of the workspace, in place of the panels around the scene."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.ui.look.theme import Look
from desktop.ui.run.session import Session

if TYPE_CHECKING:
    from desktop.ui.scene.rarity import RarityView


class RarityPage:
    """Opens and closes the view; it is made when it is first asked for. The run waits while it is open."""

    def __init__(self, session: Session, look: Look, pages: QStackedLayout, before: QWidget) -> None:
        self._session = session
        self._look = look
        self._pages = pages
        self._before = before
        self._was_running = False
        self.view: RarityView | None = None
        # A run that goes on behind a picture of one moment would be a riddle.
        session.running_changed.connect(lambda on: self.close() if on else None)

    @property
    def is_open(self) -> bool:
        """Tell whether the view is shown."""
        return self.view is not None and self._pages.currentWidget() is self.view

    def open(self) -> None:
        """Show the blood of this moment at its true numbers."""
        # Here, since most who open the window never look at it.
        from desktop.ui.scene.rarity import RarityView, blood_of

        if self.view is None:
            self.view = RarityView(self._look)
            self.view.closed.connect(self.close)
            self._pages.addWidget(self.view)
        if self.is_open:
            return
        self._was_running = self._session.running
        self._session.pause()
        self.view.begin(blood_of(self._session.snapshot))
        self._pages.setCurrentWidget(self.view)
        self.view.setFocus()

    def close(self) -> None:
        """Show the animation again; it goes on if it did before."""
        if self.view is None or not self.is_open:
            return
        self.view.stop()
        self._pages.setCurrentIndex(0)
        self.view.canvas.give_pictures_up()
        self._before.setFocus()
        if self._was_running:
            self._session.play()

    def image(self) -> QImage | None:
        """Return the picture shown, None while the view is closed."""
        return self.view.canvas.image() if self.view is not None and self.is_open else None
