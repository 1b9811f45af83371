"""How the middle of the window is divided: the scene keeps the most, and what explains it gives way to it."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.strip import PlotStrip
from desktop.ui.scene.legend import Legend
from desktop.ui.scene.view import SceneView
from desktop.ui.story.panel import StoryPanel
from desktop.ui.workspace.transport import TransportBar


@dataclass(frozen=True)
class Panels:
    """What is arranged, besides the sliders."""

    story: StoryPanel
    scene: SceneView
    legend: Legend
    transport: TransportBar
    plots: PlotStrip


class Arrangement:
    """Puts the panels side by side; ``wanted`` tells which of story, sliders and plots the user has not folded."""

    def __init__(self, panels: Panels, look: Look) -> None:
        self._panels = panels
        self._look = look
        self.wanted = {"story": True, "sliders": True, "plots": True}
        self.across = QSplitter(Qt.Orientation.Horizontal)
        """The whole: story, scene and plots, sliders."""
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._sliders: QWidget | None = None
        scene = QWidget()
        column = QVBoxLayout(scene)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(panels.scene, 1)
        column.addWidget(panels.legend)
        column.addWidget(panels.transport)
        self._down.addWidget(scene)
        self._down.addWidget(panels.plots)
        self._down.setStretchFactor(0, 1)
        self._down.setCollapsible(0, False)
        self.across.addWidget(panels.story)
        self.across.addWidget(self._down)
        for splitter in (self.across, self._down):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)

    def add_sliders(self, sliders: QWidget) -> None:
        """Put the sliders at the right."""
        self._sliders = sliders
        self.across.addWidget(sliders)
        self.across.setStretchFactor(1, 1)

    def drop_sliders(self) -> None:
        """Let the sliders go at once."""
        if self._sliders is not None:
            self._sliders.deleteLater()
            QCoreApplication.sendPostedEvents(self._sliders, QEvent.Type.DeferredDelete)
            self._sliders = None

    def arrange(self, size: QSize) -> None:
        """Show the panels wanted as far as there is room, at their widths.

        Where room is short, what explains the scene gives way to the scene: the story, then the plots, then the legend.
        """
        # Larger text has made the panels wider already.
        look, panels = self._look, self._panels
        grow = min(max(size.width() / look.px(metrics.REFERENCE_WIDTH), 1.0), metrics.PANEL_GROWTH)
        most = round(size.width() * metrics.PANEL_MAXIMUM_SHARE)
        story = min(round(look.px(metrics.STORY_WIDTH) * grow), most) if self.wanted["story"] else 0
        sliders = min(round(look.px(metrics.SLIDERS_WIDTH) * grow), most) if self.wanted["sliders"] else 0
        if story and sliders and size.width() - story - sliders < metrics.SCENE_LEAST_WIDTH:
            story = 0
        middle = max(size.width() - story - sliders, 1)
        plots = round(look.px(metrics.PLOTS_HEIGHT) * grow) if self.wanted["plots"] else 0
        legend = max(panels.legend.heightForWidth(middle), 0)
        free = size.height() - panels.transport.sizeHint().height()
        least = round(metrics.SCENE_LEAST_SHARE * size.height())
        if free - legend - plots < least:
            plots = 0
        panels.legend.setVisible(free - legend - plots >= least)
        panels.plots.setVisible(plots > 0)
        panels.plots.fit(middle)
        self._down.setSizes([max(size.height() - plots, 1), plots])
        self._divide(story, middle, sliders)

    def _divide(self, story: int, middle: int, sliders: int) -> None:
        panels, look = self._panels, self._look
        panels.story.setVisible(story > 0)
        panels.story.setMinimumWidth(min(story, look.px(200)))
        if self._sliders is not None:
            self._sliders.setVisible(sliders > 0)
            self._sliders.setMinimumWidth(min(sliders, look.px(240)))
        self.across.setSizes([story, middle, sliders])
