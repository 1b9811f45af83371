"""Many journeys at once: cohorts, their splitting, and what is counted of them."""
