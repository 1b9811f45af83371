"""Designs of many runs: sweeps, responses, sensitivities, virtual patients, ensembles."""
