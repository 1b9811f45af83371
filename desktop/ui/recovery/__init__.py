"""What makes a lesson come back: each session noted as it goes, and offered again at the next start."""
