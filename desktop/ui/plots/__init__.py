"""The live plots and the charts of studies."""
