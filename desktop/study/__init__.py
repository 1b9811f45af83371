"""How a run is specified, run and summarised; no window."""
