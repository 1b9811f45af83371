"""CTC Voyage: an animation and a simulation of the metastatic cascade."""

__version__ = "0.1.0"
