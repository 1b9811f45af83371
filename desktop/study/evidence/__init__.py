"""Published figures, the assays that measure them, the fit to them and its validation."""
