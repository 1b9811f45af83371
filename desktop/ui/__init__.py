"""The window: widgets show and ask; only the session changes the run."""
