"""Limits that a file went over, as errors; the seconds that a file of some size may take."""

from components.errors import LimitError
from components.settings import Limits

_MIN_SECONDS = 60.0


def limit_error(name: str, problem: str, setting: str, limits: Limits) -> LimitError:
    """Return the error for a file that went over `setting`, a field of `Limits`.

    >>> str(limit_error("a.pdf", "has 6000 pages", "pages", Limits()))
    'a.pdf has 6000 pages; at most 5,000 are read. Split the file, or raise FOOTNOTE_MAX_PAGES.'
    """
    amount = f"{getattr(limits, setting):,}"
    rule = {
        "file_megabytes": f"at most {amount} MB are read",
        "pages": f"at most {amount} are read",
        "characters": f"at most {amount} are read",
        "page_seconds": f"a page may take {amount} seconds",
        "file_seconds": f"a file may take {amount} seconds, a small one less",
        "memory_megabytes": f"a file may use {amount} MB of memory",
    }[setting]
    return LimitError(
        f"{name} {problem}; {rule}. Split the file, or raise FOOTNOTE_MAX_{setting.upper()}."
    )


def check_size(name: str, size: int, limits: Limits) -> None:
    """Raise LimitError for a file of more bytes than are read; call it before reading the file."""
    if size > limits.file_megabytes * 2**20:
        raise limit_error(name, f"has {size / 2**20:,.1f} MB", "file_megabytes", limits)


def seconds_for(size: int, pages_read: int, limits: Limits) -> float:
    """Return the seconds that a file of `size` bytes may take, once `pages_read` have been read.

    Small files get less than `Limits.file_seconds`, so that a crafted one cannot block the queue;
    each page that was read adds some, so that a long report in a small file is read to its end.

    >>> [seconds_for(100_000, pages, Limits()) for pages in (0, 100, 900)]
    [66.0, 166.0, 600]
    """
    share = limits.file_seconds / 600
    base = max(_MIN_SECONDS, 60 * share, 3 * limits.page_seconds)
    return min(limits.file_seconds, base + 60 * share * size / 1_000_000 + share * pages_read)
