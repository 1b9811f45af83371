from desktop.ui.plots.plain_svg import plain_strokes

EFFECT = ' vector-effect="non-scaling-stroke"'


def test_lines_keep_their_width_without_the_effect() -> None:
    drawn = (
        f'<g transform="matrix(100,0,0,-20,5,7)"><polyline{EFFECT} points="0,12.1 1,3.2"/>'
        f'<path{EFFECT} d="m0 1l0 .5m1-2h.5v-1z"/></g>'
    )
    assert plain_strokes(drawn.encode()).decode() == (
        '<g transform="translate(5,7)"><polyline points="0 -242 100 -64"/>'
        '<path d="m 0 -20 l 0 -10 m 100 40 h 50 v 20 z"/></g>'
    )


def test_what_is_no_stretched_line_stays_as_it_is() -> None:
    for drawn in (
        f'<g transform="matrix(1,0.5,0,1,5,7)"><path{EFFECT} d="m0 1l0 .5"/></g>',
        f'<g transform="matrix(2,0,0,1,5,7)"><path{EFFECT} d="m0 1l0 .5"/><text>12</text></g>',
        f'<g transform="matrix(2,0,0,1,5,7)"><path{EFFECT} d="m0 1a1 1 0 0 0 2 2"/></g>',
        f'<g transform="matrix(2,0,0,1,5,7)"><path{EFFECT} d="m0 1"/><path stroke="#000" d="m0 1l0 .5"/></g>',
        '<g transform="matrix(2,0,0,1,5,7)"><path d="m0 1l0 .5"/></g>',
    ):
        assert plain_strokes(drawn.encode()).decode() == drawn
