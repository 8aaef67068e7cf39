"""One file being read in the background, so that the next is ready when this one is embedded."""

import queue
import threading
from collections.abc import Iterator
from contextlib import closing

from components.protocols import Loader
from components.types import Document, Progress, Upload

_End = BaseException | None


class Reading:
    """Starts at once; `items()` gives what the loader yields, and raises what it raises."""

    def __init__(self, loader: Loader, upload: Upload) -> None:
        self._items: queue.SimpleQueue[Progress | Document | tuple[_End]] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=self._read, args=(loader, upload), name="reading", daemon=True
        )
        self._thread.start()

    def items(self) -> Iterator[Progress | Document]:
        """Progress, then the document."""
        while True:
            item = self._items.get()
            if isinstance(item, tuple):
                if item[0] is not None:
                    raise item[0]
                return
            yield item

    def stop(self) -> None:
        """End the reading; its child is killed."""
        self._stopped.set()

    def _read(self, loader: Loader, upload: Upload) -> None:
        end: _End = None
        try:
            with closing(loader.load(upload)) as items:  # type: ignore[type-var]
                for item in items:
                    if self._stopped.is_set():
                        return
                    self._items.put(item)
        except Exception as error:  # noqa: BLE001  (handed over to the thread that reads items)
            end = error
        finally:
            self._items.put((end,))
