"""Original files on their way out: safe names, and several of them in one archive."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

_FORBIDDEN = '\\:*?"<>|'
_DATE = (1980, 1, 1, 0, 0, 0)
"""The archive says nothing of when it was made: the same files make the same bytes."""


def zipped(files: Iterable[tuple[str, str]], read: Callable[[str], bytes]) -> bytes:
    """An archive of (name, sha256), each read by its hash; alike names are numbered."""
    out = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, sha256 in files:
            path = PurePosixPath(safe_path(name))
            free, number = str(path), 1
            while free.casefold() in taken:
                number += 1
                free = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
            taken.add(free.casefold())
            entry = zipfile.ZipInfo(free, date_time=_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, read(sha256))
    return out.getvalue()


def file_name(name: str) -> str:
    """The last part of a document's name, as a file may be called anywhere.

    >>> file_name("reports/2024/a:b.pdf"), file_name("...")
    ('a_b.pdf', 'document')
    """
    return PurePosixPath(safe_path(name)).name


def safe_path(name: str) -> str:
    """A relative path that leads nowhere but down.

    >>> safe_path("../../etc/passwd"), safe_path("/a/./b.txt"), safe_path("..")
    ('etc/passwd', 'a/b.txt', 'document')
    """
    plain = "".join("_" if each in _FORBIDDEN else each for each in name if each.isprintable())
    parts = (part.strip(" ") for part in plain.split("/"))
    kept = [part for part in parts if part.strip(". ")]
    return "/".join(kept) or "document"
