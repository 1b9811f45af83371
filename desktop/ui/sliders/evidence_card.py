"""The evidence card of a parameter: what it does, what is known, and what is only assumed."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.engine.parameters import Declaration, Value
from desktop.lessons.claims import NOTICE, claims_about, evidence_about
from desktop.system.number_words import compact
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.sliders.evidence_list import badge
from desktop.ui.sliders.sections import GRADES
from desktop.ui.sliders.track import with_unit
from desktop.ui.widgets.plain import PlainLabel

WIDTH = 320
MOST_OF_SCREEN = 0.9
"""Greatest share of the screen's height that a card takes; the rest scrolls."""


def facts(declaration: Declaration, value: Value) -> tuple[tuple[str, str], ...]:
    """Return the lines of the card: what, and the words."""
    lines = [("Now", with_unit(declaration, value)), ("Default", with_unit(declaration, declaration.default))]
    if declaration.typical is not None:
        low, high = declaration.typical
        lines.append(("Typical", f"{compact(low)} to {compact(high)} {declaration.unit}".strip()))
    lines.append(("Allowed", declaration.allowed.replace("_", " ")))
    lines.append(("Acts", "at once" if declaration.live else "from the next run on"))
    return tuple(lines)


class EvidenceCard(QFrame):
    """A popup that closes with Escape or a click elsewhere."""

    def __init__(self, declaration: Declaration, value: Value, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"Evidence for {declaration.label}")
        self.setFixedWidth(look.px(WIDTH))
        self._page = QWidget()
        self._page.setObjectName("page")
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(*(2 * metrics.GRID,) * 4)
        layout.setSpacing(metrics.GRID)
        self._add_scrolled(self._page)
        layout.addWidget(self._label(declaration.label, "title"))
        layout.addWidget(self._label(declaration.help, "text"))
        layout.addLayout(self._table(declaration, value))
        layout.addLayout(self._evidence(declaration))
        source = self._label(f"Source: {declaration.source}", "small")
        source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(source)
        for line in self._studies(declaration) + self._claims(declaration):
            layout.addWidget(line)
        layout.addStretch(1)

    def _studies(self, declaration: Declaration) -> list[QWidget]:
        """Return what was seen of a treatment: patients apart from mice and cells, and the notice."""
        found = evidence_about(declaration.path)
        lines: list[QWidget] = []
        for study in found:
            words = self._label(study.seen, "text")
            lines += [badge(study), words, self._label(f"{study.source} {study.doi}".strip(), "small")]
        return [self._label("What was seen", "strong"), *lines, self._label(NOTICE, "small")] if lines else []

    def _claims(self, declaration: Declaration) -> list[QWidget]:
        """Return the disputed claims that touch a slider."""
        lines: list[QWidget] = []
        for claim in claims_about(declaration.path):
            lines += [
                self._label(f"People say: {claim.says}", "strong"),
                self._label(f"The evidence says: {claim.evidence}", "text"),
                self._label(claim.sources, "small"),
            ]
        return lines

    def _add_scrolled(self, page: QWidget) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(area)

    def _table(self, declaration: Declaration, value: Value) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(2 * metrics.GRID)
        table.setVerticalSpacing(metrics.GRID // 4)
        table.setColumnStretch(1, 1)
        for row, (name, words) in enumerate(facts(declaration, value)):
            table.addWidget(self._label(name, "quiet"), row, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(self._label(words, "text"), row, 1)
        return table

    def _evidence(self, declaration: Declaration) -> QHBoxLayout:
        letter, words = GRADES[declaration.grade]
        grade = self._label(letter, "grade")
        grade.setWordWrap(False)
        grade.setAccessibleName(f"Grade {letter}")
        line = QHBoxLayout()
        line.addWidget(grade, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._label(words, "text"), 1)
        return line

    @staticmethod
    def _label(text: str, name: str) -> QLabel:
        label = PlainLabel(text)
        label.setObjectName(name)
        label.setWordWrap(True)
        return label

    def open_beside(self, widget: QWidget) -> None:
        """Show the card to the left of a widget, kept on the screen."""
        screen = widget.screen().availableGeometry()
        # Wrapped words make the height follow from the width, which adjustSize does not ask for.
        whole = self._page.heightForWidth(self.width() - 2) + 2
        self.setFixedHeight(min(whole, round(MOST_OF_SCREEN * screen.height())))
        corner = widget.mapToGlobal(QPoint(0, 0)) - QPoint(self.width() + metrics.GRID, 0)
        x = min(max(corner.x(), screen.left()), screen.right() - self.width())
        y = min(max(corner.y(), screen.top()), screen.bottom() - self.height())
        self.move(x, y)
        self.show()
