"""The slider panel: every declared parameter, by section, the six survival factors first."""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.engine.parameters import Declaration, Parameters
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.sliders.evidence_card import EvidenceCard
from desktop.ui.sliders.pictures import FactorPicture
from desktop.ui.sliders.rows import Row, make_row
from desktop.ui.sliders.sections import SECTIONS, Section, in_order, is_survival_factor, section_of
from desktop.ui.widgets.plain import PlainLabel, tip

PORTION = 16
"""Rows that are made before the picture may be painted again: each takes some milliseconds."""


class SectionBox(QWidget):
    """One section: a header that folds it, its rows, and a "more" line for the expert ones.

    Rows are made when they are first shown: most of them never are, and each costs some milliseconds.
    """

    def __init__(
        self,
        section: Section,
        declarations: tuple[Declaration, ...],
        make: Callable[[Declaration, QWidget], Row],
        look: Look,
        parent: QWidget,
    ) -> None:
        # With a parent from the start: a box shown without one would flash up as a window of its own.
        super().__init__(parent)
        self.section = section
        self._declarations = declarations
        self._make = make
        self._look = look
        self._rows: dict[str, Row] = {}
        self._filter: set[str] | None = None
        self.header = self._button(section.title, "section")
        self.header.setToolTip(tip(section.note))
        self.header.setAccessibleDescription(section.note)
        self.more = self._button("", "quiet")
        self._column = QVBoxLayout(self)
        self._fill()
        self.header.setChecked(section.opened)
        self.more.setChecked(self._only_experts)
        self.header.toggled.connect(self._refresh)
        self.more.toggled.connect(self._refresh)
        self._refresh()

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _fill(self) -> None:
        self._column.setContentsMargins(0, 0, 0, metrics.GRID // 2)
        self._column.setSpacing(2)
        line = QFrame(self)
        line.setObjectName("hairline")
        self._column.addWidget(line)
        self._column.addWidget(self.header)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def _experts(self) -> int:
        return sum(declaration.level == "expert" for declaration in self._declarations)

    @property
    def _only_experts(self) -> bool:
        return self._experts == len(self._declarations)

    @property
    def made(self) -> tuple[Row, ...]:
        """Return the rows made so far."""
        return tuple(self._rows.values())

    def row(self, path: str) -> Row:
        """Return the row of a path; it is made when there is none yet."""
        if path not in self._rows:
            index = next(i for i, declaration in enumerate(self._declarations) if declaration.path == path)
            row = self._make(self._declarations[index], self)
            row.hide()
            self._column.insertWidget(self._place(index), row)
            self._rows[path] = row
            self._keep_tab_order()
        return self._rows[path]

    def _place(self, index: int) -> int:
        """Return where in the column a row belongs: after the made ones before it, experts below the "more" line."""
        before = sum(declaration.path in self._rows for declaration in self._declarations[:index])
        return 2 + before + (self._declarations[index].level == "expert")

    def _keep_tab_order(self) -> None:
        """Let Tab go through the section from top to bottom, in whatever order rows were made."""
        shown = [self._rows[d.path] for d in self._declarations if d.path in self._rows]
        basics = [w for row in shown if row.declaration.level != "expert" for w in row.controls()]
        experts = [w for row in shown if row.declaration.level == "expert" for w in row.controls()]
        chain: list[QWidget] = [self.header, *basics, self.more, *experts]
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)

    def filter(self, paths: set[str] | None) -> None:
        """Show only rows with these paths, or everything by the usual rules for None."""
        self._filter = paths
        self._refresh()

    def unfold(self, opened: bool, experts: bool) -> None:
        """Show the rows, and those for experts, or not."""
        self.header.setChecked(opened)
        self.more.setChecked(experts)

    def reveal(self, path: str) -> Row:
        """Unfold what hides a row, and return it."""
        self.header.setChecked(True)
        row = self.row(path)
        if row.declaration.level == "expert":
            self.more.setChecked(True)
        return row

    def _shows(self, declaration: Declaration) -> bool:
        if self._filter is not None:
            return declaration.path in self._filter
        return self.header.isChecked() and (declaration.level != "expert" or self.more.isChecked())

    def _refresh(self) -> None:
        visible = [declaration for declaration in self._declarations if self._shows(declaration)]
        for declaration in self._declarations:
            if declaration in visible:
                self.row(declaration.path).show()
            elif declaration.path in self._rows:
                self._rows[declaration.path].hide()
        searching = self._filter is not None
        self.setVisible(bool(visible) or not searching)
        wanted = self.header.isChecked() and self._experts > 0 and not self._only_experts
        self.more.setVisible(wanted and not searching)
        self.more.setText("Fewer" if self.more.isChecked() else f"{self._experts} more for experts")
        self.more.setAccessibleName(f"Expert sliders of {self.section.title}")
        arrow = "ph.caret-down" if self.header.isChecked() or searching else "ph.caret-right"
        self.header.setIcon(icon(arrow, self._look, "quiet"))
        self.header.setIconSize(QSize(self._look.px(12), self._look.px(12)))


class SliderPanel(QWidget):
    """All rows, generated from declarations.

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
    """

    edited = Signal(str, object)
    grasped = Signal()
    released = Signal()
    refused = Signal(str)
    defaults_asked = Signal()

    def __init__(self, parameters: Parameters, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._parameters = parameters
        self.sections: dict[str, SectionBox] = {}
        self._work: deque[Callable[[], None]] = deque()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._do_portion)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a slider")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Find a slider")
        self.defaults = QPushButton("Defaults")
        self.defaults.setObjectName("quiet")
        self.defaults.setToolTip("Set every slider back to the default patient (can be undone)")
        self.defaults.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.area = QScrollArea()
        self._build(parameters.declarations)
        self.show_parameters(parameters)
        self.search.textChanged.connect(self._on_search)
        self.defaults.clicked.connect(self.defaults_asked)

    def _build(self, declarations: Iterable[Declaration]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(2 * metrics.GRID, metrics.GRID, metrics.GRID, metrics.GRID)
        top.addWidget(self.search, 1)
        top.addWidget(self.defaults)
        layout.addLayout(top)
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, metrics.GRID * 2)
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
        self._column.addStretch(1)
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self.area, 1)

    def _add_section(self, page: QWidget, section: Section, declarations: list[Declaration]) -> None:
        if declarations:
            box = SectionBox(section, tuple(declarations), self._make_row, self._look, page)
            self.sections[section.key] = box
            self._column.addWidget(box)

    def _make_row(self, declaration: Declaration, parent: QWidget) -> Row:
        picture = FactorPicture(declaration.group, self._look) if is_survival_factor(declaration) else None
        row = make_row(declaration, self._look, picture, parent)
        row.show_value(self._parameters.value(declaration.path))
        row.edited.connect(self.edited)
        row.grasped.connect(self.grasped)
        row.released.connect(self.released)
        row.refused.connect(self.refused)
        row.evidence_asked.connect(self._on_evidence)
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
        self.defaults.setEnabled(bool(parameters.changes()))

    @property
    def folds(self) -> dict[str, tuple[bool, bool]]:
        """Return which sections are unfolded, and which of them for experts, too."""
        return {key: (box.header.isChecked(), box.more.isChecked()) for key, box in self.sections.items()}

    def take_folds(self, folds: dict[str, tuple[bool, bool]], place: int) -> None:
        """Fold and unfold sections as another panel does, and scroll to its place, in pixels, at the end."""
        bar = self.area.verticalScrollBar()
        # Later, since another look has cost enough of this turn of the event loop.
        self._work = deque(partial(self.sections[key].unfold, *fold) for key, fold in folds.items())
        # The layout knows its height in the turn after the last.
        self._work.append(lambda: QTimer.singleShot(0, self, lambda: bar.setValue(place)))
        self._soon.start(0)

    def _do_in_portions(self, work: Iterable[Callable[[], None]]) -> None:
        """Do what may make rows: a portion of rows now, and one in each turn of the event loop to come.

        All at once would hold up the picture. What was still to be done before is done no more.
        """
        self._work = deque(work)
        self._do_portion()

    def _do_portion(self) -> None:
        before = self._rows_made()
        while self._work and self._rows_made() < before + PORTION:
            self._work.popleft()()
        if self._work:
            self._soon.start(0)

    def _rows_made(self) -> int:
        return sum(len(box.made) for box in self.sections.values())

    def reveal(self, path: str, *, pulse: bool = True) -> None:
        """Scroll to a row and let it pulse."""
        self.search.clear()
        row = self.sections[section_of(self._parameters.declaration(path))].reveal(path)
        # The layout needs some turns of the event loop before positions are true.
        QTimer.singleShot(
            metrics.SETTLE_MILLISECONDS, row, lambda: self.area.ensureWidgetVisible(row, 0, 6 * metrics.GRID)
        )
        if pulse:
            row.pulse()

    def _on_search(self, text: str) -> None:
        words = text.lower().split()
        found: set[str] | None = None
        if words:
            declared = self._parameters.declarations
            found = {d.path for d in declared if all(word in _searchable(d) for word in words)}
        self._do_in_portions(partial(box.filter, found) for box in self.sections.values())
        self._nothing.setVisible(found is not None and not found)

    def _on_evidence(self, declaration: Declaration) -> None:
        row = self.row(declaration.path)
        EvidenceCard(declaration, row.value, self._look, self).open_beside(row)


def _searchable(declaration: Declaration) -> str:
    return f"{declaration.label} {declaration.path} {declaration.help} {declaration.section}".lower()
