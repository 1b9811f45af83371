"""What the links of the story do: they show a place, or set a slider."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.engine.parameters import ParameterError
from desktop.lessons.pages import Page
from desktop.study.typed_values import read_value
from desktop.system.refusal import sentence
from desktop.ui.run.session import Session
from desktop.ui.scene.view import SceneView
from desktop.ui.scene.viewpoints import viewpoint
from desktop.ui.story.panel import StoryPanel
from desktop.ui.workspace.chosen_cell import ChosenCell


class StoryLinks(QObject):
    """Carries what the pages of a story ask to scene and session; ``reveal`` shows the slider of a path.

    Signals
    -------
    told
        One sentence for the status line.
    """

    told = Signal(str)

    def __init__(
        self, session: Session, scene: SceneView, story: StoryPanel, chosen: ChosenCell, reveal: Callable[[str], None]
    ) -> None:
        super().__init__(scene)
        self._session, self._scene, self._story, self._chosen = session, scene, story, chosen
        self._reveal = reveal
        story.story.reader.set_asked.connect(self.set_slider)
        story.story.reader.look_asked.connect(self.look_at)
        story.story.page_shown.connect(self._on_page)
        scene.stage_picked.connect(story.story.show_key)

    def look_at(self, place: str) -> None:
        """Fly to a place of the story."""
        self._chosen.stop_following()
        self._scene.camera_control.fly_to(viewpoint(place, self._session.snapshot))

    def set_slider(self, path: str, text: str) -> None:
        """Set a slider as a link of the story asks, and show which."""
        try:
            declaration = self._session.parameters.declaration(path)
            value = read_value(declaration, text)
        except ParameterError as error:
            self.told.emit(sentence(error))
            return
        if self._session.change({declaration.path: value}):
            self._reveal(declaration.path)
            self.told.emit(f"{declaration.label} is now {text} {declaration.unit}".rstrip() + ". Ctrl+Z takes it back.")

    def _on_page(self, page: Page) -> None:
        self._story.show_story()
        self.look_at(page.look)
