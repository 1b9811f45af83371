"""Our PNG files are PNG files: another library reads the same pixels and words back."""

import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PySide6.QtGui import QImage

from desktop.export.png import Pixels, encode_png, is_own_png, read_texts, write_png
from desktop.system.files import FileError

PICTURES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([3, 4])).flatmap(
    lambda shape: arrays.arrays(np.uint8, shape)
)


def pixels_read(data: bytes, channels: int) -> tuple[Pixels, QImage]:
    image = QImage()
    assert image.loadFromData(data)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :channels].copy(), image


@given(pixels=PICTURES, row_filter=st.sampled_from([0, 2]))
def test_another_library_reads_the_same_pixels(pixels: Pixels, row_filter: int) -> None:
    data = encode_png(pixels, row_filter=0 if row_filter == 0 else 2)
    np.testing.assert_array_equal(pixels_read(data, pixels.shape[2])[0], pixels)


def test_a_large_picture_with_noise_survives(rng: np.random.Generator) -> None:
    pixels = rng.integers(0, 256, (400, 700, 3), dtype=np.uint8)
    np.testing.assert_array_equal(pixels_read(encode_png(pixels), 3)[0], pixels)


def test_a_strided_view_is_written_as_it_looks(rng: np.random.Generator) -> None:
    pixels = rng.integers(0, 256, (8, 8, 4), dtype=np.uint8)[::2, ::-1, 2::-1]
    np.testing.assert_array_equal(pixels_read(encode_png(pixels), 3)[0], pixels)


def test_the_recipe_is_read_by_another_library() -> None:
    pixels = np.zeros((2, 2, 3), np.uint8)
    texts = {"Scenario": "default-patient", "Title": "Blut – plättchenreich", "Recipe": '{"seed": 1}'}
    data = encode_png(pixels, texts)
    image = pixels_read(data, 3)[1]
    assert {key: image.text(key) for key in texts} == texts
    assert image.text("Software").startswith("CTC Voyage")
    assert read_texts(data).items() >= texts.items()


def test_the_same_picture_gives_the_same_bytes(rng: np.random.Generator) -> None:
    pixels = rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)
    assert encode_png(pixels, {"Seed": "1"}) == encode_png(pixels.copy(), {"Seed": "1"})
    assert encode_png(pixels, {"Seed": "1"}) != encode_png(pixels, {"Seed": "2"})


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 2), (0, 4, 3), (4, 0, 3), (1, 40_000, 3)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a picture"):
        encode_png(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("keyword", ["", " ", "x" * 80, "ä", "a\0b"])
def test_a_wrong_keyword_is_refused(keyword: str) -> None:
    with pytest.raises(ValueError, match="keyword"):
        encode_png(np.zeros((1, 1, 3), np.uint8), {keyword: "text"})


@given(st.binary(max_size=200))
def test_reading_the_words_of_a_damaged_file_never_fails(tail: bytes) -> None:
    good = encode_png(np.zeros((1, 1, 3), np.uint8), {"Title": "ü"})
    for data in (tail, good[:8] + tail, good[: len(good) // 2] + tail):
        read_texts(data)


def test_a_foreign_picture_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "holiday.png"
    image = QImage(2, 2, QImage.Format.Format_RGB888)
    image.fill(0)
    assert image.save(str(path))
    before = path.read_bytes()
    assert not is_own_png(before)
    with pytest.raises(FileError, match="was not written by CTC Voyage"):
        write_png(path, np.zeros((2, 2, 3), np.uint8))
    assert path.read_bytes() == before


def test_a_picture_of_its_own_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "frame.png"
    write_png(path, np.zeros((2, 2, 3), np.uint8))
    write_png(path, np.full((2, 2, 3), 9, np.uint8), {"Title": "x" * 5000})
    assert pixels_read(path.read_bytes(), 3)[0].max() == 9
    assert is_own_png(path.read_bytes())
    assert [item.name for item in tmp_path.iterdir()] == ["frame.png"]


def test_the_compressed_stream_is_a_plain_zlib_stream() -> None:
    data = encode_png(np.zeros((3, 5, 3), np.uint8), row_filter=0)
    start = data.index(b"IDAT")
    length = int.from_bytes(data[start - 4 : start], "big")
    assert zlib.decompress(data[start + 4 : start + 4 + length]) == bytes(3 * (1 + 15))
