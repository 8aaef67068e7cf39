"""The nouns of this stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page; each side in shares of its width or height, from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page, counted from 1, as a JPEG of `width` × `height` pixels.

    `boxes` cover the quoted words, one a line; empty where the page does not say where they are.
    """

    page: int
    jpeg: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]
