"""The tube of blood: what a draw holds by Poisson luck, what a laboratory sees of it, and what it misses."""
