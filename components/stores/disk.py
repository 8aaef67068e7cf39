"""Room on the disk: some is kept aside, so that reading and deleting work when the disk is full."""

import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

from components.errors import DiskFullError, is_disk_full

_RESERVE_BYTES = 16 * 2**20
"""SQLite and Chroma need a few megabytes to open their files, deleting needs some more."""
_MIN_FREE_BYTES = 2 * _RESERVE_BYTES
_GROWTH = 3
"""Times a file's size that indexing it may take: its bytes, its text and vectors, SQLite's log."""


class Disk:
    """The disk of the data folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._reserve = home / "reserve"

    @property
    def free_bytes(self) -> int:
        """Free space, without the reserve."""
        return shutil.disk_usage(self._home).free

    @property
    def is_low(self) -> bool:
        """True where only reading and deleting should go on."""
        return self.free_bytes < _MIN_FREE_BYTES

    def require_room(self, size_bytes: int, *, growth: int = _GROWTH) -> None:
        """Raise DiskFullError where adding so many bytes would use up the disk."""
        free, needed = self.free_bytes, _MIN_FREE_BYTES + growth * size_bytes
        if free < needed:
            state = f"has {free / 2**20:,.0f} MB free, and {needed / 2**20:,.0f} MB are needed"
            raise DiskFullError(state)

    def use_reserve(self) -> None:
        """Free the reserve where the disk is full, and set it aside again where there is room."""
        free = self.free_bytes
        with suppress(OSError):
            if free < _RESERVE_BYTES // 2:
                self._reserve.unlink(missing_ok=True)
            elif free > _MIN_FREE_BYTES + _RESERVE_BYTES and not self._reserve.exists():
                # Random bytes, because some file systems store zeros in no space.
                self._reserve.write_bytes(os.urandom(2**20) * (_RESERVE_BYTES // 2**20))

    def is_full_error(self, error: BaseException | None) -> bool:
        """Return whether SQLite failed for want of room."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        # It reports a failure to create its shared memory file in other words.
        return is_disk_full(error) or (
            code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
            and self.free_bytes < _RESERVE_BYTES
        )
