"""How it is looked at: colours, camera, options."""
