"""Draws a snapshot: with QtCore and QtGui alone, on a screen, into an image or onto a page."""
