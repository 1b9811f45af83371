"""F6: from panel to panel, and in each back to where the keys were last."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

Entry = tuple[QWidget, Callable[[], QWidget | None]]
"""A panel, and what of it takes the keys when it had them never before."""


class Rounds:
    """Goes round the panels in their order; those that are not shown are left out."""

    def __init__(self, panels: Callable[[], Mapping[str, Entry]]) -> None:
        self._panels = panels
        self._last: dict[str, QWidget] = {}

    def go(self, step: int) -> None:
        """Give the keys to the panel some steps further, negative ones back."""
        panels = {name: entry for name, entry in self._panels().items() if entry[0].isVisible()}
        names = list(panels)
        if not names:
            # A page before the window, such as that of true rarity, may leave none to go to.
            return
        focused = QApplication.focusWidget()
        here = next((name for name in names if focused is not None and _holds(panels[name][0], focused)), None)
        if here is not None and focused is not None:
            self._last[here] = focused
        there = names[(names.index(here) + step) % len(names)] if here is not None else names[0]
        panel, first = panels[there]
        goal = self._last.get(there)
        if goal is None or not _holds(panel, goal) or not goal.isVisible():
            goal = first()
        if goal is not None:
            goal.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)


def _holds(panel: QWidget, widget: QWidget) -> bool:
    return panel is widget or panel.isAncestorOf(widget)
