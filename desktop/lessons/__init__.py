"""The story beside the animation: pages in plain Markdown, read, checked and handed on. No Qt, no biology."""
