"""The run behind the window: its steps, its past, its changes."""
