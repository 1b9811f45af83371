"""Pixels: sprites, their sheet, and how they are copied."""
