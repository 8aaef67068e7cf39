"""Lock a data folder for one process; a second one is told who holds it."""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from components.errors import FolderInUseError, StoreError

_PATIENCE_S = 1
"""The child of a killed process may hold the lock until it has started its own program."""


class FolderLock:
    """Holds `home` for this process until `release`, or until the process ends, however it ends.

    Raises FolderInUseError where another process holds it, StoreError where it cannot be written.
    """

    def __init__(self, home: Path) -> None:
        self._owner = home / "owner.json"
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(home / "owner.lock")
            self._lock.acquire(timeout=_PATIENCE_S)
        except Timeout:
            raise FolderInUseError(
                f"The data folder {home} is in use by {self._holder()}. Stop that first, "
                "or give this one another folder: FOOTNOTE_HOME=/some/folder."
            ) from None
        except OSError as error:
            raise StoreError(
                f"The data folder {home} cannot be written ({error.strerror}). "
                "Give FOOTNOTE_HOME a folder that can."
            ) from error
        command = " ".join(Path(word).name for word in sys.argv[:2])
        owner = {"process": os.getpid(), "command": command, "since": time.time()}
        with suppress(OSError):  # on a full disk; the lock itself is held
            self._owner.write_text(json.dumps(owner), encoding="utf-8")

    def _holder(self) -> str:
        try:
            owner = json.loads(self._owner.read_text(encoding="utf-8"))
            since = time.strftime("%H:%M on %d %B", time.localtime(owner["since"]))
            return f"process {owner['process']} ({owner['command']}), since {since}"
        except (OSError, ValueError, KeyError):
            return "another process"

    def release(self) -> None:
        """Release the folder for the next process."""
        self._lock.release()
