"""The panel of sliders and the evidence behind each."""
