"""The slider panel: every declared parameter, by section, the six survival factors first."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.engine.parameters import Declaration, Parameters
from desktop.ui import metrics
from desktop.ui.evidence import EvidenceCard
from desktop.ui.icons import icon
from desktop.ui.pictures import FactorPicture
from desktop.ui.rows import Row, make_row
from desktop.ui.sections import SECTIONS, Section, in_order, is_survival_factor, section_of
from desktop.ui.theme import Look


class SectionBox(QWidget):
    """One section: a header that folds it, its rows, and a "more" line for the expert ones."""

    def __init__(self, section: Section, rows: list[Row], look: Look) -> None:
        super().__init__()
        self.section = section
        self._look = look
        self.rows = rows
        self._experts = [row for row in rows if row.declaration.level == "expert"]
        self.header = QPushButton(section.title)
        self.header.setObjectName("section")
        self.header.setCheckable(True)
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.header.setToolTip(section.note)
        self.header.setAccessibleDescription(section.note)
        self.more = QPushButton()
        self.more.setObjectName("quiet")
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fill()
        self.header.setChecked(section.opened)
        self.more.setChecked(len(self._experts) == len(rows))
        self._filter: set[str] | None = None
        self.header.toggled.connect(self._refresh)
        self.more.toggled.connect(self._refresh)
        self._refresh()

    def _fill(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, metrics.GRID // 2)
        layout.setSpacing(2)
        line = QFrame()
        line.setObjectName("hairline")
        layout.addWidget(line)
        layout.addWidget(self.header)
        basics = [row for row in self.rows if row not in self._experts]
        for row in basics:
            layout.addWidget(row)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for row in self._experts:
            layout.addWidget(row)

    def filter(self, paths: set[str] | None) -> None:
        """Show only rows with these paths, or everything by the usual rules for None."""
        self._filter = paths
        self._refresh()

    def reveal(self, row: Row) -> None:
        """Unfold what hides a row."""
        self.header.setChecked(True)
        if row in self._experts:
            self.more.setChecked(True)

    def _refresh(self) -> None:
        searching = self._filter is not None
        for row in self.rows:
            usual = self.header.isChecked() and (row not in self._experts or self.more.isChecked())
            row.setVisible(row.declaration.path in (self._filter or ()) if searching else usual)
        some = not searching or any(row.declaration.path in (self._filter or ()) for row in self.rows)
        self.setVisible(some)
        only_experts = len(self._experts) == len(self.rows)
        self.more.setVisible(self.header.isChecked() and bool(self._experts) and not searching and not only_experts)
        self.more.setText(
            f"Fewer details of {self.section.title.lower()}" if self.more.isChecked() else self._more_words
        )
        arrow = "ph.caret-down" if self.header.isChecked() or searching else "ph.caret-right"
        self.header.setIcon(icon(arrow, self._look, "quiet"))
        self.header.setIconSize(QSize(self._look.px(12), self._look.px(12)))

    @property
    def _more_words(self) -> str:
        return f"{len(self._experts)} more for experts"


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

    def __init__(self, parameters: Parameters, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self.rows: dict[str, Row] = {}
        self.sections: dict[str, SectionBox] = {}
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
            self._add_section(section, [d for d in ordered if section_of(d) == section.key])
        self._nothing = QLabel("No slider has this word in its name or help.")
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

    def _add_section(self, section: Section, declarations: list[Declaration]) -> None:
        if not declarations:
            return
        rows = [self._make_row(declaration) for declaration in declarations]
        box = SectionBox(section, rows, self._look)
        self.sections[section.key] = box
        self._column.addWidget(box)

    def _make_row(self, declaration: Declaration) -> Row:
        picture = FactorPicture(declaration.group, self._look) if is_survival_factor(declaration) else None
        row = make_row(declaration, self._look, picture)
        row.edited.connect(self.edited)
        row.grasped.connect(self.grasped)
        row.released.connect(self.released)
        row.refused.connect(self.refused)
        row.evidence_asked.connect(self._on_evidence)
        self.rows[declaration.path] = row
        return row

    def show_parameters(self, parameters: Parameters) -> None:
        """Show other values without telling anyone."""
        for path, row in self.rows.items():
            value = parameters.value(path)
            if value != row.value:
                row.show_value(value)
        self.defaults.setEnabled(bool(parameters.changes()))

    def copy_folds(self, other: "SliderPanel") -> None:
        """Fold and unfold sections as another panel does."""
        for key, box in self.sections.items():
            box.header.setChecked(other.sections[key].header.isChecked())
            box.more.setChecked(other.sections[key].more.isChecked())

    def reveal(self, path: str, *, pulse: bool = True) -> None:
        """Scroll to a row and let it pulse."""
        row = self.rows[path]
        self.search.clear()
        self.sections[section_of(row.declaration)].reveal(row)
        # The layout needs a turn of the event loop before positions are true.
        QTimer.singleShot(0, row, lambda: self.area.ensureWidgetVisible(row, 0, 6 * metrics.GRID))
        if pulse:
            row.pulse()

    def _on_search(self, text: str) -> None:
        words = text.lower().split()
        found: set[str] | None = None
        if words:
            found = {path for path, row in self.rows.items() if all(w in _searchable(row.declaration) for w in words)}
        for box in self.sections.values():
            box.filter(found)
        self._nothing.setVisible(found is not None and not found)

    def _on_evidence(self, declaration: Declaration) -> None:
        row = self.rows[declaration.path]
        EvidenceCard(declaration, row.value, self._look, self).open_beside(row)


def _searchable(declaration: Declaration) -> str:
    return f"{declaration.label} {declaration.path} {declaration.help} {declaration.section}".lower()
