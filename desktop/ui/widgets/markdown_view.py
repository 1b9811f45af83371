"""Shows Markdown in the interface's own type, and tells which link was followed."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QKeyEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from desktop.lessons.links import (
    Compare,
    LessonError,
    LookAt,
    ManyPatients,
    OpenScenario,
    OpenTool,
    SetValue,
    WebLink,
    parse_target,
)
from desktop.lessons.words import WORD
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import BareDocument

LINE_HEIGHT = 132.0
"""Per cent of the font's own line height."""

HEADINGS = {1: metrics.FONT_HERO, 2: metrics.FONT_TITLE}
NARROW_HEADINGS = {1: metrics.FONT_TITLE}

RUN_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)


class Reader(QTextBrowser):
    """A page of text.

    Signals
    -------
    set_asked
        Path and text of a value to set a slider to.
    look_asked
        Name of a place to look at.
    open_asked
        Name of a scenario that comes with the program.
    compare_asked
        Path of a slider, and the column that is counted, for an experiment.
    patients_asked
        Path of the dose of a treatment that many patients are given.
    tool_asked
        Name of a tool of the window.
    word_asked
        A word of the glossary.
    """

    set_asked = Signal(str, str)
    look_asked = Signal(str)
    open_asked = Signal(str)
    compare_asked = Signal(str, str)
    patients_asked = Signal(str)
    tool_asked = Signal(str)
    word_asked = Signal(str)

    def __init__(self, look: Look, *, narrow: bool = False) -> None:
        super().__init__()
        self._look = look
        self._headings = NARROW_HEADINGS if narrow else HEADINGS
        self._markdown = ""
        self.setDocument(BareDocument(self))
        self.setOpenLinks(False)
        self.setReadOnly(True)
        self.anchorClicked.connect(self.follow)
        look.changed.connect(self._restyle)

    def show_markdown(self, markdown: str) -> None:
        """Show a page from its beginning."""
        self._markdown = markdown
        self._restyle()
        self.verticalScrollBar().setValue(0)

    def _restyle(self) -> None:
        look, document = self._look, self.document()
        document.setDefaultFont(look.font())
        document.setDocumentMargin(look.px(2))
        document.setIndentWidth(look.px(18))
        self.setMarkdown(self._markdown)
        self.setStyleSheet("background: transparent;")
        # Laid out once, and not after each of its blocks.
        whole = QTextCursor(document)
        whole.beginEditBlock()
        block = document.begin()
        while block.isValid():
            self._style_block(block)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._style_table(frame)
        whole.endEditBlock()

    def _style_table(self, table: QTextTable) -> None:
        layout = table.format()
        layout.setBorder(0.0)
        layout.setCellPadding(self._look.px(3))
        layout.setCellSpacing(0.0)
        layout.setBottomMargin(self._look.px(8))
        table.setFormat(layout)

    def _style_block(self, block: QTextBlock) -> None:
        look, cursor = self._look, QTextCursor(block)
        layout = QTextBlockFormat()
        layout.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        level = block.blockFormat().headingLevel()
        layout.setTopMargin(look.px(14 if level else 0))
        layout.setBottomMargin(look.px(2 if level else 7))
        if block.textList() is not None:
            layout.setBottomMargin(look.px(3))
        cursor.mergeBlockFormat(layout)
        if level:
            self._size_heading(block, look.px(self._headings.get(level, metrics.FONT_BODY)))

    @staticmethod
    def _size_heading(block: QTextBlock, pixels: int) -> None:
        """Give a heading its own size; Markdown's size relative to the text would win over it if it stayed."""
        pieces, place = [], block.begin()
        while not place.atEnd():
            fragment = place.fragment()
            pieces.append((fragment.position(), fragment.length(), fragment.charFormat()))
            place += 1
        for start, length, letters in pieces:
            letters.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
            letters.setProperty(QTextFormat.Property.FontPixelSize.value, pixels)
            cursor = QTextCursor(block)
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(letters)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys of the run to the window; the text scrolls with Page keys and up and down."""
        if event.key() in RUN_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def follow(self, url: QUrl) -> None:
        """Do what a link asks for; pages of the web open in the reader's own browser."""
        if url.scheme() == WORD:
            self.word_asked.emit(url.path())
            return
        try:
            link = parse_target(url.toString())
        except LessonError:
            return
        if isinstance(link, SetValue):
            self.set_asked.emit(link.path, link.text)
        elif isinstance(link, LookAt):
            self.look_asked.emit(link.place)
        elif isinstance(link, OpenScenario):
            self.open_asked.emit(link.name)
        elif isinstance(link, Compare):
            self.compare_asked.emit(link.path, link.counted)
        elif isinstance(link, ManyPatients):
            self.patients_asked.emit(link.path)
        elif isinstance(link, OpenTool):
            self.tool_asked.emit(link.name)
        elif isinstance(link, WebLink):
            QDesktopServices.openUrl(url)
