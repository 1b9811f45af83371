"""The guide keeps its word: its code runs, what it names exists, and its pages have the form they promise."""

import importlib.util
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.system.assets import asset

GUIDE = asset("guide")
CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = sorted(GUIDE.rglob("*.md"))
HAND_WRITTEN = [path for path in PAGES if path.name != "parameters.md"]
DECISIONS = sorted((GUIDE / "decisions").glob("*.md"))
TEACHERS_HEADINGS = (
    "What is it?",
    "How it works",
    "How to use it",
    "Things to notice",
    "Things to try",
    "Extending the model",
    "Credits and references",
)


def _text(name: str) -> str:
    return asset(f"guide/{name}").read_text(encoding="utf-8")


def _headings(text: str, level: int = 2) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", text, re.MULTILINE)


@pytest.fixture
def fever(tmp_path: Path) -> ModuleType:
    code = re.findall(r"```python\n(.+?)```", _text("architecture.md"), re.DOTALL)
    assert len(code) == 1
    path = tmp_path / "fever.py"
    path.write_text(code[0], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("fever", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_hazard_shown_to_maintainers_works_as_one_file_and_one_line(fever: ModuleType) -> None:
    model = replace(MODEL, entries=(*MODEL.entries, fever.ENTRY))
    assert model.defaults().declaration("fever.rate").section == "defences"
    deaths = {}
    for rate in (0.0, 10.0):
        parameters = model.defaults().replace({"fever.rate": rate, "start.injected": 60})
        simulation = Simulation(model, parameters, seed=3, with_scenery=False)
        simulation.advance(90)
        code = [hazard.name for hazard in model.hazards].index("fever")
        deaths[rate] = int(simulation.snapshot().deaths[:, code].sum())
    assert deaths[0.0] == 0
    assert deaths[10.0] > 0


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=lambda path: path.name)
def test_every_file_and_parameter_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:desktop|assets|tests|decisions)/[\w./-]+|[\w-]+\.md|main\.py)`", text))
    here = {"desktop": CHECKOUT, "assets": CHECKOUT, "tests": CHECKOUT, "main.py": CHECKOUT}
    for name in named - {"desktop/cascade/fever.py"}:
        assert (here.get(name.split("/")[0], GUIDE) / name).exists(), name
    short = re.findall(r"`((?:engine|cascade|study|lessons|export|scene|film|ui|commands|system)/[\w/]+\.py)`", text)
    for name in short:
        assert (CHECKOUT / "desktop" / name).exists(), name
    known = {declaration.path for declaration in MODEL.defaults().declarations}
    groups = {path.partition(".")[0] for path in known}
    for name in set(re.findall(r"`([a-z_]+\.[a-z_]+)`", text)):
        assert name in known or name.partition(".")[0] not in groups, name


def test_the_teachers_page_has_the_headings_a_teacher_knows() -> None:
    headings = _headings(_text("model.md"))
    assert [heading for heading in headings if heading in TEACHERS_HEADINGS] == list(TEACHERS_HEADINGS)


def test_the_teachers_page_speaks_of_every_cause_of_death_place_and_stage() -> None:
    text = _text("model.md")
    for hazard in MODEL.hazards:
        assert hazard.label in text, hazard.name
    for place in MODEL.places:
        assert place.label in text, place.name
    for milestone in MODEL.milestones:
        assert milestone.label in text, milestone.name


def test_the_glossary_is_in_alphabetical_order() -> None:
    words = re.findall(r"^\| ([^|]+?) \| ", _text("glossary.md"), re.MULTILINE)[1:]
    assert len(words) > 40
    assert words == sorted(words, key=str.lower)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.name)
def test_a_decision_has_the_form_of_the_template(page: Path) -> None:
    text, template = page.read_text(encoding="utf-8"), DECISIONS[0].read_text(encoding="utf-8")
    assert _headings(text) == _headings(template)
    assert text.startswith(f"# {page.name[:4]}: ")
    assert re.search(r"^Status: \w", text, re.MULTILINE)
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(len(DECISIONS))]
