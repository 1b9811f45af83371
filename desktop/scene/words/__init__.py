"""Words in the scene, and the places they belong to."""
