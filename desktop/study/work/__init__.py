"""Who does the work of many runs, and what is kept of it."""
