"""The left panel: the story page by page, and the biography of one cell."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.lessons.pages import Page
from desktop.lessons.words import with_words
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.story.cell_page import CellPage
from desktop.ui.story.tour import Tour
from desktop.ui.widgets.markdown_view import Reader
from desktop.ui.widgets.plain import PlainLabel, menu_words, tip
from desktop.ui.widgets.tabs import add_tabs


class StoryPage(QWidget):
    """One page of the story, with the way to all others.

    Signals
    -------
    page_shown
        The `Page` now shown, when the reader chose it.
    """

    page_shown = Signal(object)

    def __init__(self, pages: tuple[Page, ...], tour: Tour, look: Look) -> None:
        super().__init__()
        self.pages = pages
        self.index = 0
        self._tour = tour
        self._look = look
        self.reader = Reader(look, narrow=True)
        self.reader.setAccessibleName("Story text")
        self.list = QToolButton()
        self.list.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setMenu(self._page_menu())
        self.back, self.forward = QToolButton(), QToolButton()
        self.play = QPushButton()
        self.play.setObjectName("framed")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName("Progress of the tour on this page")
        self._lay_out()
        self._connect()
        self.restyle()
        self.show_page(0)
        look.changed.connect(self.restyle)

    def _page_menu(self) -> QMenu:
        menu = QMenu(self)
        for number, page in enumerate(self.pages, start=1):
            action = menu.addAction(f"{number}  {menu_words(page.title)}")
            action.triggered.connect(partial(self._choose, number - 1))
        return menu

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(metrics.GRID // 2)
        for button in (self.back, self.forward):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        top.addWidget(self.list)
        top.addStretch(1)
        top.addWidget(self.back)
        top.addWidget(self.forward)
        self.title = PlainLabel()
        self.title.setObjectName("title")
        self.title.setWordWrap(True)
        self.summary = PlainLabel()
        self.summary.setObjectName("quiet")
        self.summary.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * metrics.GRID, metrics.GRID, metrics.GRID, metrics.GRID)
        layout.setSpacing(metrics.GRID)
        layout.addLayout(top)
        layout.addWidget(self.title)
        layout.addWidget(self.summary)
        layout.addWidget(self.reader, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.play)
        self.play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.progress.hide()

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.turn(-1))
        self.forward.clicked.connect(lambda: self.turn(1))
        self.play.clicked.connect(self._on_tour)
        self._tour.arrived.connect(self._on_arrived)
        self._tour.running_changed.connect(lambda _: self.restyle())
        self._tour.finished.connect(self.restyle)
        self._tour.progressed.connect(lambda share: self.progress.setValue(round(1000 * share)))

    def restyle(self) -> None:
        """Take icons and words from the present state."""
        look = self._look
        for button, name, words in (
            (self.back, "ph.caret-left", "Previous page (PgUp)"),
            (self.forward, "ph.caret-right", "Next page (PgDn)"),
        ):
            button.setIcon(icon(name, look))
            button.setIconSize(QSize(look.px(14), look.px(14)))
            button.setAccessibleName(words)
            button.setToolTip(tip(words))
        self.list.setIcon(icon("ph.list", look))
        self.list.setIconSize(QSize(look.px(14), look.px(14)))
        self.play.setIconSize(QSize(look.px(14), look.px(14)))
        running, is_open = self._tour.running, self._tour.is_open
        self.progress.setVisible(is_open)
        begin = "Go on with the tour" if is_open else "Guided tour" if self.index == 0 else "Tour from here"
        self.play.setText("Pause the tour" if running else begin)
        self.play.setIcon(icon("ph.pause" if running else "ph.play", look))

    def show_page(self, index: int) -> None:
        """Show a page without telling anyone."""
        self.index = min(max(index, 0), len(self.pages) - 1)
        page = self.pages[self.index]
        self.list.setText(f"{self.index + 1} of {len(self.pages)}")
        self.list.setAccessibleName(f"Pages of the story; now page {self.index + 1} of {len(self.pages)}: {page.title}")
        self.list.setToolTip("All pages")
        self.title.setText(page.title)
        self.summary.setText(page.summary)
        self.reader.show_markdown(with_words(page.body_markdown))
        self.back.setEnabled(self.index > 0)
        self.forward.setEnabled(self.index + 1 < len(self.pages))
        self.restyle()

    def show_page_of(self, key: str) -> None:
        """Show the page of a key without telling anyone; a key of no page changes nothing."""
        self.show_page(next((i for i, page in enumerate(self.pages) if page.key == key), self.index))

    def show_key(self, key: str) -> None:
        """Show the page of a key, and tell."""
        self._choose(next(i for i, page in enumerate(self.pages) if page.key == key))

    def _choose(self, index: int, _checked: bool = False) -> None:
        # The tour goes on in the picture, and turns the page at its next stop only.
        self.show_page(index)
        self.page_shown.emit(self.pages[self.index])

    def turn(self, pages: int) -> None:
        """Turn some pages on or back, as by hand."""
        if 0 <= self.index + pages < len(self.pages):
            self._choose(self.index + pages)

    def _on_tour(self) -> None:
        if self._tour.is_open:
            self._tour.toggle()
        else:
            self._tour.start(self.index if self.index + 1 < len(self.pages) else 0)

    def _on_arrived(self, stop: object) -> None:
        keys = [page.key for page in self.pages]
        self.show_page(keys.index(getattr(stop, "key", keys[0])))


class StoryPanel(QWidget):
    """Story | Cell."""

    def __init__(self, pages: tuple[Page, ...], tour: Tour, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.story = StoryPage(pages, tour, look)
        self.cell = CellPage(look)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.story)
        self.stack.addWidget(self.cell)
        line = QHBoxLayout()
        line.setContentsMargins(metrics.GRID, 0, metrics.GRID, 0)
        line.setSpacing(metrics.GRID)
        self.tabs = add_tabs(line, {words: f"{words} panel" for words in ("Story", "Cell")}, self)
        self.tabs.idToggled.connect(lambda index, on: self.stack.setCurrentIndex(index) if on else None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.stack, 1)

    def show_story(self) -> None:
        """Turn to the story."""
        self.tabs.button(0).setChecked(True)

    def show_cell(self) -> None:
        """Turn to the biography."""
        self.tabs.button(1).setChecked(True)
