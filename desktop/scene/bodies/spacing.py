"""Where immune cells are drawn: a little aside where the run has them pass through one another."""

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.engine.snapshot import Snapshot

CLOSE = 0.95
"""Two immune cells are drawn at least this share of the sum of their radii apart, unless they are just passing."""
PASSING = 0.3
"""Within this share of that distance, cells that meet slip past each other, so that neither jumps."""
ROUNDS = 2


def drawn_places(snapshot: Snapshot) -> tuple[FloatArray, FloatArray]:
    """Return where the immune cells are drawn in µm, shape (n,) each.

    Cells that overlap move apart along their vessels; one that holds a tumor cell stays where it is. The run lets them
    share a place, since a drawn vessel stands for many.
    """
    agents = snapshot.agents
    place = np.column_stack([agents["x"], agents["y"]]).astype(np.float64)
    if len(place) < 2:
        return place[:, 0], place[:, 1]
    least = CLOSE * (agents["radius"][:, None] + agents["radius"])
    np.fill_diagonal(least, 0.0)
    if not (_squares(place) < least * least).any():
        return place[:, 0], place[:, 1]
    axis = np.column_stack([np.cos(agents["heading"]), np.sin(agents["heading"])])
    bound = agents["partner"] >= 0
    weight = np.where(bound[:, None] == bound, 0.5, np.where(bound[:, None], 0.0, 1.0))
    for _ in range(ROUNDS):
        distance = np.sqrt(_squares(place))
        near = distance < least
        apart = place[:, None] - place
        along = np.einsum("ijk,ik->ij", apart, axis)
        side = np.clip(along / np.where(near, PASSING * least, 1.0), -1.0, 1.0)
        push = np.where(near, weight * (least - distance) * side, 0.0).sum(axis=1)
        place += push[:, None] * axis
    return place[:, 0], place[:, 1]


def _squares(place: FloatArray) -> FloatArray:
    """Return the squares of the distances between all places, shape (n, n); place has shape (n, 2)."""
    across, down = place[:, 0, None] - place[:, 0], place[:, 1, None] - place[:, 1]
    return np.asarray(across * across + down * down)
