"""What the colours and shapes mean."""
