"""Pictures and tables go out: whole, with their recipe, and never over a file that the program did not write."""

from desktop.export.formats import EXPORTERS

__all__ = ["EXPORTERS"]
