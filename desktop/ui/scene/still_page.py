"""A page over the scene that shows one moment: the run waits while it is open, and goes on if it did before."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.ui.look.theme import Look
from desktop.ui.run.session import Session
from desktop.ui.scene.still_view import StillView

View = TypeVar("View", bound=StillView)


class StillPage(QObject, Generic[View]):
    """Opens and closes a view, which is made when it is first asked for, since most never look at it.

    ``before`` is the widget of the scene, which has the keys again when the view is closed.
    """

    def __init__(self, session: Session, look: Look, pages: QStackedLayout, before: QWidget) -> None:
        super().__init__(session)
        self._session = session
        self._look = look
        self._pages = pages
        self._before = before
        self._was_running = False
        self.view: View | None = None
        # A run that goes on behind a picture of one moment would be a riddle.
        session.running_changed.connect(lambda on: self.close() if on else None)

    def make(self) -> View:
        """Return the view."""
        raise NotImplementedError

    def begin(self, view: View) -> None:
        """Let the view show the present moment."""
        raise NotImplementedError

    def end(self, view: View) -> None:
        """Let the view rest; most have nothing to stop."""

    @property
    def is_open(self) -> bool:
        """Tell whether the view is shown."""
        return self.view is not None and self._pages.currentWidget() is self.view

    def open(self) -> None:
        """Show the view at this moment, in place of any other."""
        if self.view is None:
            self.view = self.make()
            self.view.closed.connect(self.close)
            self._pages.addWidget(self.view)
        if self.is_open:
            return
        other = self._pages.currentWidget()
        if isinstance(other, StillView):
            # It knows whether the run was going on before.
            other.closed.emit()
        self._was_running = self._session.running
        self._session.pause()
        self.begin(self.view)
        self._pages.setCurrentWidget(self.view)
        self.view.setFocus()

    def close(self) -> None:
        """Show the animation again; it goes on if it did before."""
        if self.view is None or not self.is_open:
            return
        self._pages.setCurrentIndex(0)
        self.end(self.view)
        self._before.setFocus()
        if self._was_running:
            self._session.play()

    def image(self) -> QImage | None:
        """Return the picture shown, None while the view is closed."""
        return self.view.picture() if self.view is not None and self.is_open else None
