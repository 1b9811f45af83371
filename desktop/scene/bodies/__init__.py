"""What moves: cells, what clings to them, and the doorways they pass."""
