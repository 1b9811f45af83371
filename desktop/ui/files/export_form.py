"""What to export, as a form: it always holds either a job that can be done or the sentence that says why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QWidget,
)

from desktop.engine.simulation import State
from desktop.export.formats import EXPORTERS, Content, Exporter, Kind, exporter
from desktop.export.job import (
    FASTEST_SPEED,
    LARGEST_SIDE,
    SLOWEST_SPEED,
    SMALLEST_SIDE,
    CameraPlan,
    JobError,
    Overlays,
    RenderJob,
    ThemeName,
    even_size,
)
from desktop.export.moments import first_second
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import MAX_SECONDS, Scenario
from desktop.system.number_words import plain
from desktop.ui.look import metrics
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.plain import PlainLabel

SIZES = (("HD", 1280, 720), ("Full HD", 1920, 1080), ("4K", 3840, 2160), ("square", 1080, 1080))
RATES = (10.0, 12.5, 15.0, 20.0, 24.0, 25.0, 30.0, 50.0, 60.0)
USUAL_RATE = 30.0
USUAL_FORMAT = "mp4"
"""The film that opens everywhere."""
CONTENT_WORDS = {
    Content.SCENE: "the scene",
    Content.LEGEND: "the scene and its legend",
    Content.PLOTS: "the scene and the plots",
    Content.WINDOW: "the whole window",
    Content.STORYBOARD: "a storyboard of the cascade",
    Content.BIOGRAPHY: "the life of the selected cell",
    Content.OBSERVABLES: "all observables",
    Content.EVENTS: "all events",
}
OVERLAY_WORDS = (
    ("stage_names", "stage names"),
    ("clocks", "clocks"),
    ("scale_bar", "scale bar"),
    ("rarity", "how rare"),
    ("clones", "clones"),
    ("title", "title"),
    ("time", "time"),
    ("seed", "seed"),
    ("parameters", "changed sliders"),
)
WHOLE_RUN = (Content.STORYBOARD, Content.BIOGRAPHY)
"""Contents that tell of a run from its first moment on."""
PRESENT_VIEW, WHOLE_WORLD, FOLLOW, STAGES = range(4)


@dataclass(frozen=True)
class Source:
    """What the window shows now: the run with all its slider moves, the moment, the view and the selected cell."""

    scenario: Scenario
    parameter_changes: tuple[ParameterChange, ...]
    seconds: float
    view: CameraPlan
    selected: int | None
    scene_size: tuple[int, int]
    theme: ThemeName
    states: tuple[State, ...] = ()
    """Moments of the run from which an export can begin, ascending."""
    problem: str = ""
    """Why nothing of the run can be exported; empty when it can."""
    clones: bool = False
    """Whether tumor cells are marked by their clone."""

    def check(self) -> None:
        """Raise `JobError` when nothing of the run can be exported."""
        if self.problem:
            raise JobError(self.problem)


class ExportForm(QWidget):
    """The fields. ``changed`` tells that the job may be another one."""

    changed = Signal()

    def __init__(self, source: Source, contents: Sequence[Content]) -> None:
        super().__init__()
        self._source = source
        self._contents = frozenset(contents)
        self.format = QComboBox()
        for item in EXPORTERS:
            if self._offered(item):
                self.format.addItem(item.label, item.name)
        self.content, self.camera, self.size_preset = QComboBox(), QComboBox(), QComboBox()
        self.start = _number("From", 0.0, MAX_SECONDS, 0.0, "s")
        self.end = _number("To", 0.0, MAX_SECONDS, max(round(source.seconds, 2), 1.0), "s")
        self.speed = _number("Speed", SLOWEST_SPEED, FASTEST_SPEED, 1.0, "s per second of film")
        self.rate = QComboBox()
        self._wanted_rate = USUAL_RATE
        self.width_box, self.height_box = (
            NumberField(name, SMALLEST_SIDE, LARGEST_SIDE, whole=True) for name in ("Width", "Height")
        )
        self.theme = QComboBox()
        self.transparent = QCheckBox("transparent background")
        self.overlays = {name: QCheckBox(words) for name, words in OVERLAY_WORDS}
        self._rows: dict[str, QWidget] = {}
        self._fill()
        self._arrange()
        self.format.setCurrentIndex(max(self.format.findData(USUAL_FORMAT), 0))
        self._connect()
        self._on_format()

    def _offered(self, item: Exporter) -> bool:
        return bool(self._contents & set(item.contents))

    # --- layout ---

    def _fill(self) -> None:
        for words, theme in (("light", "light"), ("dark", "dark")):
            self.theme.addItem(words, theme)
        self.theme.setCurrentIndex(self.theme.findData(self._source.theme))
        for words, width, height in SIZES:
            self.size_preset.addItem(f"{words}, {width} × {height}", (width, height))
        self.size_preset.addItem("as on the screen", even_size(*self._source.scene_size))
        self.size_preset.addItem("other …", None)
        self.size_preset.setCurrentIndex(1)
        self.width_box.show_number(SIZES[1][1])
        self.height_box.show_number(SIZES[1][2])
        self.camera.addItem("the present view", PRESENT_VIEW)
        self.camera.addItem("the whole world", WHOLE_WORLD)
        if self._source.selected is not None:
            self.camera.addItem("follow the selected cell", FOLLOW)
        self.camera.addItem("fly through the stages", STAGES)
        for name in ("stage_names", "clocks", "scale_bar", "rarity"):
            self.overlays[name].setChecked(True)
        self.overlays["clones"].setChecked(self._source.clones)

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * metrics.GRID)
        form.setVerticalSpacing(metrics.GRID)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        writing = _row(*self.overlays.values())
        look = _row(self.theme, self.transparent)
        for name, words, field in (
            ("format", "Format", self.format),
            ("content", "Content", self.content),
            ("range", "From, to", _row(self.start, self.end)),
            ("speed", "Speed", self.speed),
            ("rate", "Frames per second", self.rate),
            ("size", "Size", _row(self.size_preset, self.width_box, PlainLabel("×"), self.height_box)),
            ("camera", "Camera", self.camera),
            ("look", "Look", look),
            ("writing", "Written in it", writing),
        ):
            self._rows[name] = field
            _add_row(form, words, field)
        self._form = form

    def add_row(self, words: str, field: QWidget) -> None:
        """Put another field beneath."""
        _add_row(self._form, words, field)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format)
        self.size_preset.currentIndexChanged.connect(self._on_size)
        self.rate.currentIndexChanged.connect(self._on_rate)
        for box in (self.content, self.camera, self.theme):
            box.currentIndexChanged.connect(self.changed)
        for number in (self.start, self.end, self.speed, self.width_box, self.height_box):
            number.changed.connect(self.changed)
        for check in (self.transparent, *self.overlays.values()):
            check.toggled.connect(self.changed)

    # --- what the format allows ---

    @property
    def exporter(self) -> Exporter:
        """Return the chosen format."""
        return exporter(str(self.format.currentData()))

    def _on_format(self) -> None:
        kind = self.exporter
        kept = self.content.currentData()
        self.content.blockSignals(True)
        self.content.clear()
        for item in kind.contents:
            if item in self._contents and (item is not Content.BIOGRAPHY or self._source.selected is not None):
                self.content.addItem(CONTENT_WORDS[item], item)
        self.content.setCurrentIndex(max(self.content.findData(kept), 0))
        self.content.blockSignals(False)
        self._offer_rates(kind)
        if not kind.alpha:
            self.transparent.setChecked(False)
        self.transparent.setEnabled(kind.alpha)
        moving, drawn = kind.kind in (Kind.FRAMES, Kind.ANIMATION), kind.kind is not Kind.TABLE
        for name, wanted in (
            ("range", kind.kind is not Kind.STILL),
            ("speed", moving),
            ("rate", kind.kind is not Kind.STILL),
            ("size", drawn),
            ("camera", drawn),
            ("look", drawn),
            ("writing", drawn),
        ):
            self._form.setRowVisible(self._rows[name], wanted)
        label = self._form.labelForField(self.rate)
        assert isinstance(label, QLabel)
        label.setText("Frames per second" if drawn else "Rows per second")
        self._on_size()

    def _offer_rates(self, kind: Exporter) -> None:
        self.rate.blockSignals(True)
        self.rate.clear()
        for rate in RATES:
            if kind.keeps(rate):
                self.rate.addItem(f"{rate:g}", rate)
        nearest = min(
            range(self.rate.count()), key=lambda index: abs(float(self.rate.itemData(index)) - self._wanted_rate)
        )
        self.rate.setCurrentIndex(nearest)
        self.rate.blockSignals(False)

    def _on_rate(self) -> None:
        # Kept beside: a format that has not got it must not change it for the next one.
        self._wanted_rate = float(self.rate.currentData())
        self.changed.emit()

    def _on_size(self) -> None:
        chosen = self.size_preset.currentData()
        for side in (self.width_box, self.height_box):
            side.setEnabled(chosen is None)
            # Films take even sides only: stepping by two keeps them so.
            side.step = 2.0 if self.exporter.even else 1.0
        if chosen is not None:
            for side, pixels in zip((self.width_box, self.height_box), chosen, strict=True):
                side.show_number(int(pixels))
        self.changed.emit()

    # --- the job ---

    def beginning(self, job: RenderJob) -> State | None:
        """Return the nearest known moment from which a job's frames can be made, None when it is the very first."""
        goal = first_second(job) if job.exporter.kind is not Kind.TABLE and job.content not in WHOLE_RUN else 0
        return next((state for state in reversed(self._source.states) if 0 < state.step <= goal), None)

    def job(self, destination: Path) -> RenderJob:
        """Return what the form asks for.

        Raises
        ------
        JobError, NumberError
            When it cannot be done, or a number cannot be understood; the message is one sentence.
        """
        self._source.check()
        kind = self.exporter
        still = kind.kind is Kind.STILL
        storyboard = self.content.currentData() in WHOLE_RUN
        now = self._source.seconds
        return RenderJob(
            self._source.scenario,
            destination,
            kind.name,
            start=(0.0 if storyboard else now) if still else self.start.number(),
            end=now if still else self.end.number(),
            speed=self.speed.number() if kind.kind in (Kind.FRAMES, Kind.ANIMATION) else 1.0,
            frames_per_second=float(self.rate.currentData()),
            width=int(self.width_box.number()),
            height=int(self.height_box.number()),
            theme=_theme(str(self.theme.currentData())),
            content=Content(self.content.currentData()),
            camera=self._camera(),
            transparent=self.transparent.isChecked(),
            overlays=Overlays(**{name: box.isChecked() for name, box in self.overlays.items()}),
            parameter_changes=self._source.parameter_changes,
        )

    def _camera(self) -> CameraPlan:
        chosen = self.camera.currentData()
        if chosen == PRESENT_VIEW:
            return self._source.view
        if chosen == FOLLOW and self._source.selected is not None:
            return CameraPlan("follow", span=self._source.view.span, cell=self._source.selected)
        return CameraPlan("stages" if chosen == STAGES else "fit")


def _theme(name: str) -> ThemeName:
    themes: dict[str, Literal["light", "dark"]] = {"light": "light", "dark": "dark"}
    return themes[name]


def _number(name: str, low: float, high: float, value: float, unit: str) -> NumberField:
    field = NumberField(name, low, high, unit=unit, write=lambda number: f"{plain(number)} {unit}")
    field.step = 1.0
    field.show_number(value)
    return field


def _add_row(form: QFormLayout, words: str, field: QWidget) -> None:
    label = PlainLabel(words)
    label.setBuddy(field)
    form.addRow(label, field)


def _row(*fields: QWidget) -> QWidget:
    row = QWidget()
    flow = FlowLayout(row, margin=0, spacing=metrics.GRID, at_right=False)
    for field in fields:
        flow.addWidget(field)
    return row
