"""Machinery of the simulation: it knows no biology, no window and no file names."""
