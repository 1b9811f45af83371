"""The story, the tour, and the page of a cell."""
