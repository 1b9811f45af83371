"""The menu bar.

Single letters and Space stand in the menus as words only: the window handles them after the widget that has the
focus, so that they never fire twice and never disturb a text field.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.study.scenario import bundled_scenarios
from desktop.ui.files.commands import FileCommands
from desktop.ui.files.export_commands import ExportCommands
from desktop.ui.look import metrics
from desktop.ui.look.color_vision import VISIONS, vision_of
from desktop.ui.recovery.recovery import Recovery, when
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.widgets.plain import menu_words, tip
from desktop.ui.workspace.workspace import Workspace

PANELS = (("story", "Story", "F2"), ("sliders", "Sliders", "F3"), ("plots", "Plots", "F4"))


class Menus:
    """Fills a menu bar for a workspace; ``windowed`` are what only the window can do."""

    def __init__(
        self,
        bar: QMenuBar,
        workspace: Workspace,
        files: FileCommands,
        exports: ExportCommands,
        study_dialogs: StudyDialogs,
        recovery: Recovery,
        windowed: Mapping[str, Callable[[], None]],
    ) -> None:
        self._bar = bar
        self._workspace = workspace
        self._files = files
        self._exports = exports
        self._study_dialogs = study_dialogs
        self._recovery = recovery
        self._windowed = windowed
        self._panels: dict[str, QAction] = {}
        bar.clear()
        self._fill_file(bar.addMenu("&File"))
        self._fill_edit(bar.addMenu("&Edit"))
        self._fill_view(bar.addMenu("&View"))
        self._fill_run(bar.addMenu("&Run"))
        self._fill_help(bar.addMenu("&Help"))
        workspace.panels_changed.connect(self._show_panels)

    @staticmethod
    def _add(menu: QMenu, words: str, act: Callable[[], None], keys: str | QKeySequence.StandardKey = "") -> QAction:
        action = QAction(words, menu)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: act())
        menu.addAction(action)
        return action

    def _fill_file(self, menu: QMenu) -> None:
        files = self._files
        self._add(menu, "&New run\tR", self._workspace.reset)
        scenarios = menu.addMenu("S&cenarios")
        for scenario in bundled_scenarios(self._workspace.session.model):
            action = self._add(scenarios, menu_words(scenario.title), partial(files.show_scenario, scenario.name))
            action.setToolTip(tip(scenario.summary))
        scenarios.setToolTipsVisible(True)
        self._add(menu, "&Open…", files.open_scenario, QKeySequence.StandardKey.Open)
        self._add(menu, "&Save as…", files.save_as, QKeySequence.StandardKey.Save)
        self._add(menu, "C&lass code…", files.open_class_codes)
        earlier = menu.addMenu("E&arlier sessions")
        earlier.aboutToShow.connect(partial(self._fill_earlier, earlier))
        menu.addSeparator()
        self._add(menu, "&Export…", self._exports.open, "Ctrl+E")
        recent = menu.addMenu("&Recent exports")
        recent.aboutToShow.connect(partial(self._fill_recent, recent))
        self._add(menu, "Export &picture as PNG…", files.export_picture, "Ctrl+Shift+E")
        numbers = menu.addMenu("Export &numbers as CSV")
        numbers.aboutToShow.connect(partial(self._fill_numbers, numbers))
        menu.addSeparator()
        self._add(menu, "&Quit", self._windowed["quit"], "Ctrl+Q")

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._exports.recent:
            self._add(
                menu, f"{menu_words(path.name)}  –  show in folder", partial(self._exports.show_in_folder, path)
            ).setEnabled(os.path.exists(path))  # noqa: PTH110 - which asks where nothing may be asked
        if not self._exports.recent:
            menu.addAction("none yet").setEnabled(False)

    def _fill_earlier(self, menu: QMenu) -> None:
        menu.clear()
        for found in self._recovery.earlier():
            record = found.record
            words = menu_words(f"{when(found.at)}  –  {found.problem if record is None else record.words()}")
            if record is None:
                menu.addAction(words).setEnabled(False)
            else:
                self._add(menu, words, partial(self._recovery.continue_with, record))
        if menu.isEmpty():
            menu.addAction("none" if self._recovery.is_on else "not kept on this computer").setEnabled(False)

    def _fill_numbers(self, menu: QMenu) -> None:
        # When it opens, since plots are made late.
        menu.clear()
        for chart in self._workspace.plots.charts:
            self._add(menu, f"{menu_words(chart.title)}…", partial(self._files.export_numbers, chart))

    def _fill_edit(self, menu: QMenu) -> None:
        stack = self._workspace.session.undo_stack
        undo, redo = stack.createUndoAction(menu, "&Undo"), stack.createRedoAction(menu, "&Redo")
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        menu.addAction(undo)
        menu.addAction(redo)
        self._add(menu, "&History…", self._windowed["history"])
        self._add(menu, "&Copy picture", self._exports.copy_picture, "Ctrl+Shift+C")
        menu.addSeparator()
        self._add(menu, "All sliders to their &defaults", self._workspace.session.all_defaults)
        self._add(menu, "&Find a slider", self._find_slider, QKeySequence.StandardKey.Find)

    def _find_slider(self) -> None:
        self._workspace.fold("sliders", shown=True)
        self._workspace.panel.look_for()

    def _fill_view(self, menu: QMenu) -> None:
        look = self._workspace.look
        present = look.appearance
        self._add_choices(
            menu.addMenu("&Theme"),
            [(words, words.lower(), present.theme == words.lower()) for words in ("Light", "Dark", "System")],
            lambda theme: look.change_soon(theme=str(theme)),
        )
        self._add_choices(
            menu.addMenu("Size of &text"),
            [(f"{scale:.0%}", scale, present.font_scale == scale) for scale in metrics.FONT_SCALES],
            lambda scale: look.change_soon(font_scale=float(str(scale))),
        )
        calm = self._add(menu, "Reduced &motion", lambda: look.change_soon(reduced_motion=calm.isChecked()))
        calm.setCheckable(True)
        calm.setChecked(present.reduced_motion)
        self._fill_eyes(menu)
        menu.addSeparator()
        for name, words, keys in PANELS:
            action = self._add(menu, words, partial(self._toggle_panel, name), keys)
            action.setCheckable(True)
            self._panels[name] = action
        self._show_panels()
        self._add(menu, "Ne&xt panel", partial(self._workspace.rounds.go, 1), "F6")
        self._add(menu, "Pre&vious panel", partial(self._workspace.rounds.go, -1), "Shift+F6")
        menu.addSeparator()
        self._add(menu, "Next &page of the story", partial(self._workspace.guide.turn, 1), "Ctrl+PgDown")
        self._add(menu, "Previous pa&ge of the story", partial(self._workspace.guide.turn, -1), "Ctrl+PgUp")
        ensemble = self._workspace.ensemble
        many = self._add(menu, "&Other patients behind the plot", lambda: ensemble.want(wanted=many.isChecked()))
        many.setToolTip("Runs the same patient 200 times with other luck, quietly beside the animation")
        many.setCheckable(True)
        many.setChecked(ensemble.wanted)
        menu.addSeparator()
        rare = self._add(menu, "True &rarity", self._workspace.rarity.open, "F7")
        rare.setToolTip("A milliliter of blood, and in steps of ten down to the one tumor cell in it")
        tube = self._add(menu, "Tu&be of blood", self._workspace.tube.open, "Shift+F7")
        tube.setToolTip("Draw 7.5 mL at a place, read it as a laboratory would, then lift the veil")
        self._add(menu, "&Whole world\tCtrl+0", self._workspace.scene.fit)
        self._add(menu, "Full &screen", self._windowed["full screen"], "F11")

    def _fill_eyes(self, menu: QMenu) -> None:
        """Offer to show the scene for other eyes, and as other eyes see it."""
        look, told = self._workspace.look, self._workspace.told

        def choose_clear() -> None:
            look.change_scene(high_visibility=clear.isChecked())
            told.emit(f"The scene is drawn {'flat, with letters on the cells' if clear.isChecked() else 'in full'}.")

        def choose_clones() -> None:
            look.change_scene(clones=clones.isChecked())
            words = "marked with the color and letter of their clone" if clones.isChecked() else "drawn without a mark"
            told.emit(f"Tumor cells are {words}.")

        def choose_vision(name: str | float) -> None:
            look.change_scene(seen_as=str(name))
            told.emit(f"The scene is shown {next(words for v, _, words in VISIONS if v.value == name)}.")

        menu.setToolTipsVisible(True)
        clear = self._add(menu, "&High visibility", choose_clear, "Ctrl+F6")
        clear.setCheckable(True)
        clear.setChecked(look.appearance.high_visibility)
        clear.setToolTip("Flat cells with strong outlines and the letters of the legend, on a quiet ground")
        clones = self._add(menu, "&Color by clone", choose_clones, "Ctrl+F7")
        clones.setCheckable(True)
        clones.setChecked(look.appearance.clones)
        clones.setToolTip(
            "Marks every tumor cell with the color and the letter of its clone: cells of a clone are alike"
        )
        seen = menu.addMenu("Seen &as")
        seen.menuAction().setToolTip("Shows the scene and its legend as others see it, to check that all can follow")
        present = vision_of(look.appearance)
        self._add_choices(
            seen, [(words, vision.value, vision is present) for vision, words, _ in VISIONS], choose_vision
        )

    @staticmethod
    def _add_choices(
        menu: QMenu, choices: list[tuple[str, str | float, bool]], act: Callable[[str | float], None]
    ) -> None:
        group = QActionGroup(menu)
        for words, value, chosen in choices:
            action = Menus._add(menu, words, partial(act, value))
            action.setCheckable(True)
            action.setChecked(chosen)
            group.addAction(action)

    def _toggle_panel(self, name: str) -> None:
        self._workspace.fold(name, shown=not self._workspace.arrangement.shown[name])

    def _show_panels(self) -> None:
        for name, action in self._panels.items():
            action.setChecked(self._workspace.arrangement.shown[name])

    def _fill_run(self, menu: QMenu) -> None:
        workspace = self._workspace
        play = self._add(menu, "Play\tSpace", workspace.session.toggle)
        workspace.session.running_changed.connect(lambda on: play.setText("Pause\tSpace" if on else "Play\tSpace"))
        self._add(menu, "One step\tRight", workspace.session.step_once)
        self._add(menu, "One step back\tLeft", workspace.session.step_back)
        self._add(menu, "Faster\t+", lambda: workspace.transport.faster(1))
        self._add(menu, "Slower\t−", lambda: workspace.transport.faster(-1))
        menu.addSeparator()
        self._add(menu, "Next mark on the line of time\t.", lambda: workspace.happenings.seek_mark(forwards=True))
        self._add(menu, "Mark before\t,", lambda: workspace.happenings.seek_mark(forwards=False))
        self._add(menu, "&Go to what last happened\tG", workspace.happenings.go_there)
        menu.addSeparator()
        self._add(menu, "Reset\tR", workspace.reset)
        self._add(menu, "&Another patient\tN", workspace.happenings.another_patient)
        menu.addSeparator()
        self._add(menu, "&Schedule…", self._workspace.open_schedule, "Ctrl+T")
        self._add(menu, "&Experiment…", self._study_dialogs.open_dose_response, "F8")
        self._add(menu, "One &treatment, many patients…", self._study_dialogs.open_treatment, "F9")
        self._add(menu, "&Who survives, in many journeys…", self._study_dialogs.open_selection, "Shift+F8")
        self._add(menu, "Guided tour", lambda: workspace.tour.start(0))

    def _fill_help(self, menu: QMenu) -> None:
        self._add(menu, "&Shortcuts", self._windowed["shortcuts"], "F1")
        self._add(menu, "&How well does it match?", self._study_dialogs.open_validation)
        self._add(menu, "S&ealed predictions", self._study_dialogs.open_sealed)
        self._add(menu, "About the &model", self._windowed["model"])
        self._add(menu, "&Traits, clones and selection", self._windowed["selection"])
        self._add(menu, "&Words explained", self._windowed["glossary"])
        self._add(menu, "&About CTC Voyage", self._windowed["about"])
