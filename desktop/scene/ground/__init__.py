"""What stands still: tissue, organ, vessels and lymph."""
