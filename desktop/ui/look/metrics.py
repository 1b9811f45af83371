"""Sizes and durations of the interface, declared once. Lengths are pixels at font scale 1."""

GRID = 8
CORNER = 6

FONT_SMALL = 11
FONT_BODY = 13
FONT_TITLE = 16
FONT_HERO = 22

STORY_WIDTH = 264
SLIDERS_WIDTH = 296
SCENE_MINIMUM = (320, 180)
PLOTS_HEIGHT = 172
PANEL_MAXIMUM_SHARE = 0.34
"""No side panel may take more than this share of the window."""

REFERENCE_WIDTH = 1366
PANEL_GROWTH = 1.3
"""Panels are as wide as declared in a window of the reference width, and up to this much wider in larger ones."""

SCENE_LEAST_WIDTH = 480
SCENE_LEAST_SHARE = 0.4
"""Where the scene would get less than this width, or this share of the height, other panels fold by themselves."""

PLOT_LEAST_WIDTH = 210

PLOT_MILLISECONDS = 400
FLY_MILLISECONDS = 450
PULSE_MILLISECONDS = 1600
SETTLE_MILLISECONDS = 50

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
FONT_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
