from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, Value
from desktop.ui.look.theme import Look
from desktop.ui.sliders.evidence_card import EvidenceCard, facts
from desktop.ui.sliders.panel import SliderPanel
from desktop.ui.sliders.rows import ChoiceRow, Row, SliderRow, SwitchRow, make_row
from desktop.ui.sliders.search import matches
from desktop.ui.sliders.sections import GRADES, SECTIONS, in_order, is_survival_factor, section_of
from desktop.ui.workspace.workspace import Workspace

# Popups and sizes of single widgets are beyond the platform without a screen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DECLARATIONS = MODEL.defaults().declarations


def another_value(declaration: Declaration) -> Value:
    if isinstance(declaration.default, bool):
        return not declaration.default
    if declaration.choices:
        return next(choice for choice in declaration.choices if choice != declaration.default)
    end = declaration.low if declaration.default != declaration.low else declaration.high
    return declaration.check(end)


def choose(row: Row) -> None:
    """Do what a user does, away from the default."""
    if isinstance(row, SliderRow):
        QTest.keyClick(row.slider, Qt.Key.Key_Home if row.value != row.declaration.low else Qt.Key.Key_End)
    elif isinstance(row, SwitchRow):
        QTest.mouseClick(row.switch, Qt.MouseButton.LeftButton)
    else:
        assert isinstance(row, ChoiceRow)
        step = Qt.Key.Key_Down if row.box.currentIndex() == 0 else Qt.Key.Key_Up
        QTest.keyClick(row.box, step)


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda d: d.path)
def test_every_declaration_gets_a_row_that_works_both_ways(declaration: Declaration, look: Look, qtbot: QtBot) -> None:
    row = make_row(declaration, look)
    qtbot.addWidget(row)
    row.show()
    told: list[tuple[str, Value]] = []
    row.edited.connect(lambda path, value: told.append((path, value)))
    row.show_value(another_value(declaration))
    assert row.value == another_value(declaration)
    assert row.reset.isVisible()
    assert told == []
    row.ask_default()
    choose(row)
    assert [path for path, _ in told] == [declaration.path] * 2
    assert told[0][1] == declaration.default
    assert told[1][1] == row.value != declaration.default
    assert row.focus_target().accessibleName() == declaration.label


def test_the_panel_shows_everything_and_the_six_factors_first(look: Look, qtbot: QtBot) -> None:
    panel = SliderPanel(MODEL.defaults(), look)
    qtbot.addWidget(panel)
    panel.show()
    ordered = in_order(DECLARATIONS)
    assert sum(is_survival_factor(d) for d in ordered[:6]) == 6
    for declaration in DECLARATIONS:
        row = panel.row(declaration.path)
        panel.reveal(declaration.path)
        assert row.isVisible()
    keys = [section.key for section in SECTIONS]
    assert {d.section for d in DECLARATIONS} <= set(keys), "a section of the model has no place in the panel"


def test_a_revealed_slider_is_scrolled_into_sight(workspace: Workspace, qtbot: QtBot) -> None:
    for path in ("treatments.antioxidant", "platelets.strength"):
        workspace.panel.reveal(path)
        row = workspace.panel.row(path)

        def in_sight(row: Row = row) -> bool:
            return not row.visibleRegion().isEmpty()

        qtbot.waitUntil(in_sight, timeout=60_000)


def test_a_search_finds_sliders_in_folded_sections_and_says_when_there_is_none(workspace: Workspace) -> None:
    panel = workspace.panel
    panel.look_for()
    panel.search.setText("antioxidant supp")
    assert panel.row("treatments.antioxidant").isVisible()
    assert not panel.row("flow.strength").isVisible()
    panel.search.setText("no slider has these words")
    assert any(label.isVisible() and "No slider" in label.text() for label in panel.findChildren(QLabel))
    panel.search.clear()
    assert panel.row("flow.strength").isVisible()


def test_escape_empties_the_search(workspace: Workspace) -> None:
    panel = workspace.panel
    panel.look_for()
    QTest.keyClicks(panel.search, "heparin")
    assert not panel.row("flow.strength").isVisible()
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert not panel.search.text()
    assert panel.row("flow.strength").isVisible()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tumour", "tumor.shedding"),
        ("tumor", "tumor.shedding"),
        ("tumou", "tumor.shedding"),
        ("immune", "natural_killer.density"),
        ("immune", "t_cell.density"),
        ("immune", "immune_evasion.strength"),
        ("hematocrit", "flow.haematocrit"),
        ("Haematocrit", "flow.haematocrit"),
    ],
)
def test_a_search_finds_what_is_meant(text: str, wanted: str) -> None:
    declared = MODEL.defaults().declarations
    assert wanted in {declaration.path for declaration in declared if matches(declaration, text)}


def test_sliders_for_experts_stand_at_the_end_of_their_section() -> None:
    for section in SECTIONS:
        levels = [d.level == "expert" for d in in_order(DECLARATIONS) if section_of(d) == section.key]
        assert levels == sorted(levels), section.title


def test_treatments_for_experts_stand_below_the_line_that_shows_them(workspace: Workspace) -> None:
    panel = workspace.panel
    panel.show_few(few=False)
    box = panel.sections["treatments"]
    box.header.setChecked(True)
    box.more.setChecked(True)
    QApplication.sendPostedEvents()
    layout = box.layout()
    assert layout is not None
    line = layout.indexOf(box.more)
    assert all((layout.indexOf(row) > line) == (row.declaration.level == "expert") for row in box.made)


def test_the_simple_view_shows_six_factors_and_two_defences_and_what_was_moved(workspace: Workspace) -> None:
    panel = workspace.panel

    def shown() -> list[str]:
        return [row.declaration.path for box in panel.sections.values() for row in box.made if row.isVisible()]

    few = shown()
    assert len(few) == 8
    assert sum(path.endswith(".strength") for path in few) == 6
    workspace.session.change({"flow.strength": 2.0})
    assert shown() == [*few, "flow.strength"], "what is not as it was must not be out of sight"
    panel.rest.click()
    assert not panel.is_simple
    assert len(shown()) > 25
    panel.show_few(few=True)
    assert shown() == [*few, "flow.strength"]
    workspace.look.change(theme="dark")
    assert workspace.panel.is_simple


def test_another_look_brings_its_rows_in_turns_to_come(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.panel.show_few(few=False)
    workspace.panel.sections["organ"].header.setChecked(True)
    workspace.panel.sections["treatments"].header.setChecked(False)
    before = {row.declaration.path for box in workspace.panel.sections.values() for row in box.made if row.isVisible()}
    workspace.look.change(theme="dark")
    panel = workspace.panel
    assert not any(box.made for box in panel.sections.values()), "the sheet has held up the picture long enough"
    assert panel.row("platelets.strength").value == 1.0, "who asks for a row gets it at once"
    workspace.look.change(theme="light")
    panel = workspace.panel
    assert panel.folds.sections["organ"][0], "what was not made yet is remembered"
    assert not panel.folds.sections["treatments"][0]

    def shown() -> set[str]:
        return {row.declaration.path for box in panel.sections.values() for row in box.made if row.isVisible()}

    qtbot.waitUntil(lambda: shown() == before)


def test_a_search_in_a_new_panel_finds_what_is_not_made_yet(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.panel.show_few(few=False)
    workspace.look.change(theme="dark")
    panel = workspace.panel
    panel.search.setText("platelet shield")
    qtbot.waitUntil(lambda: any(row.isVisible() for box in panel.sections.values() for row in box.made))
    assert all("platelets" in row.declaration.path for box in panel.sections.values() for row in box.made)


def test_a_slider_leaves_the_wheel_to_the_panel(workspace: Workspace) -> None:
    row = workspace.panel.row("platelets.strength")
    assert isinstance(row, SliderRow)
    before = workspace.session.parameters
    middle = QPointF(row.slider.rect().center())
    event = QWheelEvent(
        middle, QPointF(row.slider.mapToGlobal(middle.toPoint())), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(row.slider, event)
    assert workspace.session.parameters == before
    assert not event.isAccepted()


def test_double_click_and_reset_dot_bring_the_default_back(workspace: Workspace) -> None:
    row = workspace.panel.row("platelets.strength")
    assert isinstance(row, SliderRow)
    backs: tuple[Callable[[], object], ...] = (
        lambda: QTest.mouseDClick(row.slider, Qt.MouseButton.LeftButton),
        lambda: QTest.mouseClick(row.reset, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(row.slider, Qt.Key.Key_Delete),
    )
    for back in backs:
        workspace.session.change({"platelets.strength": 0.25})
        assert row.value == 0.25
        back()
        assert workspace.session.parameters.value("platelets.strength") == 1.0
        assert not row.reset.isVisible()


def test_a_typed_value_is_taken_or_refused_in_one_sentence(workspace: Workspace) -> None:
    row = workspace.panel.row("platelets.strength")
    assert isinstance(row, SliderRow)
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "1,5")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert workspace.session.parameters.value("platelets.strength") == 1.5
    said: list[str] = []
    workspace.told.connect(said.append)
    row.field.selectAll()
    QTest.keyClicks(row.field, "9")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert workspace.session.parameters.value("platelets.strength") == 1.5
    assert row.field.text() == "1.5"
    assert len(said) == 1
    assert "0 to 2 ×" in said[0]


def test_an_untouched_field_never_rounds_its_value(workspace: Workspace) -> None:
    row = workspace.panel.row("clocks.blood")
    assert isinstance(row, SliderRow)
    workspace.panel.reveal("clocks.blood", pulse=False)
    row.field.setFocus()
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert workspace.session.parameters.value("clocks.blood") == 1.0 / 60.0


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda d: d.path)
def test_every_parameter_has_an_evidence_card(declaration: Declaration) -> None:
    assert declaration.grade in GRADES
    words = dict(facts(declaration, declaration.default))
    assert words["Now"] == words["Default"]
    assert declaration.help
    assert declaration.source


def test_the_card_opens_beside_its_row_and_closes_without_a_trace(workspace: Workspace, qtbot: QtBot) -> None:
    row = workspace.panel.row("platelets.strength")
    QTest.mouseClick(row.info, Qt.MouseButton.LeftButton)
    cards = workspace.panel.findChildren(EvidenceCard)
    assert len(cards) == 1
    text = " ".join(label.text() for label in cards[0].findChildren(QLabel))
    assert row.declaration.help in text
    assert row.declaration.source in text
    QTest.keyClick(cards[0], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not workspace.panel.findChildren(EvidenceCard), timeout=60_000)
