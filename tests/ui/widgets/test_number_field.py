"""Numbers typed in the window mean the same in every language of the system, and are shown in one style."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.export.job import JobError
from desktop.system.typed_numbers import NumberError
from desktop.ui.files.export_dialog import ExportDialog
from desktop.ui.look.application import application
from desktop.ui.sliders.rows import SliderRow
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
UI = Path(__file__).parents[3] / "desktop" / "ui"
LANGUAGES = ("C", "en_US", "de_DE", "de_CH", "fr_FR", "cs_CZ", "tr_TR", "ar_EG", "fa_IR")
OTHERS = {"QSpinBox", "QDoubleSpinBox", "QDoubleValidator", "QIntValidator", "QInputDialog"}
UNDERSTOOD = (
    ("2.5", 2.5),
    ("1,5", 1.5),
    ("٣٫٥", 3.5),
    ("۱۲", 12.0),
    ("1.000,5", 1000.5),
    ("12'500", 12_500.0),
    ("7 s", 7.0),
)
REFUSED = ("1,000", "20,000", "1.000", "2.500", "nan", "inf", "1e400", "", "5 min", "1_0", "99999999")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def languages() -> Iterator[None]:
    """Go through all languages, where a window for each would take long."""
    before = QLocale()
    for name in LANGUAGES:
        QLocale.setDefault(QLocale(name))
        yield
    QLocale.setDefault(before)


def enter(field: NumberField, text: str) -> None:
    """Type a text, and leave the field."""
    field.setText(text)
    field.textEdited.emit(text)
    field.editingFinished.emit()


@pytest.mark.usefixtures("language")
def test_a_field_understands_the_same_in_every_language(qtbot: QtBot) -> None:
    field = NumberField("Time", 0.0, 86_400.0, unit="s")
    qtbot.addWidget(field)
    for text, number in UNDERSTOOD:
        field.show_number(0.0)
        with qtbot.waitSignal(field.entered) as told:
            enter(field, text)
        assert told.args == [number]
        assert (field.number(), field.text()) == (number, f"{number:g}".replace("e+", "e"))


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("text", REFUSED)
def test_a_field_takes_nothing_else_in_place_of_what_it_refuses(qtbot: QtBot, text: str) -> None:
    field = NumberField("Time", 0.0, 86_400.0, unit="s")
    qtbot.addWidget(field)
    field.show_number(3.0)
    said: list[str] = []
    field.refused.connect(said.append)
    field.entered.connect(lambda _: said.append("taken"))
    enter(field, text)
    assert len(said) == 1
    assert said[0].startswith("Time takes 0 to 86400 s; ")
    assert field.text() == text
    with pytest.raises(NumberError):
        field.number()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.number() == 3.0


def test_letters_reach_the_field_one_by_one(qtbot: QtBot) -> None:
    field = NumberField("Time", 0.0, 100.0)
    qtbot.addWidget(field)
    QTest.keyClicks(field, "2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.number() == 2.5
    field.step = 1.0
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "3.5"
    field.set_number(99.5)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.number() == 100.0


def test_a_whole_number_is_whole(qtbot: QtBot) -> None:
    field = NumberField("Seed", 0, 2**31 - 1, whole=True)
    qtbot.addWidget(field)
    field.show_number(2**31 - 1)
    assert field.text() == "2147483647"
    enter(field, "1.5")
    with pytest.raises(
        NumberError, match="Seed takes whole numbers from 0 to 2147483647; “1.5” was not taken".replace(".", r"\.")
    ):
        field.number()


def test_thousands_of_cells_do_not_become_one(workspace: Workspace) -> None:
    row = workspace.panel.row("natural_killer.density")
    assert isinstance(row, SliderRow)
    said: list[str] = []
    workspace.told.connect(said.append)
    for _ in languages():
        before = row.value
        for text in ("1,000", "20,000", "1.000"):
            enter(row.field, text)
            assert workspace.session.parameters.value("natural_killer.density") == before
            assert not row.complaint.isHidden()
            assert f"“{text}” was not taken: it may mean {text[:-4]}000 or {text[:-4]}.0" in row.complaint.text()
            assert said.pop() == row.complaint.text()
        for text, number in (("۲۵۰", 250.0), ("1'000", 1000.0)):
            enter(row.field, text)
            assert workspace.session.parameters.value("natural_killer.density") == number
            assert (row.field.text(), row.complaint.isHidden()) == (f"{number:g}", True)


def test_the_seed_is_taken_or_refused(workspace: Workspace) -> None:
    said: list[str] = []
    workspace.told.connect(said.append)
    enter(workspace.transport.seed, "1,000")
    assert (workspace.session.simulation.seed, workspace.transport.seed.text()) == (7, "7")
    assert "Seed takes whole numbers" in said[-1]
    enter(workspace.transport.seed, "1 000")
    assert workspace.session.simulation.seed == 1000


def test_an_experiment_goes_between_what_was_typed(window: VoyageWindow) -> None:
    assert window.furniture is not None
    window.furniture.study_dialogs.open_dose_response()
    dialog = window.furniture.study_dialogs.dose_response
    assert dialog is not None
    for _ in languages():
        dialog.first.choose("platelets.strength")
        enter(dialog.first.low, "0,5")
        enter(dialog.first.high, "1.5")
        enter(dialog.steps, "٣")
        assert dialog.design().sweep.axes[0].values == (0.5, 1.0, 1.5)
        assert dialog.start_button.isEnabled()
    for field, text in ((dialog.first.high, ""), (dialog.first.high, "nan"), (dialog.steps, "2.5")):
        shown = field.text()
        enter(field, text)
        assert not dialog.start_button.isEnabled()
        assert "was not taken" in dialog.message.text()
        enter(field, shown)
    dialog.first.choose("natural_killer.density")
    enter(dialog.first.high, "1,000")
    assert "NK" in dialog.message.text()
    assert "it may mean 1000 or 1.0" in dialog.message.text()


def test_an_export_lasts_as_long_as_was_typed(window: VoyageWindow, tmp_path: Path) -> None:
    assert window.furniture is not None
    window.furniture.exports.open()
    dialog = window.furniture.exports.dialog
    assert isinstance(dialog, ExportDialog)
    form = dialog.form
    for _ in languages():
        for text, seconds in (("2.5", 2.5), ("1,5", 1.5), ("۳", 3.0)):
            enter(form.end, text)
            assert form.job(tmp_path / "a.mp4").end == seconds
            assert form.end.text() == f"{seconds:g} s"
    enter(form.end, "1,000")
    assert not dialog.start_button.isEnabled()
    assert "To takes 0 to 86400 s; “1,000” was not taken" in dialog.estimate.text()
    with pytest.raises((NumberError, JobError)):
        dialog.job()


@pytest.mark.parametrize("language", ["ar_EG"], indirect=True)
def test_all_digits_in_the_window_are_of_one_kind(language: str, request: pytest.FixtureRequest) -> None:
    assert QLocale().name() == language
    application()
    window = request.getfixturevalue("window")
    window.furniture.exports.open()
    window.furniture.study_dialogs.open_dose_response()
    window.furniture.study_dialogs.open_treatment()
    shown = [widget.text() for kind in (QLabel, QLineEdit) for widget in window.findChildren(kind)]
    assert any(text.isdecimal() for text in shown)
    assert all(letter.isascii() for text in shown for letter in text if letter.isdecimal())


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.name)
def test_no_other_field_takes_numbers(path: Path) -> None:
    names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert not names & OTHERS
