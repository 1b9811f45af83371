"""The moments of a job drawn as pixels or pages, without a window."""
