"""Finds words that do not fit what they stand in, in all that a window shows."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from desktop.ui.widgets.number_field import NumberField

SLACK = 1


def clipped(window: QWidget) -> list[str]:
    """Return the words of a window that are cut, each with what holds them and the room they lack."""
    found = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window.window():
            found += [f"{type(widget).__name__} {problem}" for problem in _problems(widget)]
    return found


def _problems(widget: QWidget) -> Iterator[str]:
    letters = QFontMetrics(widget.font())
    if isinstance(widget, QLabel) and widget.text():
        yield from _label_problems(widget, letters)
    elif isinstance(widget, QAbstractButton) and widget.text():
        hint = widget.sizeHint()
        if hint.width() > widget.width() + SLACK or hint.height() > widget.height() + 4 * SLACK:
            yield f"“{widget.text()}” needs {hint.width()} × {hint.height()}, has {widget.width()} × {widget.height()}"
    elif isinstance(widget, QComboBox):
        room = _field_of(widget).width()
        if letters.horizontalAdvance(widget.currentText()) > room + SLACK:
            yield f"“{widget.currentText()}” has {room}"
    elif isinstance(widget, NumberField | QLineEdit) and not isinstance(widget.parent(), QComboBox):
        words = widget.text() if isinstance(widget, NumberField) else widget.placeholderText()
        room = widget.contentsRect().width() - 4
        if letters.horizontalAdvance(words) > room:
            yield f"“{words}” has {room}"
    else:
        return
    if not _is_whole(widget):
        yield f"“{getattr(widget, 'text', getattr(widget, 'currentText', str))()}” leaves what holds it"


def _label_problems(label: QLabel, letters: QFontMetrics) -> Iterator[str]:
    words = label.text()
    if label.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
        return
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + 2 * SLACK:
            yield f"“{words[:60]}” needs the height {label.heightForWidth(label.width())}, has {label.height()}"
        longest = max(letters.horizontalAdvance(word) for word in words.split() or [""])
        if longest > label.contentsRect().width() + SLACK:
            yield f"“{words[:60]}” has a word of {longest}, and the width {label.contentsRect().width()}"
    elif label.sizeHint().width() > label.width() + SLACK or letters.height() > label.height() + 2 * SLACK:
        yield f"“{words[:60]}” needs {label.sizeHint().width()}, has {label.width()}"


def _field_of(box: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )


def _is_whole(widget: QWidget) -> bool:
    """Tell whether a widget lies inside all that hold it, up to one that scrolls."""
    if isinstance(widget, QCheckBox) and not widget.text():
        return True
    holder = widget.parentWidget()
    while holder is not None and not widget.isWindow():
        area = holder.parentWidget()
        scrolls = isinstance(area, QAbstractScrollArea) and holder is area.viewport()
        place = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
        room = holder.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        if not scrolls and not room.contains(place):
            return False
        if scrolls and isinstance(area, QAbstractScrollArea) and not _can_be_reached(area, holder, widget):
            return False
        if scrolls or holder.isWindow():
            return True
        holder = holder.parentWidget()
    return True


def _can_be_reached(area: QAbstractScrollArea, viewport: QWidget, widget: QWidget) -> bool:
    """Tell whether no part of a widget hangs over the side of an area that does not scroll to the side."""
    if area.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return True
    left = widget.mapTo(viewport, QPoint(0, 0)).x()
    return left >= -SLACK and left + widget.width() <= viewport.width() + SLACK
