"""The scene as a widget."""
