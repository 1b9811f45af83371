import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.world import World
from desktop.scene.look.camera import FARTHEST, NEAREST, Camera, Margins, between, ease

places = st.floats(-2000.0, 2000.0)
scales = st.floats(FARTHEST, NEAREST)
cameras = st.builds(Camera, places, places, scales)
pixels = st.floats(0.0, 4000.0)


@given(cameras, places, places)
def test_to_the_screen_and_back(camera: Camera, x: float, y: float) -> None:
    assert camera.to_world(*camera.to_screen(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(cameras, st.floats(0.01, 100.0), pixels, pixels)
def test_zooming_keeps_what_is_under_the_pointer(camera: Camera, factor: float, x: float, y: float) -> None:
    zoomed = camera.zoomed(factor, x, y)
    assert zoomed.to_world(x, y) == pytest.approx(camera.to_world(x, y), abs=1e-6)
    assert FARTHEST <= zoomed.pixels_per_um <= NEAREST


@given(cameras, pixels, pixels)
def test_dragging_moves_the_world_with_the_pointer(camera: Camera, right: float, down: float) -> None:
    x, y = camera.to_screen(100.0, 50.0)
    assert camera.panned(right, down).to_screen(100.0, 50.0) == pytest.approx((x + right, y + down), abs=1e-6)


@given(st.integers(200, 4000), st.integers(200, 3000), st.floats(0.0, 80.0))
def test_the_whole_world_fits_between_the_margins(width: int, height: int, top: float) -> None:
    camera = Camera.fit(World(900.0, 500.0, ()), width, height, Margins(top=top))
    left, upper = camera.to_screen(0.0, 0.0)
    right, lower = camera.to_screen(900.0, 500.0)
    assert left >= -1e-6
    assert upper >= top - 1e-6
    assert right <= width + 1e-6
    assert lower <= height + 1e-6
    assert left == pytest.approx(width - right, abs=1e-6)


@given(cameras, cameras)
def test_a_flight_starts_and_ends_where_it_should(start: Camera, end: Camera) -> None:
    for fraction, camera in ((0.0, start), (1.0, end)):
        here = between(start, end, fraction, 800.0, 500.0)
        assert here.pixels_per_um == pytest.approx(camera.pixels_per_um)
        assert here.to_world(400.0, 250.0) == pytest.approx(camera.to_world(400.0, 250.0), abs=1e-4)


@given(cameras, cameras, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_flight_never_turns_back(start: Camera, end: Camera, one: float, other: float) -> None:
    first, second = (between(start, end, part, 800.0, 500.0).pixels_per_um for part in sorted((one, other)))
    assert (second - first) * (end.pixels_per_um - start.pixels_per_um) >= -1e-9


@given(st.floats(-1.0, 2.0))
def test_easing_stays_within_its_limits(fraction: float) -> None:
    assert 0.0 <= ease(fraction) <= 1.0
    assert ease(fraction) + ease(1.0 - fraction) == pytest.approx(1.0)
