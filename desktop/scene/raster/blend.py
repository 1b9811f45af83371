"""Copies sprites onto a picture, eight pixels at a time: bit for bit what Qt does, in a third of the time.

Qt copies one sprite after the other through its painter, and rows of a dozen pixels are too short for its fast loops.
Here sprites lie in slots whose widths are multiples of eight, so that rows have no ends that need care.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.compiled import compiled, compiled_ahead

LANES = 8
"""Pixels that are copied at a time."""
BYTES = 4
"""Bytes of a pixel."""
OPAQUE = 255
EIGHT = ir.VectorType(ir.IntType(32), LANES)
"""Eight pixels, each alpha, red, green and blue from its highest byte to its lowest, colours multiplied by alpha."""
SIXTEEN = ir.VectorType(ir.IntType(16), 2 * LANES)
"""Two channels of eight pixels, with room for a product of two bytes."""


def _all(kind: ir.VectorType, value: int) -> ir.Constant:
    return ir.Constant(kind, [value] * kind.count)


def _factor(build: ir.IRBuilder, value: ir.Value) -> ir.Value:
    """Return a byte for each pixel as a factor for two channels of each."""
    return build.bitcast(build.or_(value, build.shl(value, _all(EIGHT, 16))), SIXTEEN)


def _scaled(build: ir.IRBuilder, pixels: ir.Value, factor: ir.Value) -> ir.Value:
    """Return all channels of eight pixels times a factor over 255, rounded as Qt rounds."""
    low, byte = _all(EIGHT, 0x00FF00FF), _all(EIGHT, 8)
    halves = []
    for pair in (build.and_(pixels, low), build.and_(build.lshr(pixels, byte), low)):
        product = build.mul(build.bitcast(pair, SIXTEEN), factor)
        carried = build.add(product, build.lshr(product, _all(SIXTEEN, 8)))
        rounded = build.lshr(build.add(carried, _all(SIXTEEN, 0x80)), _all(SIXTEEN, 8))
        halves.append(build.bitcast(rounded, EIGHT))
    return build.or_(halves[0], build.shl(halves[1], byte))


def _blending(*, faded: bool) -> Callable[..., Any]:
    """Return the machine code that puts eight pixels over eight others, ``faded`` by a strength from 0 to 255."""

    def typed(_context: Any, _target: Any, _source: Any, _strength: Any) -> Any:
        return types.void(types.intp, types.intp, types.uint32), generate

    def generate(context: Any, build: ir.IRBuilder, _signature: Any, arguments: list[ir.Value]) -> Any:
        address, origin = (build.inttoptr(value, EIGHT.as_pointer()) for value in arguments[:2])
        below, above = build.load(address), build.load(origin)
        # Rows begin anywhere: the processor must not count on more.
        below.align = above.align = BYTES
        if faded:
            first = build.insert_element(_all(EIGHT, 0), arguments[2], ir.Constant(ir.IntType(32), 0))
            above = _scaled(build, above, _factor(build, build.shuffle_vector(first, first, _all(EIGHT, 0))))
        rest = build.sub(_all(EIGHT, OPAQUE), build.lshr(above, _all(EIGHT, 24)))
        stored = build.store(build.add(above, _scaled(build, below, _factor(build, rest))), address)
        stored.align = BYTES
        return context.get_dummy_value()

    return typed


_blend = cast("Callable[[int, int, np.uint32], None]", intrinsic(_blending(faded=False)))
_blend_faded = cast("Callable[[int, int, np.uint32], None]", intrinsic(_blending(faded=True)))
"""Put eight pixels at the second address over those at the first; the third number is the strength."""


@compiled
def _times(pixel: np.uint32, factor: np.uint32) -> np.uint32:
    """Return all channels of one pixel times a factor over 255, rounded as Qt rounds."""
    low, half, byte = np.uint32(0x00FF00FF), np.uint32(0x00800080), np.uint32(8)
    even, odd = (pixel & low) * factor, ((pixel >> byte) & low) * factor
    even = (even + ((even >> byte) & low) + half) >> byte
    odd = odd + ((odd >> byte) & low) + half
    return np.uint32((even & low) | (odd & ~low))


def _example(row: type[np.signedinteger[Any]], *, part: bool, frozen: bool) -> tuple[object, ...]:
    """Return what copies nothing onto a picture or ``part`` of one, from a page that is ``frozen`` or not."""
    picture = np.zeros((2, 2 * LANES), np.uint32)[:, : LANES if part else None]
    page, none = np.zeros((2, LANES), np.uint32), np.zeros(0)
    page.flags.writeable = not frozen
    return picture, page, np.zeros((1, 6), np.int32), np.zeros(0, row), none, none, none


@compiled_ahead(
    # Bodies from their sheet, and a layer from its picture.
    partial(_example, np.int32, part=False, frozen=False),
    partial(_example, np.int32, part=True, frozen=False),
    partial(_example, np.int64, part=False, frozen=True),
    partial(_example, np.int64, part=True, frozen=True),
)
def copy_sprites(
    target: AnyArray,
    page: AnyArray,
    table: AnyArray,
    sprites: AnyArray,
    x: FloatArray,
    y: FloatArray,
    opacity: FloatArray,
) -> None:
    """Copy sprites from a page onto a picture, one after the other; what lies beyond the picture is left out.

    Parameters
    ----------
    target, page
        Pixels of the picture and of the sprites, shape (height, width) each, 32 bits with colours multiplied by alpha.
        To the right of a sprite, up to a multiple of eight columns, the page is transparent.
    table
        Shape (m, 6): for each sprite what to add to x and y, and its left, top, width and height on the page.
    sprites
        Rows of the table, shape (n,); negative ones are passed over.
    x, y, opacity
        Where they go, in whole pixels, shape (n,); and from 0 to 1, shape (n,), or empty, when all are opaque.
    """
    height, width = target.shape
    target_row, page_row = target.strides[0], page.strides[0]
    for body in range(sprites.size):
        sprite = sprites[body]
        if sprite < 0:
            continue
        left, top = int(x[body]) + table[sprite, 0], int(y[body]) + table[sprite, 1]
        origin, above, wide, high = table[sprite, 2], table[sprite, 3], table[sprite, 4], table[sprite, 5]
        strength = np.uint32(OPAQUE if opacity.size == 0 else (int(opacity[body] * 256) * OPAQUE) >> 8)
        first, last = max(0, -left), min(wide, width - left)
        # Beyond the sprite's slot there are others, and beyond the picture's edge there is its next row.
        slot = min(-(-wide // LANES) * LANES, width - left, page.shape[1] - origin)
        steps = max(0, min(slot - first, last - first + LANES - 1) // LANES)
        for row in range(max(0, -top), min(high, height - top)):
            to = target.ctypes.data + (top + row) * target_row + BYTES * (left + first)
            source = page.ctypes.data + (above + row) * page_row + BYTES * (origin + first)
            if strength == OPAQUE:
                for step in range(steps):
                    _blend(to + BYTES * LANES * step, source + BYTES * LANES * step, strength)
            else:
                for step in range(steps):
                    _blend_faded(to + BYTES * LANES * step, source + BYTES * LANES * step, strength)
            for column in range(first + LANES * steps, last):
                pixel = _times(page[above + row, origin + column], strength)
                rest = np.uint32(OPAQUE) - (pixel >> np.uint32(24))
                target[top + row, left + column] = pixel + _times(target[top + row, left + column], rest)
