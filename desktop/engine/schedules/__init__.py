"""Schedules: other values of parameters for a span, by the clock of a place or by one that each cell has."""
