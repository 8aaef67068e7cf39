"""Items produced in a thread: a file is read, or a page fetched, while another one is embedded."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Generic, TypeVar

from components.types import Progress

_Item = TypeVar("_Item")
_HEARTBEAT_S = 0.5
"""The longest wait of the consumer, which can be cancelled in between."""


class _End:
    def __init__(self, error: Exception | None) -> None:
        self.error = error


class Prefetch(Generic[_Item]):
    """Starts the work at once; `items()` yields its items and raises its error."""

    def __init__(self, work: Callable[[], Iterator[_Item]]) -> None:
        self._items: queue.SimpleQueue[_Item | _End] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(work,), name="prefetch", daemon=True
        )
        self._thread.start()

    def items(self, *, timeout_s: float = float("inf")) -> Iterator[_Item]:
        """Yield all items in order, and the last progress again while the next one is awaited.

        Ends early after `timeout_s` seconds.
        """
        end = time.monotonic() + timeout_s
        latest: _Item | None = None
        while (left := end - time.monotonic()) > 0:
            try:
                item = self._items.get(timeout=min(_HEARTBEAT_S, left))
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
        """Stop the work at its next item; a file's child process is killed then."""
        self._stopped.set()

    def _run(self, work: Callable[[], Iterator[_Item]]) -> None:
        end = _End(None)
        try:
            with closing(work()) as items:  # type: ignore[type-var]
                for item in items:
                    if self._stopped.is_set():
                        return
                    self._items.put(item)
        except Exception as error:  # noqa: BLE001  (raised again by `items`)
            end = _End(error)
        finally:
            self._items.put(end)
