"""How much scenery is drawn: less where a computer cannot keep the beat. No Qt; results are never touched."""

from dataclasses import dataclass, field

from desktop.ui.run.stepper import FRAME_SECONDS

LEVELS = (1.0, 0.65, 0.4, 0.25)
"""Shares of the blood cells that are drawn."""
TOO_LONG, SHORT = 0.95, 0.6
"""Shares of a frame's time above which less, and below which more, is drawn."""
PATIENCE = 16
"""Judgements in a row before less is drawn; more is drawn after twice as many, so that nothing flickers."""


@dataclass
class LevelOfDetail:
    """Decides on the share of the blood cells to draw, from what a frame costs."""

    _level: int = field(default=0, init=False)
    _long: int = field(default=0, init=False)
    _short: int = field(default=0, init=False)

    @property
    def share(self) -> float:
        """Return the share of the blood cells to draw, 0–1."""
        return LEVELS[self._level]

    def judge(self, seconds: float) -> float:
        """Take in what a step and a picture now cost together, in seconds; return the share to draw."""
        self._long = self._long + 1 if seconds > TOO_LONG * FRAME_SECONDS else 0
        self._short = self._short + 1 if seconds < SHORT * FRAME_SECONDS else 0
        if self._long >= PATIENCE and self._level < len(LEVELS) - 1:
            self._level, self._long = self._level + 1, 0
        elif self._short >= 2 * PATIENCE and self._level > 0:
            self._level, self._short = self._level - 1, 0
        return self.share
