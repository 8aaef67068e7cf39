"""Parsed JSON from elsewhere → our dataclasses, every type checked on the way."""

import math
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def decode(kind: Any, value: Any) -> Any:
    """`value` as a `kind`; fields that it does not know are passed over.

    Raises ValueError where a field is missing or of another type.

    >>> decode(tuple[int, ...], [1, 2])
    (1, 2)
    >>> decode(tuple[int, int], [1, 2, 3])
    Traceback (most recent call last):
    ...
    ValueError: '[1, 2, 3]' is not a tuple[int, int]
    """
    origin, inside = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _dataclass(kind, value)
    if origin is tuple and isinstance(value, list) and inside[-1] is ...:
        return tuple(decode(inside[0], each) for each in value)
    if origin is tuple and isinstance(value, list) and len(inside) == len(value):
        return tuple(decode(each, item) for each, item in zip(inside, value, strict=True))
    if origin is dict and isinstance(value, dict):
        return {decode(inside[0], key): decode(inside[1], each) for key, each in value.items()}
    if origin is Literal and value in inside:
        return value
    if origin in (Union, UnionType):
        return _any_of(inside, value)
    if kind is float and type(value) in (int, float) and math.isfinite(value):
        return float(value)
    if kind in (int, bool, NoneType) and type(value) is kind:
        return value
    if kind is str and type(value) is str:
        value.encode("utf-8")  # UnicodeEncodeError, a ValueError, where it is no real text
        return value
    raise ValueError(f"{str(value)[:60]!r} is not a {kind}")


def _dataclass(kind: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{str(value)[:60]!r} is not a {kind.__name__}")
    hints = get_type_hints(kind)
    given = {
        each.name: decode(hints[each.name], value[each.name])
        for each in fields(kind)
        if each.name in value
    }
    try:
        return kind(**given)
    except TypeError as error:
        raise ValueError(f"a {kind.__name__} is incomplete: {error}") from None


def _any_of(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        try:
            return decode(kind, value)
        except ValueError:
            continue
    raise ValueError(f"{str(value)[:60]!r} is none of {kinds}")
