"""What was seen of a treatment, study by study: patients in full colour, mice and cells in a dashed frame."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from desktop.lessons.claims import KINDS, RESULTS, Evidence, evidence_about
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import PlainLabel, tip

HEIGHT = 108
"""Height of the list in pixels at font scale 1; what does not fit scrolls."""


def badge(study: Evidence) -> QLabel:
    """Return in whom it was seen and what came of it, people apart from all else."""
    label = PlainLabel(f"{KINDS[study.kind]} · {RESULTS[study.result]}")
    label.setObjectName("human" if study.is_human else "animal")
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return label


class Studies(QScrollArea):
    """The studies of one treatment, those in patients first."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(look.px(HEIGHT))
        self.setAccessibleName("What was seen of this treatment")

    def show_for(self, path: str) -> None:
        """Show what was seen of the treatment at a path."""
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, metrics.GRID, 0)
        grid.setHorizontalSpacing(metrics.GRID)
        grid.setVerticalSpacing(metrics.GRID // 2)
        grid.setColumnStretch(1, 1)
        studies = sorted(evidence_about(path), key=lambda study: not study.is_human)
        for row, study in enumerate(studies):
            words = PlainLabel(f"{study.seen} {study.source}".strip())
            words.setWordWrap(True)
            words.setToolTip(tip(study.doi))
            grid.addWidget(badge(study), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        grid.setRowStretch(len(studies), 1)
        self.setWidget(page)
