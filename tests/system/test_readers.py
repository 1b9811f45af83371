"""Readers of files from anybody: twice the size is twice the work, and too much is refused before it is built."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.export.job import MAX_CHANGES
from desktop.export.job_file import from_json
from desktop.export.recipe import MARK, find_recipe, read_recipe
from desktop.lessons.pages import parse_page
from desktop.study.background.messages import from_json as read_message
from desktop.study.background.tasks import ResponseTask
from desktop.study.scenario import load_scenario
from desktop.system.refusal import Refusal
from desktop.system.strict_json import LONGEST
from desktop.ui.look.preferences import Preferences, load_preferences
from tests.work import lines_run, most_held

MEBIBYTE = 1_048_576
Reader = Callable[[Path], object]


def moves(number: int) -> bytes:
    rows = ",".join(f'[{step}, {{"platelets.strength": {step % 200 / 100}}}]' for step in range(number))
    return MARK + f'"0", "scenario": {{"name": "a"}}, "moves": [{rows}]}}'.encode()


def gif(pieces: bytes) -> bytes:
    return b"GIF89a" + bytes(7) + pieces + b"\0"


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


RECIPES: dict[str, Callable[[int], bytes]] = {
    "many-comments.gif": lambda n: gif(b"\x21\xfe\x01x\0" * n),
    "one-comment.gif": lambda n: gif(b"\x21\xfe" + b"\x01x" * n),
    "comments-in-comments.gif": lambda n: gif(b"\x21\xfe" + b"\xfe\x21" * n),
    "nothing.png": lambda n: b"\x89PNG\r\n\x1a\n" + box(b"tEXt", b"Recipe\0" + b"x" * n),
    "chunks.apng": lambda n: b"\x89PNG\r\n\x1a\n" + box(b"tEXt", MARK) * n,
    "boxes.mp4": lambda n: box(b"ftyp", b"isom") + box(b"free", MARK[:-1]) * n,
    "marks.webm": lambda n: b"\x1a\x45\xdf\xa3" + MARK * n,
    "riff.webp": lambda n: b"RIFF0000WEBP" + (MARK + b'"1"') * n,
    "elements.svg": lambda n: b"<svg>" + b"<desc>" * n + MARK + b'"' + b"x" * n,
    "objects.pdf": lambda n: b"%PDF-1.7" + b"1 0 obj\n" * n + MARK + b"[" * n,
    "moves.json": moves,
}
SIZE = 2_000


def read(reader: Reader, path: Path) -> None:
    with suppress(Refusal):
        reader(path)


def is_linear(reader: Reader, path: Path, content: Callable[[int], bytes]) -> bool:
    lines = []
    for size in (SIZE, 2 * SIZE):
        path.write_bytes(content(size))
        read(reader, path)
        lines.append(lines_run(lambda: read(reader, path)))
    return lines[1] <= 2.2 * lines[0] + 100


@pytest.mark.parametrize("name", RECIPES)
def test_twice_the_recipe_is_twice_the_work(tmp_path: Path, name: str) -> None:
    assert is_linear(lambda path: read_recipe(path, MODEL), tmp_path / name, RECIPES[name])


TEXTS: dict[str, tuple[Reader, Callable[[int], bytes]]] = {
    "scenario": (load_scenario, lambda n: b"[platelets]\n" + b"# a comment\n" * n),
    "settings": (load_preferences, lambda n: b"theme = 'dark'\nrecent_exports = [" + b"'a', " * n + b"]"),
    "page": (lambda p: parse_page(p.read_text()), lambda n: b"+++\ntitle = 'a'\n+++\n" + b"## Heading\n\ntext\n" * n),
    "message": (lambda p: read_message(p.read_text()), lambda n: b'{"kind": "row", "row": {' + b'"a": 1,' * n + b"}}"),
    "task": (lambda p: ResponseTask.from_json(p.read_text()), lambda n: b'{"axes": [' + b"{}, " * n + b"{}]}"),
    "job": (lambda p: from_json(p.read_text(), MODEL), moves),
}  # fmt: skip


@pytest.mark.parametrize("kind", TEXTS)
def test_twice_the_text_is_twice_the_work(tmp_path: Path, kind: str) -> None:
    reader, content = TEXTS[kind]
    assert is_linear(reader, tmp_path / "any.toml", content)


BOMBS = {
    "a million moves": MARK + b'"0", "scenario": {}, "moves": [' + b"[1, {}]," * 1_000_000 + b"]}",
    "lists": MARK + b'"0", "moves": [' + b"[]," * 4_000_000 + b"]}",
    "keys": MARK + b"1" + b"".join(b',"%x": 0' % number for number in range(1_000_000)) + b"}",
    "deep": MARK + b"[" * 10_000_000,
    "deep objects": MARK + b'{"a":' * 2_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("ending", [".json", ".png", ".gif"])
def test_what_would_fill_the_memory_is_refused_before_it_is_built(tmp_path: Path, name: str, ending: str) -> None:
    data = BOMBS[name]
    path = tmp_path / f"bomb{ending}"
    if ending == ".gif":
        pieces = [data[start : start + 255] for start in range(0, len(data), 255)]
        data = gif(b"\x21\xfe" + b"".join(bytes([len(piece)]) + piece for piece in pieces))
    path.write_bytes(data)
    for reader in (lambda p: read_recipe(p, MODEL), lambda p: from_json(p.read_text("latin-1"), MODEL)):

        def refused(reader: Reader = reader) -> None:
            with pytest.raises(Refusal) as error:
                reader(path)
            assert str(error.value).isprintable()

        assert most_held(refused) < 8 * len(data) + 32 * MEBIBYTE


def test_a_message_that_would_fill_the_memory_is_refused() -> None:
    for text in ("[" * LONGEST, '{"a": [' + "[]," * (LONGEST // 4), '{"a":' * (LONGEST // 5), "1" * (LONGEST + 1)):
        for reader in (read_message, ResponseTask.from_json):

            def refused(reader: Callable[[str], object] = reader, text: str = text) -> None:
                with pytest.raises(Refusal):
                    reader(text)

            assert most_held(refused) < 32 * MEBIBYTE


DEEP = ("a = " + "[" * 30_000, "a = " + "{a = " * 10_000, "a" + ".a" * 30_000 + " = 1", "[" + "a." * 30_000 + "a]")


@pytest.mark.parametrize("text", DEEP)
def test_brackets_within_brackets_stop_no_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "window.toml"
    path.write_text(text)
    assert load_preferences(path) == Preferences()
    with pytest.raises(Refusal):
        load_scenario(path)
    with pytest.raises(Refusal):
        parse_page(f"+++\n{text}\n+++\n## A\n")


def test_settings_larger_than_any_are_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "window.toml"
    path.write_bytes(b"theme = 'dark'\n" + b"#" * 50 * MEBIBYTE)
    assert most_held(lambda: load_preferences(path)) < MEBIBYTE


def test_as_many_moves_as_a_job_holds_are_read_with_work_for_each(tmp_path: Path) -> None:
    path = tmp_path / "job.json"
    path.write_bytes(moves(MAX_CHANGES))
    job = read_recipe(path, MODEL).job
    assert len(job.parameter_changes) == MAX_CHANGES
    assert job.parameter_changes[-1].parameters.value("platelets.strength") == (MAX_CHANGES - 1) % 200 / 100
    # The declarations of 162 parameters are shared, not kept with each move.
    assert most_held(lambda: read_recipe(path, MODEL)) < MAX_CHANGES * 2_000
    path.write_bytes(moves(MAX_CHANGES + 1))
    with pytest.raises(Refusal, match=f"{MAX_CHANGES + 1} moves of sliders are too many: {MAX_CHANGES} is the most"):
        read_recipe(path, MODEL)


def test_a_gif_of_pieces_without_end_has_no_recipe(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif(b"\x21\xfe" + b"\x01x" * 1_000_000))
    assert find_recipe(path) is None
