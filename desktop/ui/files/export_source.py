"""What the window shows now, as an export needs it."""

from pathlib import Path

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.export.formats import Content
from desktop.export.job import NARROWEST, WIDEST, CameraPlan, Overlays, RenderJob, even_size
from desktop.export.recipe import recipe_text
from desktop.scene.look.palette import Theme
from desktop.study.scenario import Scenario
from desktop.ui.files.estimate import Costs
from desktop.ui.files.export_form import Source
from desktop.ui.run.limits import MOST_MOVES
from desktop.ui.run.session import Session
from desktop.ui.workspace.workspace import Workspace

CONTENTS = (
    Content.SCENE,
    Content.LEGEND,
    Content.PLOTS,
    Content.WINDOW,
    Content.STORYBOARD,
    Content.BIOGRAPHY,
    Content.OBSERVABLES,
    Content.EVENTS,
)
"""What the dialog offers."""
TOO_MANY_MOVES = f"sliders were moved more than {MOST_MOVES:,} times in this run, which no file can tell: reset it (R)"


def source_of(workspace: Workspace) -> Source:
    """Return the run with all its slider moves, the moment, the view and the selected cell."""
    session, scene = workspace.session, workspace.scene
    timeline, simulation = session.timeline, session.simulation
    pixels = scene.pixels()
    return Source(
        began_as(session),
        tuple(move for move in timeline.parameter_changes if move.step < simulation.step),
        simulation.time,
        view_of(workspace),
        scene.selected,
        (pixels.width(), pixels.height()),
        "dark" if workspace.look.theme is Theme.DARK else "light",
        # Of the present moment a slider may have been moved already, which is no part of what is exported.
        tuple(state for state in timeline.states() if state.step < simulation.step),
        "" if timeline.is_whole else TOO_MANY_MOVES,
        clones=workspace.look.appearance.clones,
    )


def began_as(session: Session) -> Scenario:
    """Return what the run began with: the scenario it was opened as, or that one changed."""
    known, initial, seed = session.run.scenario, session.timeline.initial, session.simulation.seed
    same = known.parameters == initial and known.seed == seed
    name, title = (known.name, session.run.title) if same else ("my-patient", f"{session.run.title}, changed")
    return Scenario(name, title, known.summary, seed, known.seconds, initial)


def view_of(workspace: Workspace) -> CameraPlan:
    """Return what the scene shows of the world."""
    pixels, camera = workspace.scene.pixels(), workspace.scene.camera
    x, y = camera.to_world(0.5 * pixels.width(), 0.5 * pixels.height())
    span = min(max(pixels.width() / camera.pixels_per_um, NARROWEST), WIDEST)
    return CameraPlan("view", x, y, span)


def present_recipe(workspace: Workspace) -> str:
    """Return the recipe of the moment that the window shows, with which a picture of it can be restored.

    Raises
    ------
    JobError
        When sliders were moved too often for a file to tell of it.
    """
    source, simulation = source_of(workspace), workspace.session.simulation
    source.check()
    width, height = even_size(*source.scene_size)
    job = RenderJob(
        source.scenario,
        Path("picture.png"),
        "png",
        start=source.seconds,
        end=source.seconds,
        width=width,
        height=height,
        theme=source.theme,
        camera=source.view,
        overlays=Overlays(clones=source.clones),
        parameter_changes=source.parameter_changes,
    )
    return recipe_text(job, simulation.step, simulation.sha256())


def recipe_of_patient(patient: Scenario) -> str:
    """Return the recipe of the first moment of a patient."""
    simulation = Simulation(MODEL, patient.parameters, patient.seed)
    return recipe_text(RenderJob(patient, Path("picture.png"), "png"), simulation.step, simulation.sha256())


def costs_of(workspace: Workspace) -> Costs:
    """Return what a step and a painted picture have cost lately."""
    scene = workspace.scene
    painted = scene.pixels().width() * scene.pixels().height() / 1e6
    return Costs(workspace.session.pacer.step_cost, scene.paint_cost / max(painted, 0.1))
