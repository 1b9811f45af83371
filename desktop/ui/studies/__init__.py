"""Dialogs of studies that take a while."""
