"""How scene, panels and transport share the window."""
