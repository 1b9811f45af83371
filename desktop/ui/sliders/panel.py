"""The slider panel: every declared parameter, by section, the six survival factors first."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.engine.parameters import SCHEDULE, Declaration, Parameters
from desktop.study.schedule_words import entry_words
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.sliders.evidence_card import EvidenceCard
from desktop.ui.sliders.pictures import FactorPicture
from desktop.ui.sliders.rows import Row, make_row
from desktop.ui.sliders.search import SearchField, matches
from desktop.ui.sliders.section_box import SectionBox
from desktop.ui.sliders.sections import SECTIONS, Section, in_order, is_basic_choice, is_survival_factor, section_of
from desktop.ui.widgets.plain import PlainLabel, tip
from desktop.ui.widgets.tabs import add_tabs

PORTION = 16
"""Rows that are made before the picture may be painted again: each takes some milliseconds."""


MODES = {"Simple": "The sliders that the story is about", "All": "All sliders"}


@dataclass(frozen=True)
class Folds:
    """How a panel looks: for each section whether it is open, and for experts, too; and its place in pixels."""

    sections: Mapping[str, tuple[bool, bool]] = field(default_factory=dict)
    place: int = 0


class SliderPanel(QWidget):
    """All rows, generated from declarations; or, in the simple view, those that the story is about.

    Signals
    -------
    edited
        Path and value chosen by the user.
    grasped, released
        A drag began or ended.
    refused
        One sentence that tells why a typed value was not taken.
    defaults_asked
        All sliders should go back to their defaults.
    schedule_asked
        The schedule should open.
    simplicity_changed
        Few sliders or all are shown, as the user chose.
    """

    edited = Signal(str, object)
    grasped = Signal()
    released = Signal()
    refused = Signal(str)
    defaults_asked = Signal()
    schedule_asked = Signal()
    simplicity_changed = Signal()

    def __init__(
        self,
        parameters: Parameters,
        look: Look,
        parent: QWidget | None = None,
        *,
        simple: bool = False,
        folds: Folds | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._parameters = parameters
        self._first_folds = folds.sections if folds is not None else {}
        self.sections: dict[str, SectionBox] = {}
        self._work: deque[Callable[[], None]] = deque()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._do_portion)
        self.search = SearchField()
        self._revealed: set[str] = set()
        self.is_simple = False
        self.defaults = QPushButton("Defaults")
        self.defaults.setObjectName("quiet")
        self.defaults.setToolTip("Set every slider back to the default patient (can be undone)")
        self.defaults.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.area = QScrollArea()
        self._build(parameters.declarations)
        self.show_parameters(parameters)
        self.search.textChanged.connect(self._on_search)
        self.defaults.clicked.connect(self.defaults_asked)
        self.modes.idToggled.connect(self._on_mode)
        if simple:
            self.modes.button(0).setChecked(True)
        if folds is not None:
            self._follow(folds.place)

    def _build(self, declarations: Iterable[Declaration]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_top())
        self._finding = QWidget()
        finding = QHBoxLayout(self._finding)
        finding.setContentsMargins(metrics.GRID + 4, metrics.GRID // 2, metrics.GRID, metrics.GRID // 2)
        finding.addWidget(self.search)
        layout.addWidget(self._finding)
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 2)
        self._column.setSpacing(0)
        ordered = in_order(tuple(declarations))
        for section in SECTIONS:
            self._add_section(page, section, [d for d in ordered if section_of(d) == section.key])
        self._nothing = PlainLabel("No slider has this word in its name or help.", page)
        self._nothing.setObjectName("quiet")
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(2 * metrics.GRID, metrics.GRID, metrics.GRID, 0)
        self._nothing.hide()
        self._column.addWidget(self._nothing)
        self.rest = QPushButton(page)
        self.rest.setObjectName("link")
        self.rest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rest.clicked.connect(lambda: self.show_few(few=False))
        self.rest.hide()
        self._column.addWidget(self.rest, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # With the largest text in the smallest window rows are wider than the panel: their ends must not be lost.
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout.addWidget(self.area, 1)

    def _make_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(metrics.GRID, 0, metrics.GRID // 2, 0)
        top.setSpacing(metrics.GRID // 2)
        self.modes = add_tabs(top, MODES, self, chosen=1)
        for mode, explanation in zip(self.modes.buttons(), MODES.values(), strict=True):
            mode.setToolTip(tip(explanation))
        top.addWidget(self.defaults)
        return top

    def _add_section(self, page: QWidget, section: Section, declarations: list[Declaration]) -> None:
        if declarations:
            fold = self._first_folds.get(section.key)
            box = SectionBox(section, tuple(declarations), self._make_row, self._look, page, fold)
            self.sections[section.key] = box
            self._column.addWidget(box)

    def _make_row(self, declaration: Declaration, parent: QWidget) -> Row:
        picture = FactorPicture(declaration.group, self._look) if is_survival_factor(declaration) else None
        row = make_row(declaration, self._look, picture, parent)
        row.show_value(self._parameters.value(declaration.path))
        entries = [entry for entry in self._parameters.schedule.entries if entry.path == declaration.path]
        row.show_scheduled("\n".join(entry_words(entry, self._parameters) for entry in entries))
        row.edited.connect(self.edited)
        row.grasped.connect(self.grasped)
        row.released.connect(self.released)
        row.refused.connect(self.refused)
        row.evidence_asked.connect(self._on_evidence)
        row.schedule_asked.connect(self.schedule_asked)
        return row

    def row(self, path: str) -> Row:
        """Return the row of a path."""
        return self.sections[section_of(self._parameters.declaration(path))].row(path)

    def show_parameters(self, parameters: Parameters) -> None:
        """Show other values without telling anyone."""
        self._parameters = parameters
        for box in self.sections.values():
            for row in box.made:
                value = parameters.value(row.declaration.path)
                if value != row.value:
                    row.show_value(value)
        self._show_scheduled()
        self.defaults.setEnabled(bool(self._moved()))
        if self.is_simple and not self._moved() <= self._few():
            # A slider that is not as it was must not be out of sight.
            self._revealed |= self._moved()
            self._fold_rest()

    def _show_scheduled(self) -> None:
        words: dict[str, list[str]] = {}
        for entry in self._parameters.schedule.entries:
            words.setdefault(entry.path, []).append(entry_words(entry, self._parameters))
        for box in self.sections.values():
            for row in box.made:
                row.show_scheduled("\n".join(words.get(row.declaration.path, ())))

    def _moved(self) -> set[str]:
        """Return the sliders that are not at their defaults, or that the schedule moves."""
        scheduled = {entry.path for entry in self._parameters.schedule.entries}
        return set(self._parameters.changes()) - {SCHEDULE.path} | scheduled

    # --- few sliders or all ---

    def show_few(self, *, few: bool) -> None:
        """Show the sliders that the story is about, and those that were moved, or all of them."""
        self.modes.button(0 if few else 1).setChecked(True)

    def look_for(self) -> None:
        """Let the user type what to look for, among all sliders."""
        self.show_few(few=False)
        self.search.setFocus()
        self.search.selectAll()

    def _on_mode(self, mode: int, on: bool) -> None:
        if not on:
            return
        self.is_simple = mode == 0
        self._revealed = self._moved()
        self.search.clear()
        self._fold_rest()
        self.area.verticalScrollBar().setValue(0)
        self.simplicity_changed.emit()

    def _few(self) -> frozenset[str]:
        return frozenset(d.path for d in self._parameters.declarations if is_basic_choice(d)) | self._revealed

    def _fold_rest(self) -> None:
        few = self._few() if self.is_simple else None
        self._finding.setVisible(few is None)
        self.rest.setVisible(few is not None)
        self.rest.setText(f"{len(self._parameters.declarations) - len(few or ())} more sliders")
        self._do_in_portions(partial(box.show_few, few) for box in self.sections.values())

    @property
    def folds(self) -> Folds:
        """Return what another panel needs to look like this one."""
        sections = {key: (box.header.isChecked(), box.more.isChecked()) for key, box in self.sections.items()}
        return Folds(sections, self.area.verticalScrollBar().value())

    def _follow(self, place: int) -> None:
        """Fill the sections in turns of the event loop to come, and scroll to a place, in pixels, at the end."""
        bar = self.area.verticalScrollBar()
        if not self.is_simple:
            self._do_in_portions(())
        # The layout knows its height in the turn after the last.
        self._work.append(lambda: QTimer.singleShot(0, self, lambda: bar.setValue(place)))

    def _do_in_portions(self, work: Iterable[Callable[[], None]]) -> None:
        """Do what may make rows: a portion of rows now, and one in each turn of the event loop to come.

        All at once would hold up the picture. What was still to be done before is done no more, but that all sections
        are filled: a panel that replaces another leaves that to later turns, since a new look has cost enough.
        """
        unfilled = [box.fill for box in self.sections.values() if not box.is_filled]
        self._work = deque((*work, *unfilled))
        if unfilled:
            # The next turn paints the scene anew, which takes as long as all rows together.
            QTimer.singleShot(0, self, lambda: self._soon.start(0))
        else:
            self._do_portion()

    def _do_portion(self) -> None:
        before = self._rows_made()
        while self._work and self._rows_made() < before + PORTION:
            self._work.popleft()()
        if self._work:
            self._soon.start(0)

    def _rows_made(self) -> int:
        return sum(len(box.made) for box in self.sections.values())

    def first(self) -> QWidget | None:
        """Return the first slider shown."""
        rows = (row for box in self.sections.values() for row in box.made if row.isVisible())
        return next((row.focus_target() for row in rows), self.modes.checkedButton())

    def reveal(self, path: str, *, pulse: bool = True) -> None:
        """Scroll to a row and let it pulse."""
        self.search.clear()
        if self.is_simple and path not in self._few():
            self._revealed.add(path)
            self._fold_rest()
        row = self.sections[section_of(self._parameters.declaration(path))].reveal(path)
        # The layout needs some turns of the event loop before positions are true.
        QTimer.singleShot(
            metrics.SETTLE_MILLISECONDS, row, lambda: self.area.ensureWidgetVisible(row, 0, 6 * metrics.GRID)
        )
        if pulse:
            row.pulse()

    def _on_search(self, text: str) -> None:
        found = {d.path for d in self._parameters.declarations if matches(d, text)} if text.strip() else None
        self._do_in_portions(partial(box.filter, found) for box in self.sections.values())
        self._nothing.setVisible(found is not None and not found)

    def _on_evidence(self, declaration: Declaration) -> None:
        row = self.row(declaration.path)
        EvidenceCard(declaration, row.value, self._look, self).open_beside(row)
