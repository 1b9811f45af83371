"""What goes in and out by the File menu: scenarios, pictures, and the numbers of plots."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from desktop import __version__
from desktop.engine.simulation import Simulation
from desktop.export.png import write_png
from desktop.scene.raster.pixels import pixels_of
from desktop.study.scenario import Scenario, ScenarioError, load_scenario, save_scenario, scenario_text
from desktop.system.files import FileError, replace_file
from desktop.system.refusal import sentence
from desktop.system.spreadsheets import MARK, as_file
from desktop.ui.run.undo import Run
from desktop.ui.widgets.dialogs import tell_error
from desktop.ui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from desktop.ui.plots.chart import Chart


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

    def __init__(self, workspace: Workspace, scenario: Scenario, parent: QWidget) -> None:
        self._workspace = workspace
        self._parent = parent
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self._folder = str(documents if documents.is_dir() else Path.home())
        self.scenario = scenario

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
        run = Run(Simulation(session.model, scenario.parameters, scenario.seed), scenario.title or scenario.name)
        run.timeline.foretell(recipe.job.parameter_changes, recipe.step)
        session.open_run(run, f"the moment of {path.name}")
        self.scenario = scenario
        session.seek(recipe.step)
        self._workspace.told.emit(f"The moment of {path.name}: second {recipe.time:.2f}, seed {scenario.seed}.")

    def show_scenario(self, name_or_path: str | Path) -> None:
        """Begin a run of a scenario; a bad one is refused in one sentence and the present run stays."""
        session = self._workspace.session
        try:
            scenario = load_scenario(name_or_path, session.model)
        except ScenarioError as error:
            tell_error(self._parent, "This scenario cannot be opened", sentence(error))
            return
        run = Run(Simulation(session.model, scenario.parameters, scenario.seed), scenario.title)
        session.open_run(run, f"scenario “{scenario.title}”")
        self.scenario = scenario
        self._workspace.told.emit(f"{scenario.title}: {scenario.summary}")

    def save_as(self) -> None:
        """Ask where to, and write the present sliders and seed."""
        name = self._ask_target("Save the scenario", "my-patient.toml", "Scenario (*.toml)", ".toml")
        if name is not None:
            self.save_scenario(name)

    def save_scenario(self, path: Path) -> None:
        """Write the present sliders and seed to a file the user has chosen."""
        try:
            save_scenario(self._present(path.stem), path, overwrite=True)
        except ScenarioError as error:
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
            seconds=self.scenario.seconds,
            parameters=session.parameters,
        )

    # --- pictures and numbers ---

    def export_picture(self) -> None:
        """Ask where to, and write what the scene shows."""
        name = self._ask_target("Export the picture", "ctc-voyage.png", "Picture (*.png)", ".png")
        if name is not None:
            self.write_picture(name)

    def write_picture(self, path: Path) -> None:
        """Write what the screen shows, pixel for pixel, with the recipe to make it again inside."""
        self._write_image(path, self._workspace.picture(), self._recipe())

    def export_plot(self, chart: "Chart") -> None:
        """Ask where to, and write the picture of a plot."""
        kinds = "Picture (*.png);;Drawing (*.svg)"
        name = self._ask_target("Save the picture of the plot", f"{chart.name}.png", kinds, ".png")
        if name is not None:
            self.write_plot(chart, name)

    def write_plot(self, chart: "Chart", path: Path) -> None:
        """Write a plot as it is seen, with the recipe to make the run again inside."""
        self._workspace.plots.draw_now()
        if path.suffix.lower() != ".svg":
            self._write_image(path, chart.image(), self._recipe(chart.patient))
            return
        recipe = escape(self._recipe(chart.patient)["Recipe"])
        try:
            replace_file(path, chart.svg(recipe), is_own_drawing)
        except FileError as error:
            tell_error(self._owner(), "The drawing was not saved", sentence(error))
        else:
            self._workspace.told.emit(f"Saved {path.name}.")

    def _write_image(self, path: Path, image: QImage, recipe: Mapping[str, str]) -> None:
        try:
            write_png(path, pixels_of(image.convertToFormat(QImage.Format.Format_RGB32)), recipe)
        except FileError as error:
            tell_error(self._owner(), "The picture was not saved", sentence(error))
        else:
            self._workspace.told.emit(f"Saved {path.name}.")

    def _recipe(self, patient: Scenario | None = None) -> dict[str, str]:
        """Return the recipe of what is seen: the first moment of a patient, or the present one of the run."""
        # Here, since many who open the window never export, and it should be there soon.
        from desktop.ui.files.export_source import present_recipe, recipe_of_patient

        if patient is not None:
            return _told(patient, recipe_of_patient(patient))
        session, recipe = self._workspace.session, present_recipe(self._workspace, self.scenario)
        moment = f"{session.simulation.time:.3f} s of animation, step {session.simulation.step}"
        return {**_told(self._present("picture"), recipe), "Title": session.run.title, "Time": moment}

    def export_numbers(self, chart: "Chart") -> None:
        """Ask where to, and write the numbers of a plot."""
        name = self._ask_target("Save the numbers", f"{chart.name}.csv", "Table (*.csv)", ".csv")
        if name is not None:
            self.write_numbers(chart, name)

    def write_numbers(self, chart: "Chart", path: Path) -> None:
        """Write the numbers of a plot to a file the user has chosen."""
        self._workspace.plots.draw_now()
        table = chart.table()
        # An experiment's table begins with the slider's path.
        known = {table[0][0], *(declaration.path for declaration in self._workspace.session.parameters.declarations)}
        try:
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

    def _ask_target(self, title: str, name: str, kinds: str, ending: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._owner(), title, str(Path(self._folder) / name), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        self._folder = str(path.parent)
        return path if path.suffix else path.with_suffix(ending)
