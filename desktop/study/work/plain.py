"""Answers of workers as plain values that JSON can hold, exactly, and back as the types that a function declares.

Numbers come back to the last bit, arrays with their type and shape. What is not of the declared type is refused.
"""

import io
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints
from zlib import compress, decompress

import numpy as np
from numpy.typing import NDArray

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]


def to_plain(value: object) -> Plain:
    """Return a value as JSON can hold it; a function is named by its place.

    Raises
    ------
    TypeError
        When it is of a kind that has no such form.
    """
    if value is None or isinstance(value, bool | str) or type(value) in {int, float}:
        return cast("Plain", value)
    if isinstance(value, np.generic):
        return to_plain(value.item())
    if isinstance(value, np.ndarray):
        return _packed(value)
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', '')}"
    message = f"{type(value).__name__} has no plain form"
    raise TypeError(message)


def from_plain(kind: Any, value: Plain) -> Any:
    """Return a plain value as the type that was declared for it.

    Raises
    ------
    TypeError, ValueError, KeyError
        When it is none.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {UnionType, Union}:
        return _one_of(arguments, value)
    if origin is np.ndarray or origin is NDArray:
        # The alias of numpy keeps its own name from version 2.5 on.
        return _unpacked(value, arguments[0] if origin is NDArray else get_args(arguments[1])[0])
    if origin is tuple:
        return _tuple(arguments, value)
    if origin in {dict, Mapping}:
        return {_of(str, key): from_plain(arguments[1], item) for key, item in _of(dict, value).items()}
    if is_dataclass(kind):
        hints, own, make = get_type_hints(kind), _of(dict, value), cast("Any", kind)
        return make(**{field.name: from_plain(hints[field.name], own[field.name]) for field in fields(kind)})
    return _of(type(None) if kind is None else kind, value)


def _of(kind: Any, value: object) -> Any:
    if type(value) is not kind and not (kind is float and type(value) is int):
        message = f"{type(value).__name__} in place of {kind}"
        raise TypeError(message)
    return value


def _one_of(kinds: tuple[Any, ...], value: Plain) -> Any:
    for kind in kinds:
        try:
            return from_plain(kind, value)
        except (TypeError, ValueError, KeyError):
            continue
    message = f"{type(value).__name__} is none of {kinds}"
    raise TypeError(message)


def _tuple(kinds: tuple[Any, ...], value: Plain) -> tuple[Any, ...]:
    items = _of(list, value)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(from_plain(kinds[0], item) for item in items)
    return tuple(from_plain(kind, item) for kind, item in zip(kinds, items, strict=True))


def _packed(array: np.ndarray[Any, Any]) -> str:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return b64encode(compress(out.getvalue())).decode("ascii")


def _unpacked(value: Plain, kind: Any) -> np.ndarray[Any, Any]:
    found = np.load(io.BytesIO(decompress(b64decode(_of(str, value), validate=True))), allow_pickle=False)
    if found.dtype != np.dtype(kind):
        message = f"an array of {found.dtype} in place of {kind}"
        raise TypeError(message)
    return cast("np.ndarray[Any, Any]", found)
