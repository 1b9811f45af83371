"""The objects that a PDF file is made of: read from one that Qt wrote, put in order, and written again."""

import re
import zlib

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_STREAM = b"stream\n"
"""Ends the dictionary of an object; its bytes come next, and may look like anything."""
_SUBSET = re.compile(rb"(?<=/FontName /)[A-Z]{6}(?=\+)")
"""Six letters that tell apart the parts of one font in several documents; Qt makes them of an object's number."""


def stream(data: bytes, head: str) -> bytes:
    """Return an object of packed bytes; ``head`` is written into its dictionary."""
    packed = zlib.compress(data, 9)
    return f"<<{head} /Filter /FlateDecode /Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"


def objects_of(document: bytes) -> dict[int, bytes]:
    """Return the objects of a PDF with a plain table of contents, by number."""
    table = int(after(document, b"startxref", last=True).split()[0])
    lines = document[table:].split(b"\n")
    places = [int(line[:10]) for line in lines[3:] if re.fullmatch(rb"\d{10} \d{5} n ?\r?", line)]
    found = {}
    for place in places:
        number_end = document.index(b" ", place)
        start = document.index(b"obj", place) + 4
        later = [other for other in places if other > place]
        end = document.rindex(b"endobj", place, min(later, default=table))
        found[int(document[place:number_end])] = document[start:end].rstrip()
    return found


def after(text: bytes, word: bytes, *, last: bool = False) -> bytes:
    """Return what follows the first or last place of a word."""
    return text[(text.rindex(word) if last else text.index(word)) + len(word) :]


def document_of(objects: dict[int, bytes], model: bytes) -> bytes:
    """Return a PDF of objects numbered from 1 on, with head and tail of another one."""
    out = bytearray(model[: model.index(b"1 0 obj\n")])
    places = {}
    for index in sorted(objects):
        places[index] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (index, objects[index])
    count, table = max(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % places[index] for index in range(1, count))
    out += re.sub(rb"/Size \d+", b"/Size %d" % count, _tail(model)) + b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def in_order(document: bytes) -> bytes:
    """Return a PDF whose objects have the numbers in which they are named for the first time.

    Qt numbers the parts of fonts by a hash of where their files lie, and of chance.
    """
    objects, tail = objects_of(document), _tail(document)
    numbers: dict[int, int] = {}
    waiting = _named(tail)
    while waiting:
        index = waiting.pop(0)
        if index not in numbers:
            numbers[index] = len(numbers) + 1
            waiting += _named(_dictionary(objects[index]))

    def renamed(text: bytes) -> bytes:
        return _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], text)

    ordered = {}
    for index, new in numbers.items():
        head = _dictionary(objects[index])
        letters = "".join(chr(ord("A") + new // 26**place % 26) for place in range(6)).encode()
        ordered[new] = _SUBSET.sub(letters, renamed(head)) + objects[index][len(head) :]
    return document_of(ordered, document[: document.rindex(b"trailer")] + renamed(tail) + b"startxref")


def _tail(document: bytes) -> bytes:
    return document[document.rindex(b"trailer") : document.rindex(b"startxref")]


def _named(text: bytes) -> list[int]:
    return [int(index) for index in _REFERENCE.findall(text)]


def _dictionary(body: bytes) -> bytes:
    return body.partition(_STREAM)[0]
