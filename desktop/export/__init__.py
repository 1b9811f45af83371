"""Pictures and tables go out: whole, with their recipe, and never over a file that the program did not write."""
