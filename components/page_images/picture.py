"""A page's image and the boxes on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page; each side as a share of its width or height, from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page, counted from 1, as a JPEG of `width` × `height` pixels.

    `boxes` cover the quoted words, one a line; empty where those cannot be located on the page.
    """

    page: int
    jpeg: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]
