"""Theme, measures, icons, preferences."""
