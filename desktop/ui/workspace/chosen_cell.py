"""The cell that is looked at: it is marked in the scene, its life is told, and the view can follow it."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from desktop.engine.snapshot import Snapshot
from desktop.study.biography import Biographer
from desktop.study.bystanders import bystander
from desktop.ui.run.session import Session
from desktop.ui.scene.view import SceneView
from desktop.ui.story.panel import StoryPanel


class ChosenCell(QObject):
    """Chooses a cell of the run, and keeps scene and story in step with it.

    Signals
    -------
    told
        One sentence for the status line.
    """

    told = Signal(str)

    def __init__(self, session: Session, scene: SceneView, story: StoryPanel) -> None:
        super().__init__(scene)
        self._session, self._scene, self._story = session, scene, story
        self.biographer = Biographer(session.model)
        self._following = False
        scene.cell_picked.connect(self.select)
        scene.bystander_picked.connect(self._show_bystander)
        story.cell.random_asked.connect(self.choose_some)
        story.cell.follow_changed.connect(self._on_follow)

    def select(self, identity: int) -> None:
        """Select a tumor cell; -1 for none."""
        chosen = identity if identity >= 0 else None
        self._scene.select(chosen)
        self.biographer.follow(chosen)
        self.tell_life()
        if chosen is None:
            self.stop_following()
        else:
            self._story.show_cell()

    def choose_some(self) -> None:
        """Select the youngest travelling cell, or failing that the youngest of any stage."""
        cells, model = self._session.snapshot.cells, self._session.model
        travelling = model.stage_codes["travelling"]
        rows = np.flatnonzero(cells["stage"] == travelling)
        if rows.size == 0:
            rows = np.flatnonzero(cells["stage"] > 0)
        if rows.size == 0:
            self.told.emit("No cell is on its way just now; let the run go on for a moment.")
            return
        self.select(int(cells["identity"][rows[np.argmin(cells["stage_hours"][rows])]]))

    def tell_life(self) -> None:
        """Write the life of the cell up to the present moment."""
        self._story.cell.show_biography(self.biographer.update(self._session.snapshot))

    def follow_in(self, snapshot: Snapshot) -> None:
        """Keep the cell in the middle of the scene at another moment, if the view follows it."""
        if self._following:
            self._keep_in_middle(snapshot)

    def stop_following(self) -> None:
        """Let the view stay where it is."""
        self._story.cell.follow.setChecked(False)

    def read_again(self) -> None:
        """Forget what was read of the life: the run is at a moment before."""
        self.biographer.follow(self.biographer.identity)

    def _show_bystander(self, kind: str, row: int) -> None:
        self._story.cell.show_bystander(bystander(self._session.snapshot, kind, row))
        self._story.show_cell()

    def _on_follow(self, following: bool) -> None:
        self._following = following
        self.follow_in(self._session.snapshot)

    def _keep_in_middle(self, snapshot: Snapshot) -> None:
        selected = self._scene.selected if self._scene.selected is not None else -1
        row = np.flatnonzero(snapshot.cells["identity"] == selected)
        if row.size:
            self._scene.camera_control.follow(float(snapshot.cells["x"][row[0]]), float(snapshot.cells["y"][row[0]]))
        else:
            self.stop_following()
