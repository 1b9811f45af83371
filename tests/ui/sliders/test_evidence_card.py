from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.cascade import MODEL
from desktop.lessons.claims import NOTICE, claims, evidence
from desktop.ui.look.theme import Look
from desktop.ui.sliders.evidence_card import EvidenceCard
from tests.ui.words_that_fit import clipped

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def parent(look: Look, qtbot: object) -> Iterator[QWidget]:
    assert look is not None
    assert qtbot is not None
    widget = QWidget()
    widget.resize(600, 500)
    yield widget
    widget.deleteLater()


def _card(path: str, look: Look, parent: QWidget) -> EvidenceCard:
    declaration = MODEL.defaults().declaration(path)
    card = EvidenceCard(declaration, declaration.default, look, parent)
    card.open_beside(parent)
    return card


def _words(card: EvidenceCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel)]


def test_every_claim_stands_on_the_card_of_each_slider_it_touches(look: Look, parent: QWidget) -> None:
    for path in sorted({path for claim in claims() for path in claim.sliders}):
        words = " ".join(_words(_card(path, look, parent)))
        for claim in claims():
            assert (claim.says in words) == (path in claim.sliders), (path, claim.key)


def test_patients_and_mice_look_different_and_the_notice_is_there(look: Look, parent: QWidget) -> None:
    for path in sorted({study.slider for study in evidence()}):
        card = _card(path, look, parent)
        badges = [
            label.objectName() for label in card.findChildren(QLabel) if label.objectName() in ("human", "animal")
        ]
        studies = [study for study in evidence() if study.slider == path]
        assert badges == ["human"] * sum(s.is_human for s in studies) + ["animal"] * sum(
            not s.is_human for s in studies
        )
        assert NOTICE in _words(card)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_every_word_of_a_card_fits(look: Look, parent: QWidget, scale: float) -> None:
    look.change(font_scale=scale)
    for path in ("treatments.antiplatelet", "natural_killer.density", "platelets.strength"):
        card = _card(path, look, parent)
        QApplication.processEvents()
        assert not clipped(card), path
        assert card.height() <= parent.screen().availableGeometry().height()


def test_a_card_never_outgrows_the_screen(look: Look, parent: QWidget) -> None:
    for path in ("treatments.antiplatelet", "natural_killer.density"):
        assert _card(path, look, parent).height() <= parent.screen().availableGeometry().height()
