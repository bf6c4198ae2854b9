"""Nested columns as named parts, and back: for whatever treats every column alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

import numpy.typing as npt

Part = npt.NDArray[Any] | tuple[str, ...] | int
T = TypeVar("T")


def parts_of(columns: Any) -> Iterator[tuple[str, Part]]:
    """Every array, list of words and number below ``columns``, by its path."""
    for column in fields(columns):
        value = getattr(columns, column.name)
        if is_dataclass(value):
            yield from ((f"{column.name}.{path}", part) for path, part in parts_of(value))
        else:
            yield column.name, value


def from_parts(kind: type[T], parts: Mapping[str, Part], path: str = "") -> T:
    """The columns of ``kind`` that `parts_of` took apart, found below ``path``."""
    values: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        nested = isinstance(hint, type) and is_dataclass(hint)
        whole = f"{path}{name}"
        values[name] = from_parts(hint, parts, f"{whole}.") if nested else parts[whole]
    return kind(**values)


def shape_of(array: npt.NDArray[Any]) -> list[Any]:
    """What an array is besides its bytes."""
    return [array.dtype.str, list(array.shape)]
