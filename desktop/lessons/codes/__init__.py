"""Codes: where a class begins, written so that it can be typed, pasted or scanned."""
