"""Sealed predictions: what the model said of a published figure before it was compared."""
