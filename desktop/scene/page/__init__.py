"""Pages of shapes: SVG and PDF, and how they are laid out."""
