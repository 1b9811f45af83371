"""The biography of the selected cell."""

from html import escape

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop.scene.raster.pixels import blank_picture
from desktop.study.biography import Biography
from desktop.study.bystanders import Bystander
from desktop.study.trait_scores import Likeness
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import BareDocument, PlainLabel

NOBODY = (
    "Click a tumor cell in the scene to read its life: when it let go, what it met, and how it ended. "
    "Its story stays here after it has died. Immune cells, platelets and doorways tell what they are, too."
)


BAR = (48, 7)
"""Width and height of the bar that shows how a cell stands among a hundred, in pixels at font scale 1."""


class CellPage(QWidget):
    """Tells what a `Biography` holds.

    Signals
    -------
    random_asked
        Some living cell should be chosen.
    follow_changed
        Whether the camera should stay with the cell.
    """

    random_asked = Signal()
    follow_changed = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: Biography | None = None
        self._bystander: Bystander | None = None
        self.title = PlainLabel()
        self.title.setObjectName("title")
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.text = QTextBrowser()
        self.text.setDocument(BareDocument(self.text))
        self.text.setAccessibleName("Life of the selected cell")
        self.random = QPushButton("Choose a cell")
        self.random.setToolTip("Chooses a traveling cell")
        self.random.setObjectName("framed")
        self.follow = QPushButton("Follow")
        self.follow.setObjectName("framed")
        self.follow.setCheckable(True)
        self.follow.setToolTip("Keep the selected cell in the middle of the scene")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * metrics.GRID, metrics.GRID, metrics.GRID, metrics.GRID)
        layout.setSpacing(metrics.GRID)
        for widget in (self.title, self.summary):
            layout.addWidget(widget)
        layout.addWidget(self.text, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.random, 1)
        buttons.addWidget(self.follow)
        layout.addLayout(buttons)
        self.random.clicked.connect(self.random_asked)
        self.follow.toggled.connect(self.follow_changed)
        look.changed.connect(self._write)
        self._write()

    def show_biography(self, biography: Biography | None) -> None:
        """Show a life, or an invitation to choose one."""
        if biography is not None:
            self._bystander = None
        if biography != self._shown:
            self._shown = biography
            self._write()

    def show_bystander(self, body: Bystander) -> None:
        """Show what is no tumor cell, until a tumor cell is chosen."""
        self._bystander = body
        self._write()

    def _write(self) -> None:
        life = self._shown
        self.follow.setEnabled(life is not None and life.state not in ("gone", "unborn"))
        if life is None and self._bystander is not None:
            self.title.setText(self._bystander.title)
            self.summary.setText("\n\n".join(filter(None, (self._bystander.about, self._bystander.now))))
            self.text.clear()
            return
        if life is None:
            self.title.setText("No cell selected")
            self.summary.setText(NOBODY)
            self.text.clear()
            return
        states = {"alive": "", "dying": " (dying)", "gone": " (gone)", "unborn": " (not there yet)"}
        self.title.setText(f"Cell {life.identity}{states[life.state]}")
        self.summary.setText(f"{life.summary[:1].upper()}{life.summary[1:]}. {life.about}".strip())
        bar = self.text.verticalScrollBar()
        place = bar.value()
        self.text.setHtml(self._html(life))
        bar.setValue(place)

    def _html(self, life: Biography) -> str:
        quiet = self._look.colour("quiet").name()
        size = self._look.px(metrics.FONT_BODY)
        numbers = "".join(
            f"<tr><td style='color:{quiet};padding:1px 12px 1px 0'>{escape(name)}</td><td>{escape(words)}</td></tr>"
            for name, words in life.numbers
        )
        lines = (
            "".join(
                f"<tr><td style='color:{quiet};padding:2px 12px 2px 0' align='right'>{line.seconds:.1f}&nbsp;s</td>"
                f"<td style='padding:2px 0'>{escape(line.sentence)}</td></tr>"
                for line in life.lines
            )
            or f"<tr><td style='color:{quiet}'>Nothing has happened to it yet.</td></tr>"
        )
        like = "" if life.likeness is None else self._like_html(life.likeness)
        when = "Now" if life.state == "alive" else "When last seen"
        return (
            f"<div style='font-size:{size}px'>{like}<p><b>Its life</b> "
            f"<span style='color:{quiet}'>(seconds of animation)</span></p><table>{lines}</table>"
            f"<p><b>{when}</b></p><table>{numbers}</table></div>"
        )

    def _like_html(self, likeness: Likeness) -> str:
        """Return the clone and the traits, each as a factor, a bar and words."""
        quiet = self._look.colour("quiet").name()
        wide, high = (self._look.px(side) for side in BAR)
        small = self._look.px(metrics.FONT_SMALL)
        rows = []
        for trait in likeness.traits:
            name = f"bar:{trait.below}"
            self.text.document().addResource(
                QTextDocument.ResourceType.ImageResource.value, QUrl(name), self._bar(trait.below)
            )
            rows.append(
                f"<tr><td style='padding-top:4px'>{escape(trait.label)}</td>"
                f"<td align='right' style='padding:4px 0 0 8px'>{trait.factor:.2f}&nbsp;×</td></tr>"
                f"<tr><td colspan='2' style='color:{quiet};font-size:{small}px'>"
                f"<img src='{name}' width='{wide}' height='{high}'> {escape(trait.words)}</td></tr>"
            )
        note = likeness.note or "Over the slider's value, and among 100 cells:"
        return (
            f"<p><b>What it is like</b> <span style='color:{quiet}'>(clone {likeness.clone})</span></p>"
            f"<p style='color:{quiet}'>{escape(note)}</p><table width='100%' cellspacing='0'>{''.join(rows)}</table>"
        )

    def _bar(self, below: int) -> QImage:
        """Return a bar that is filled by as many hundredths as there are cells with less, with a mark at the half."""
        ratio = self.devicePixelRatioF()
        wide, high = (self._look.px(side) for side in BAR)
        image = blank_picture(round(wide * ratio), round(high * ratio), clear=True)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, share in (("hairline", 1.0), ("accent", (below + 0.5) / 100.0)):
            painter.setBrush(self._look.colour(role))
            painter.drawRoundedRect(QRectF(0.0, 1.0, share * wide, high - 2.0), 2.0, 2.0)
        painter.fillRect(QRectF(0.5 * wide - 0.5, 0.0, 1.0, high), self._look.colour("text"))
        painter.end()
        return image
