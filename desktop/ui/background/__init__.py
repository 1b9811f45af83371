"""Work in processes of its own, and the ensemble of other patients."""
