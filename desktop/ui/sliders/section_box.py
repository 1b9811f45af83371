"""One section of the slider panel: its header, its rows, and those for experts behind a line."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.engine.parameters import Declaration
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.sliders.rows import Row
from desktop.ui.sliders.sections import Section
from desktop.ui.widgets.plain import tip


class SectionBox(QWidget):
    """One section: a header that folds it, its rows, and a "more" line for the expert ones.

    Rows are made when they are first shown: most of them never are, and each costs some milliseconds. With a ``fold``,
    whether the box is open and shows rows for experts, none is made before `fill` is called.
    """

    def __init__(
        self,
        section: Section,
        declarations: tuple[Declaration, ...],
        make: Callable[[Declaration, QWidget], Row],
        look: Look,
        parent: QWidget,
        fold: tuple[bool, bool] | None = None,
    ) -> None:
        # With a parent from the start: a box shown without one would flash up as a window of its own.
        super().__init__(parent)
        self.section = section
        self._declarations = declarations
        self._make = make
        self._look = look
        self._rows: dict[str, Row] = {}
        self._filter: set[str] | None = None
        self._few: frozenset[str] | None = None
        self.header = self._button(section.title, "section")
        self.header.setToolTip(tip(section.note))
        self.header.setAccessibleDescription(section.note)
        self.more = self._button("", "quiet")
        self._column = QVBoxLayout(self)
        self._fill()
        opened, experts = (section.opened, self._only_experts) if fold is None else fold
        self.header.setChecked(opened)
        self.more.setChecked(experts)
        self.header.toggled.connect(self._refresh)
        self.more.toggled.connect(self._refresh)
        self.is_filled = fold is None
        self._refresh()

    def fill(self) -> None:
        """Show what is to be shown, from now on."""
        if not self.is_filled:
            self.is_filled = True
            self._refresh()

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _fill(self) -> None:
        self._column.setContentsMargins(0, 0, 0, metrics.GRID // 2)
        self._column.setSpacing(0)
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

    def show_few(self, paths: frozenset[str] | None) -> None:
        """Show no other rows than those with these paths, or all by the usual rules for None."""
        self._few = paths
        self._refresh()

    def reveal(self, path: str) -> Row:
        """Unfold what hides a row, and return it."""
        self.fill()
        self.header.setChecked(True)
        row = self.row(path)
        if row.declaration.level == "expert":
            self.more.setChecked(True)
        return row

    def _shows(self, declaration: Declaration) -> bool:
        if self._filter is not None:
            return declaration.path in self._filter
        if self._few is not None:
            return self.header.isChecked() and declaration.path in self._few
        return self.header.isChecked() and (declaration.level != "expert" or self.more.isChecked())

    def _refresh(self) -> None:
        if not self.is_filled:
            return
        visible = [declaration for declaration in self._declarations if self._shows(declaration)]
        for declaration in self._declarations:
            if declaration in visible:
                self.row(declaration.path).show()
            elif declaration.path in self._rows:
                self._rows[declaration.path].hide()
        searching = self._filter is not None
        own = not searching and (
            self._few is None or any(declaration.path in self._few for declaration in self._declarations)
        )
        self.setVisible(bool(visible) or own)
        wanted = self.header.isChecked() and self._experts > 0 and not self._only_experts
        self.more.setVisible(wanted and not searching and self._few is None)
        self.more.setText("Fewer" if self.more.isChecked() else f"{self._experts} more for experts")
        self.more.setAccessibleName(f"Expert sliders of {self.section.title}")
        arrow = "ph.caret-down" if self.header.isChecked() or searching else "ph.caret-right"
        self.header.setIcon(icon(arrow, self._look, "quiet"))
        self.header.setIconSize(QSize(self._look.px(12), self._look.px(12)))
