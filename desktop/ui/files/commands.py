"""What goes in and out by the File menu: scenarios, pictures, and the numbers of plots."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop import __version__
from desktop.engine.simulation import Simulation
from desktop.export.png import write_png
from desktop.lessons.codes.class_start import ClassStart
from desktop.scene.raster.pixels import pixels_of
from desktop.study.scenario import MAX_SECONDS, Scenario, ScenarioError, load_scenario, save_scenario, scenario_text
from desktop.study.schedule_table import seconds_for
from desktop.system.file_names import with_ending
from desktop.system.files import FileError, replace_file
from desktop.system.refusal import sentence
from desktop.system.spreadsheets import MARK, as_file
from desktop.system.targets import check_place
from desktop.ui.run.undo import Run
from desktop.ui.widgets.dialogs import ask, tell_error
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.export.recipe import Recipe
    from desktop.ui.plots.chart import Chart


@dataclass(frozen=True)
class Target:
    """A file that the user has chosen, and whether it may take the place of one that is there."""

    path: Path
    replaces: bool = False


def _told(scenario: Scenario, recipe: str) -> dict[str, str]:
    """Return what a picture tells of its making."""
    return {"Title": scenario.title, "Scenario": scenario_text(scenario), "Version": __version__, "Recipe": recipe}


def is_own_drawing(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it is a drawing that the program wrote."""
    return head.lstrip().startswith(b"<?xml") and b"CTC Voyage" in head


def _openable() -> str:
    """Return the kinds of files that can be opened, for the dialog that asks for one."""
    exported = "*.png *.svg *.pdf *.mp4 *.webm *.gif *.apng *.webp *.json"
    return f"Scenarios and exported files (*.toml {exported});;Scenarios (*.toml);;Exported files ({exported})"


class FileCommands:
    """Asks for a file, does the work, and tells what came of it. Nothing is lost when it fails."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        self._workspace = workspace
        self._parent = parent
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self._folder = str(documents if documents.is_dir() else Path.home())

    @property
    def scenario(self) -> Scenario:
        """Return the scenario of the run that is shown, as it was opened."""
        return self._workspace.session.run.scenario

    # --- scenarios ---

    def open_scenario(self) -> None:
        """Ask for a scenario or an exported file, and show it."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open", self._folder, _openable())
        if name:
            self._folder = str(Path(name).parent)
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Open a scenario, or show the moment that an exported file tells of."""
        if path.suffix.lower() == ".toml":
            self.show_scenario(path)
        else:
            self.show_moment(path)

    def show_moment(self, path: Path) -> None:
        """Show the moment a file of the program tells of, exactly; another file is refused in one sentence."""
        # Here, since few who open the window open such a file, and it should be there soon.
        from desktop.export.job import JobError
        from desktop.export.recipe import read_recipe

        session = self._workspace.session
        try:
            recipe = read_recipe(path, session.model)
        except (FileError, JobError) as error:
            tell_error(self._parent, "This file cannot be shown", sentence(error))
            return
        scenario = recipe.job.scenario
        # First, since a long way to it tells how far it is.
        self._workspace.told.emit(f"The moment of {path.name}: second {recipe.time:.2f}, seed {scenario.seed}.")
        self._seek(recipe, f"the moment of {path.name}")

    def _seek(self, recipe: "Recipe", words: str) -> None:
        """Show the moment of a recipe: in the run that is there, which has states on the way, if it is the same."""
        session, scenario, changes = self._workspace.session, recipe.job.scenario, recipe.job.parameter_changes
        past = session.timeline
        if session.simulation.seed == scenario.seed and past.is_same(scenario.parameters, changes, recipe.step):
            session.seek_beyond(recipe.step)
            return
        run = Run(Simulation(session.model, scenario.parameters, scenario.seed), scenario)
        run.timeline.foretell(changes, recipe.step)
        session.open_run(run, words)
        session.seek(recipe.step, session.undo_stack.undo)

    def show_scenario(self, name_or_path: str | Path) -> None:
        """Begin a run of a scenario; a bad one is refused in one sentence and the present run stays."""
        session = self._workspace.session
        try:
            scenario = load_scenario(name_or_path, session.model)
        except ScenarioError as error:
            tell_error(self._parent, "This scenario cannot be opened", sentence(error))
            return
        run = Run(Simulation(session.model, scenario.parameters, scenario.seed), scenario)
        session.open_run(run, f"scenario “{scenario.title}”")
        self._workspace.told.emit(f"{scenario.title}: {scenario.summary}")

    def open_class_codes(self) -> None:
        """Show the codes of what is there, and a field to enter one."""
        # Here, since few need codes, and the window should be there soon.
        from desktop.ui.files.class_code_dialog import ClassCodeDialog

        workspace, session, story = self._workspace, self._workspace.session, self._workspace.story.story
        # Under the name of the scenario they were opened as, which a short code can tell.
        seconds = seconds_for(session.parameters, self.scenario.seconds, MAX_SECONDS)
        present = replace(self.scenario, seed=session.simulation.seed, seconds=seconds, parameters=session.parameters)
        start = ClassStart(present, story.pages[story.index].key)
        ClassCodeDialog(start, session.model, self.show_start, workspace.look, self._parent).open()

    def show_start(self, start: ClassStart) -> None:
        """Begin where a code tells to; this can be undone."""
        workspace, scenario = self._workspace, start.scenario
        run = Run(Simulation(workspace.session.model, scenario.parameters, scenario.seed), scenario)
        workspace.session.open_run(run, "class code")
        workspace.story.story.show_page_of(start.page)
        workspace.told.emit(f"{scenario.title or scenario.name}, seed {scenario.seed}: begun as the code tells.")

    def save_as(self) -> None:
        """Ask where to, and write the present sliders and seed."""
        target = self._ask_target("Save the scenario", "my-patient.toml", "Scenario (*.toml)", (".toml",))
        if target is not None:
            self.save_scenario(target.path, overwrite=target.replaces)

    def save_scenario(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the present sliders and seed; ``overwrite`` says that a file of somebody else may be replaced."""
        try:
            check_place(path)
            save_scenario(self._present(path.stem), path, overwrite=overwrite)
        except (FileError, ScenarioError) as error:
            tell_error(self._parent, "The scenario was not saved", sentence(error))
        else:
            self._workspace.told.emit(f"Saved {path.name}.")

    def _present(self, name: str) -> Scenario:
        session = self._workspace.session
        title = session.run.title if session.parameters == self.scenario.parameters else name.replace("-", " ")
        return Scenario(
            name=name,
            title=title,
            summary=self.scenario.summary if title == self.scenario.title else "Saved from the window.",
            seed=session.simulation.seed,
            seconds=seconds_for(session.parameters, self.scenario.seconds, MAX_SECONDS),
            parameters=session.parameters,
        )

    # --- pictures and numbers ---

    def export_picture(self) -> None:
        """Ask where to, and write what the scene shows."""
        target = self._ask_target("Export the picture", "ctc-voyage.png", "Picture (*.png)", (".png",))
        if target is not None:
            self.write_picture(target.path)

    def write_picture(self, path: Path) -> None:
        """Write what the screen shows, pixel for pixel, with the recipe to make it again inside."""
        recipe = self._recipe()
        if recipe is not None:
            self._write_image(path, self._workspace.picture(), recipe)

    def export_plot(self, chart: "Chart") -> None:
        """Ask where to, and write the picture of a plot."""
        kinds = "Picture (*.png);;Drawing (*.svg)"
        target = self._ask_target("Save the picture of the plot", f"{chart.name}.png", kinds, (".png", ".svg"))
        if target is not None:
            self.write_plot(chart, target.path)

    def write_plot(self, chart: "Chart", path: Path) -> None:
        """Write a plot as it is seen, with the recipe to make the run again inside."""
        self._workspace.plots.draw_now()
        recipe = self._recipe(chart.patient)
        if recipe is None:
            return
        if path.suffix.lower() != ".svg":
            self._write_image(path, chart.image(), recipe)
            return
        try:
            check_place(path)
            replace_file(path, chart.svg(escape(recipe["Recipe"])), is_own_drawing)
        except FileError as error:
            tell_error(self._owner(), "The drawing was not saved", sentence(error))
        else:
            self._workspace.told.emit(f"Saved {path.name}.")

    def _write_image(self, path: Path, image: QImage, recipe: Mapping[str, str]) -> None:
        try:
            check_place(path)
            write_png(path, pixels_of(image.convertToFormat(QImage.Format.Format_RGB32)), recipe)
        except FileError as error:
            tell_error(self._owner(), "The picture was not saved", sentence(error))
        else:
            self._workspace.told.emit(f"Saved {path.name}.")

    def _recipe(self, patient: Scenario | None = None) -> dict[str, str] | None:
        """Return the recipe of what is seen: the first moment of a patient, or the present one of the run.

        None, after the reason is told, where no file can tell of the run.
        """
        # Here, since many who open the window never export, and it should be there soon.
        from desktop.export.job import JobError
        from desktop.ui.files.export_source import present_recipe, recipe_of_patient

        if patient is not None:
            return _told(patient, recipe_of_patient(patient))
        session = self._workspace.session
        try:
            recipe = present_recipe(self._workspace)
        except JobError as error:
            tell_error(self._owner(), "The picture was not saved", sentence(error))
            return None
        moment = f"{session.simulation.time:.3f} s of animation, step {session.simulation.step}"
        return {**_told(self._present("picture"), recipe), "Title": session.run.title, "Time": moment}

    def export_numbers(self, chart: "Chart") -> None:
        """Ask where to, and write the numbers of a plot."""
        target = self._ask_target("Save the numbers", f"{chart.name}.csv", "Table (*.csv)", (".csv",))
        if target is not None:
            self.write_numbers(chart, target.path)

    def write_numbers(self, chart: "Chart", path: Path) -> None:
        """Write the numbers of a plot to a file the user has chosen."""
        self._workspace.plots.draw_now()
        table = chart.table()
        # An experiment's table begins with the slider's path.
        known = {table[0][0], *(declaration.path for declaration in self._workspace.session.parameters.declarations)}
        try:
            check_place(path)
            replace_file(
                path,
                as_file(table),
                lambda head: head.decode(errors="replace").removeprefix(MARK).split(",")[0] in known,
            )
        except FileError as error:
            tell_error(self._owner(), "The numbers were not saved", sentence(error))
        else:
            self._workspace.told.emit(f"Saved {path.name}.")

    def _owner(self) -> QWidget:
        """Return the window that asks, which has the keys again afterwards: a dialog, or the program's window."""
        return QApplication.activeWindow() or self._parent

    def _ask_target(self, title: str, name: str, kinds: str, endings: Sequence[str]) -> "Target | None":
        """Ask for a file until one is named that is free or may be replaced."""
        start = Path(self._folder) / name
        while True:
            # The system would ask about the name as it was typed, before it has its ending.
            plain = QFileDialog.Option.DontConfirmOverwrite
            chosen, kind = QFileDialog.getSaveFileName(self._owner(), title, str(start), kinds, options=plain)
            if not chosen:
                return None
            first = next((ending for ending in endings if f"*{ending})" in kind), endings[0])
            path = with_ending(Path(chosen), (first, *endings))
            self._folder, start = str(path.parent), path
            if not os.path.isfile(path):  # noqa: PTH113 - which asks where nothing may be asked
                return Target(path)
            if ask(self._owner(), f"Replace {path.name}?", f"{path.name} is there already.", "Replace"):
                return Target(path, replaces=True)
