"""The tube of blood as a picture: the glass with the cells in it, what the laboratory reads, and what is true."""
