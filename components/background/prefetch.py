"""Work that begins in the background, so that it is ready when its turn comes: files read and
pages fetched while the one before them is embedded.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Generic, TypeVar

from components.types import Progress

_Item = TypeVar("_Item")
_HEARTBEAT_SECONDS = 0.5
"""How long the reader of the items waits at most, so that it can be cancelled."""


class _End:
    def __init__(self, error: Exception | None) -> None:
        self.error = error


class Prefetch(Generic[_Item]):
    """Starts at once; `items()` gives what the work yields, and raises what it raises."""

    def __init__(self, work: Callable[[], Iterator[_Item]]) -> None:
        self._items: queue.SimpleQueue[_Item | _End] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=self._read, args=(work,), name="reading", daemon=True
        )
        self._thread.start()

    def items(self) -> Iterator[_Item]:
        """Everything in order; the last progress again while the next item is waited for."""
        latest: _Item | None = None
        while True:
            try:
                item = self._items.get(timeout=_HEARTBEAT_SECONDS)
            except queue.Empty:
                if latest is not None:
                    yield latest
                continue
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            if isinstance(item, Progress):
                latest = item
            yield item

    def stop(self) -> None:
        """End the work at its next item; a file's child is killed."""
        self._stopped.set()

    def _read(self, work: Callable[[], Iterator[_Item]]) -> None:
        end = _End(None)
        try:
            with closing(work()) as items:  # type: ignore[type-var]
                for item in items:
                    if self._stopped.is_set():
                        return
                    self._items.put(item)
        except Exception as error:  # noqa: BLE001  (handed over to the thread that reads items)
            end = _End(error)
        finally:
            self._items.put(end)
