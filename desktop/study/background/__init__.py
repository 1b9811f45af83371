"""What the window and its background worker tell each other: tasks go out, messages come back."""
