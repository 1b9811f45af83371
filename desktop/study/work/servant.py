"""A process that does pieces of work for its parent, one after the other, until the parent is gone.

Each piece comes as a pickled function with its arguments, and goes back as a pickled answer or error; before each
stands its length. Nobody but the parent can write to the pipe.
"""

import os
import pickle
import struct
import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import IO

from desktop.system.children import MARK, take_channel

READY = f"{MARK}ready\n".encode()
LENGTH = struct.Struct("<Q")


def write_piece(channel: IO[bytes], data: bytes) -> None:
    """Write a piece with its length before it."""
    channel.write(LENGTH.pack(len(data)) + data)
    channel.flush()


def read_piece(channel: IO[bytes]) -> bytes:
    """Return the next piece.

    Raises
    ------
    EOFError
        When there is none, or not all of it.
    """
    head = channel.read(LENGTH.size)
    data = channel.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    if not data:
        raise EOFError
    return data


def serve() -> None:
    """Work until the parent is gone."""
    channel = take_channel()
    channel.write(READY)
    channel.flush()
    pieces: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(pieces,), daemon=True).start()
    while True:
        write_piece(channel, answer(pieces.get()))


def _listen(pieces: "SimpleQueue[bytes]") -> None:
    """Take the pieces of work; end the process at once when the parent is gone, also in the middle of one."""
    try:
        while True:
            pieces.put(read_piece(sys.stdin.buffer))
    except EOFError:
        os._exit(1)


def answer(piece: bytes) -> bytes:
    """Do a piece of work and return what came of it: whether it went well, and the answer or the error."""
    try:
        function, arguments = pickle.loads(piece)
        return pickle.dumps((True, function(*arguments)))
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(repr(error))))


if __name__ == "__main__":
    serve()
