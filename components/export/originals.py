"""Original files for download: safe names, and several files in one archive."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

_FORBIDDEN = '\\:*?"<>|'
# A fixed date, so that the same files make the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def zip_files(files: Iterable[tuple[str, str]], read: Callable[[str], bytes]) -> bytes:
    """Return an archive of (name, sha256), reading each by its hash; equal names get numbers."""
    out = io.BytesIO()
    names: set[str] = set()
    with zipfile.ZipFile(out, "w") as archive:
        for name, sha256 in files:
            path = PurePosixPath(safe_path(name))
            unique, number = str(path), 1
            while unique.casefold() in names:
                number += 1
                unique = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
            names.add(unique.casefold())
            entry = zipfile.ZipInfo(unique, date_time=_DATE)
            archive.writestr(entry, read(sha256), compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def safe_file_name(name: str) -> str:
    """Return the last part of a document's name, without characters that a system forbids.

    >>> safe_file_name("reports/2024/a:b.pdf"), safe_file_name("...")
    ('a_b.pdf', 'document')
    """
    return PurePosixPath(safe_path(name)).name


def safe_path(name: str) -> str:
    """Return a relative path that stays inside its folder.

    >>> safe_path("../../etc/passwd"), safe_path("/a/./b.txt"), safe_path("..")
    ('etc/passwd', 'a/b.txt', 'document')
    """
    plain = "".join("_" if each in _FORBIDDEN else each for each in name if each.isprintable())
    parts = (part.strip(" ") for part in plain.split("/"))
    return "/".join(part for part in parts if part.strip(". ")) or "document"
