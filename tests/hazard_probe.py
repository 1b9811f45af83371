"""Asks a copy of the program, in a process of its own, what it makes of a hazard that a test has added to it."""

import csv
import io
import json
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLabel

import desktop
from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.engine.codes import DYING
from desktop.engine.simulation import Simulation
from desktop.export.formats import Content
from desktop.export.job import RenderJob
from desktop.film.chapters import choose_chapters
from desktop.scene.legend.legend import cause_entries
from desktop.scene.look.causes import cause_colours
from desktop.scene.look.flight import view
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.look.shot import Shot
from desktop.scene.painter import ScenePainter
from desktop.scene.raster.pixels import blank_picture, pixels_of
from desktop.study.scenario import load_scenario, save_scenario
from desktop.ui.look.theme import Appearance, Look
from desktop.ui.plots.bar_charts import CausesChart
from desktop.ui.sliders.evidence_card import EvidenceCard
from desktop.ui.sliders.panel import SliderPanel

PATH = "fever.rate"
HEAT = {PATH: 10.0, "start.injected": 60}
OTHERS = ("shear.hazard", "shear.fragmentation", "anoikis.hazard", "oxidation.hazard", "invasion.loss")
"""Off in the storyboard, which has one still for all that a cell meets on its way."""


def told(*arguments: str) -> str:
    """Return what a command prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = execute(arguments)
    assert code == 0, (arguments, code)
    return out.getvalue()


def window_parts() -> dict[str, object]:
    look = Look(Appearance(theme="light", reduced_motion=True))
    look.apply()
    panel = SliderPanel(MODEL.defaults(), look)
    declaration = MODEL.defaults().declaration(PATH)
    card = EvidenceCard(declaration, 0.2, look, panel)
    chart = CausesChart(look, MODEL)
    return {
        "slider": panel.row(PATH).declaration.label,
        "card": [label.text() for label in card.findChildren(QLabel)],
        "plot": [row[0] for row in chart.table()[1:]],
    }


def dying_pixels(cause: int) -> bytes:
    """Return the picture of a cell that dies of a cause."""
    moment = Simulation(MODEL, MODEL.defaults(), seed=1).snapshot()
    cells = {name: column[:1].copy() for name, column in moment.cells.items()}
    for name, value in {"x": 440.0, "y": 300.0, "radius": 6.0, "stage": DYING, "dying_seconds": 0.8}.items():
        cells[name][:] = value
    cells["cause"][:] = cause
    image = blank_picture(320, 240, clear=False)
    painter = QPainter(image)
    shot = Shot(replace(moment, cells=cells), view(440.0, 300.0, 60.0, 320, 240), SceneOptions(), (320, 240), None)
    ScenePainter().paint(painter, shot)
    painter.end()
    return pixels_of(image).tobytes()


def main(folder: Path) -> None:
    application = QApplication([])
    scenario = folder / "hot.toml"
    patient = load_scenario("default-patient", MODEL)
    save_scenario(replace(patient, parameters=patient.parameters.replace(HEAT)), scenario)
    settings = [word for path, value in HEAT.items() for word in ("--set", f"{path}={value}")]
    run = json.loads(told("run", "default-patient", "--seconds", "3", "--json", *settings))
    events, table = folder / "events.csv", folder / "sweep.csv"
    told("run", str(scenario), "--seconds", "3", "--events", str(events))
    sweep = (
        "--axis",
        f"{PATH}=0,10",
        "--set",
        "start.injected=60",
        "--seconds",
        "2",
        "--workers",
        "1",
        "--replicates",
        "1",
    )
    told("sweep", "default-patient", *sweep, "--to", str(table))
    hot = load_scenario(str(scenario), MODEL)
    hot = replace(hot, parameters=hot.parameters.replace(dict.fromkeys(OTHERS, 0.0)))
    job = RenderJob(hot, folder / "story.png", "png", end=20.0, content=Content.STORYBOARD)
    names = [hazard.name for hazard in MODEL.hazards]
    found = {
        "where": desktop.__file__,
        "described": PATH in told("describe", "parameters", "--json"),
        "file": scenario.read_text(encoding="utf-8"),
        "deaths": run["deaths"],
        "causes": sorted({row["cause"] for row in csv.DictReader(events.open(encoding="utf-8"))}),
        "rows": list(csv.DictReader(table.open(encoding="utf-8"))),
        "stills": [chapter.heading for chapter in choose_chapters(job, MODEL, lambda _: None)],
        "colours": {theme.value: list(cause_colours(names, theme).values()) for theme in Theme},
        "legend": [entry.label for entry in cause_entries(MODEL)],
        "drawn": len({dying_pixels(code) for code in range(len(names))}) == len(names),
        **window_parts(),
    }
    application.processEvents()
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
