"""Sizes and durations of the interface, declared once. Lengths are pixels at font scale 1."""

GRID = 8
CORNER = 6

FONT_SMALL = 12
FONT_BODY = 14
FONT_TITLE = 16
FONT_HERO = 22

STORY_WIDTH = 218
SLIDERS_WIDTH = 234
SCENE_MINIMUM = (320, 180)
PLOTS_HEIGHT = 218
ROW_HEIGHT = 172
"""Of the plots, beneath the sliders, and side by side beneath the scene where there are no sliders."""
PANEL_LEAST_WIDTH = 160
PANEL_MAXIMUM_SHARE = 0.37
"""No side panel may take more than this share of the window."""

REFERENCE_WIDTH = 1366
PANEL_GROWTH = 1.3
"""Panels are as wide as declared in a window of the reference width, and up to this much wider in larger ones."""

SIMPLE_SLIDERS_HEIGHT = 480
"""Of the few sliders of the simple view."""
PLOTS_LEAST_HEIGHT = 150
PLOTS_MAXIMUM_SHARE = 0.5
"""The plots beneath the sliders get at least this height, and at most this share of the column's."""
SCENE_LEAST_WIDTH = 480
SCENE_LEAST_SHARE = 0.4
"""Where the scene would get less than this width, or this share of the height, other panels fold by themselves."""

PLOT_LEAST_WIDTH = 210
PLOT_LEAST_HEIGHT = 160
"""A plot needs this much room beside others, and this much above others."""

PLOT_MILLISECONDS = 400
FLY_MILLISECONDS = 450
PULSE_MILLISECONDS = 1600
SETTLE_MILLISECONDS = 50

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
FONT_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
