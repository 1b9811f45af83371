"""The picture of how rare travelling tumor cells are."""
