"""A row of words of which one is chosen, as at the head of a panel."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop.ui.widgets.plain import menu_words


def add_tabs(line: QHBoxLayout, named: Mapping[str, str], parent: QWidget, chosen: int = 0) -> QButtonGroup:
    """Put tabs into a line and return their group; ``named`` tells for each word the name by which it is read out."""
    group = QButtonGroup(parent)
    for index, (words, name) in enumerate(named.items()):
        tab = QPushButton(menu_words(words))
        tab.setObjectName("tab")
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tab.setAccessibleName(name)
        group.addButton(tab, index)
        line.addWidget(tab)
    group.button(chosen).setChecked(True)
    line.addStretch(1)
    return group
