"""The label that tells how much rarer tumor cells are than they look, for the window."""

from desktop.study.rarity import rarity_text

__all__ = ["rarity_text"]
