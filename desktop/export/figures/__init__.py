"""Figures of studies, drawn as tables of shapes, and their numbers."""
