"""What the computer has: its libraries, its fonts, its folders and files."""
