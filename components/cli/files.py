"""The files that a command line names, each under a name of its own."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_PROGRAM_FOLDERS = {"node_modules", "__pycache__", "site-packages", "__MACOSX"}
"""Folders that hold programs and caches, not documents."""


def find_files(paths: Sequence[Path], fail: Callable[[str, str], None]) -> dict[str, Path]:
    """Return the files of the paths by name: a folder's files by their path inside the folder.

    Files that would have the same name get the folders above in front (`north/readme.txt`), so that
    none replaces another. Hidden files and folders of programs are left out, and counted on
    stderr. `fail` is called with the name and the reason of what is missing or cannot be opened.
    """
    files: dict[Path, str] = {}
    skipped = 0
    for path in paths:
        if path.is_dir():
            for inside in _walk(path, fail):
                if inside is None:
                    skipped += 1
                else:
                    files.setdefault(inside.absolute(), inside.relative_to(path).as_posix())
        elif path.exists():
            files.setdefault(path.absolute(), path.absolute().name)
        else:
            fail(printable(path.name), f"There is no file or folder {printable(str(path))}.")
    if skipped:
        print(
            f"Left out {skipped} hidden files and folders, and folders of programs such as "
            "node_modules.",
            file=sys.stderr,
        )
    # Taking the folders above into a name may make it that of a third file.
    while clashes := {name for name, count in Counter(files.values()).items() if count > 1}:
        for file, name in files.items():
            if name in clashes:
                files[file] = "/".join(file.parts[-name.count("/") - 2 :])
    return {printable(name): file for file, name in files.items()}


def printable(name: str) -> str:
    r"""Return a name with every byte that is not UTF-8 written as an escape.

    >>> printable("caf\udce9.txt")
    'caf\\xe9.txt'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(folder: Path, fail: Callable[[str, str], None]) -> Iterator[Path | None]:
    """Yield the files of a folder and of those inside, sorted; None for each that is left out."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        name = printable(folder.name)
        fail(name, f"The folder {name} cannot be opened: {error.strerror}. Check its permissions.")
        return
    for entry in entries:
        is_folder = entry.is_dir()
        if entry.name.startswith(".") or (is_folder and _holds_programs(entry)):
            yield None
        elif is_folder:
            if not entry.is_symlink():  # it could lead back to where it is
                yield from _walk(entry, fail)
        elif entry.is_file():
            yield entry


def _holds_programs(folder: Path) -> bool:
    return folder.name in _PROGRAM_FOLDERS or (folder / "pyvenv.cfg").exists()
