"""How the window is divided: the scene keeps more than half of it, and what explains it gives way to it."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Look
from desktop.ui.plots.strip import PlotStrip
from desktop.ui.scene.legend import Legend
from desktop.ui.scene.view import SceneView
from desktop.ui.sliders.panel import SliderPanel
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


@dataclass(frozen=True)
class Measures:
    """Widths of story and sliders and height of the plots, chosen by hand, in pixels at scale 1; 0: as designed."""

    story: int = 0
    sliders: int = 0
    plots: int = 0


class Arrangement:
    """Puts the panels side by side.

    ``wanted`` tells which of story, sliders and plots the user has not folded, ``shown`` which of them there is room
    for. The plots stand beneath the sliders, or in a row beneath the scene where there are no sliders.
    """

    def __init__(self, panels: Panels, look: Look) -> None:
        self._panels = panels
        self._look = look
        self.wanted = {"story": True, "sliders": True, "plots": True}
        self.shown = dict(self.wanted)
        self.measures = Measures()
        self._favoured = ""
        self._size = QSize()
        self._sliders: SliderPanel | None = None
        self.across = QSplitter(Qt.Orientation.Horizontal)
        """The whole: story, scene, sliders and plots."""
        self._middle, self._column = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        scene = QWidget()
        column = QVBoxLayout(scene)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(panels.scene, 1)
        column.addWidget(panels.legend)
        column.addWidget(panels.transport)
        self._middle.addWidget(scene)
        self._middle.setStretchFactor(0, 1)
        self._column.addWidget(panels.plots)
        for part in (panels.story, self._middle, self._column):
            self.across.addWidget(part)
        self.across.setStretchFactor(1, 1)
        for splitter in (self.across, self._middle, self._column):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.across.splitterMoved.connect(self._on_widths)
        for splitter in (self._middle, self._column):
            splitter.splitterMoved.connect(self._on_height)

    def add_sliders(self, sliders: SliderPanel) -> None:
        """Put the sliders at the right."""
        self._sliders = sliders
        self._column.insertWidget(0, sliders)
        self._column.setStretchFactor(0, 1)

    def drop_sliders(self) -> None:
        """Let the sliders go at once."""
        if self._sliders is not None:
            self._sliders.deleteLater()
            QCoreApplication.sendPostedEvents(self._sliders, QEvent.Type.DeferredDelete)
            self._sliders = None

    def want(self, name: str, *, shown: bool) -> None:
        """Fold or unfold a panel; one that is asked for goes before those that were there."""
        self.wanted[name] = shown
        self._favoured = name if shown else ""

    def arrange(self, size: QSize) -> None:
        """Show the panels wanted as far as there is room, at their widths.

        Where room is short, what explains the scene gives way to the scene: the story, then the plots, then the legend.
        """
        self._size = size
        story, sliders = self._widths(size)
        plots, is_column = self._plots(size, has_sliders=sliders > 0)
        sliders_high = size.height() - (plots if is_column else 0)
        right = max(sliders, self._width("sliders", size) if is_column and plots else 0)
        middle = max(size.width() - story - right, 1)
        self.shown = {"story": story > 0, "sliders": sliders > 0 and sliders_high > 0, "plots": plots > 0}
        self._place_plots(plots, is_column=is_column, width=right if is_column else middle)
        self._fit_legend(size, middle, 0 if is_column else plots)
        if self._sliders is not None:
            self._sliders.setVisible(self.shown["sliders"])
        self._column.setVisible(right > 0)
        self._panels.story.setVisible(story > 0)
        least = self._look.px(metrics.PANEL_LEAST_WIDTH)
        self._panels.story.setMinimumWidth(min(story, least))
        self._column.setMinimumWidth(min(right, least))
        self.across.setSizes([story, middle, right])
        self._column.setSizes([sliders_high, plots])

    def _widths(self, size: QSize) -> tuple[int, int]:
        """Return the widths of story and sliders; 0 for one that is not wanted or has to give way."""
        story, sliders = (self._width(name, size) if self.wanted[name] else 0 for name in ("story", "sliders"))
        if story and sliders and size.width() - story - sliders < metrics.SCENE_LEAST_WIDTH:
            return (story, 0) if self._favoured == "story" else (0, sliders)
        return story, sliders

    def _width(self, name: str, size: QSize) -> int:
        """Return how wide story or sliders are: as chosen, or else wider in a larger window."""
        # Larger text has made the panels wider already.
        grow = min(max(size.width() / self._look.px(metrics.REFERENCE_WIDTH), 1.0), metrics.PANEL_GROWTH)
        designed = (metrics.STORY_WIDTH if name == "story" else metrics.SLIDERS_WIDTH) * grow
        chosen = getattr(self.measures, name) or designed
        return min(self._look.px(chosen), round(size.width() * metrics.PANEL_MAXIMUM_SHARE))

    def _plots(self, size: QSize, *, has_sliders: bool) -> tuple[int, bool]:
        """Return the height of the plots, 0 for none, and whether they stand in the column of the sliders."""
        look, chosen, high = self._look, self.measures.plots, size.height()
        if not self.wanted["plots"]:
            return 0, has_sliders
        if not has_sliders:
            plots = look.px(chosen or metrics.ROW_HEIGHT)
            free = high - self._panels.transport.sizeHint().height() - self._panels.legend.sizeHint().height()
            if free - plots >= round(metrics.SCENE_LEAST_SHARE * high):
                return plots, False
            return (high, True) if self._favoured == "plots" else (0, False)
        most = round(high * metrics.PLOTS_MAXIMUM_SHARE)
        if most < look.px(metrics.PLOTS_LEAST_HEIGHT):
            return (high, True) if self._favoured == "plots" else (0, True)
        few = self._sliders is not None and self._sliders.is_simple
        # What a few sliders leave over would be empty.
        left = high - look.px(metrics.SIMPLE_SLIDERS_HEIGHT) if few else 0
        return (look.px(chosen) if chosen else max(min(look.px(metrics.PLOTS_HEIGHT), most), left)), True

    def _place_plots(self, plots: int, *, is_column: bool, width: int) -> None:
        panel, home = self._panels.plots, self._column if is_column else self._middle
        if panel.parentWidget() is not home:
            home.addWidget(panel)
        panel.setVisible(plots > 0)
        panel.fit(width, plots)
        self._middle.setSizes([max(self._size.height() - plots, 1), plots])

    def _fit_legend(self, size: QSize, middle: int, plots: int) -> None:
        legend = self._panels.legend
        legend.fit(middle)
        free = size.height() - self._panels.transport.sizeHint().height() - legend.sizeHint().height() - plots
        legend.setVisible(free >= round(metrics.SCENE_LEAST_SHARE * size.height()))

    # --- what is remembered ---

    def take_preferences(self, remembered: Preferences) -> None:
        """Take what was folded, and how large panels were, on the day before."""
        for name in self.wanted:
            self.wanted[name] = bool(getattr(remembered, f"show_{name}"))
        self.measures = Measures(remembered.story_width, remembered.sliders_width, remembered.plots_height)

    def with_preferences(self, known: Preferences) -> Preferences:
        """Return the preferences with the present panels."""
        return replace(
            known,
            show_story=self.wanted["story"],
            show_sliders=self.wanted["sliders"],
            show_plots=self.wanted["plots"],
            story_width=self.measures.story,
            sliders_width=self.measures.sliders,
            plots_height=self.measures.plots,
        )

    # --- what the user drags ---

    def _on_widths(self) -> None:
        story, _, right = self.across.sizes()
        scale = self._look.font_scale
        if self.shown["story"] and story:
            self.measures = replace(self.measures, story=round(story / scale))
        if right:
            self.measures = replace(self.measures, sliders=round(right / scale))
        self.arrange(self._size)

    def _on_height(self) -> None:
        plots = self._panels.plots.height()
        self.measures = replace(self.measures, plots=round(plots / self._look.font_scale))
        self._panels.plots.fit(self._panels.plots.width(), plots)
