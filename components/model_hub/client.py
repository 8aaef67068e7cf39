"""Connection to the model hub: listings, downloads with progress, and its errors as sentences.

huggingface_hub is imported inside the functions, since it is slow and seldom needed.
"""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.errors import FootnoteError, causes
from components.types import Progress

_POLL_INTERVAL_S = 0.5
_CONNECT_TIMEOUT_S = 4.0
_LISTING_TIMEOUT_S = 10.0
_UNKNOWN = {"RepositoryNotFoundError", "HFValidationError", "GatedRepoError"}
_UNREACHABLE = {"ConnectError", "ConnectTimeout", "ReadTimeout", "RemoteProtocolError"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HubListing:
    """A model as the hub lists it now: `sizes` in bytes by path; `licence` "" where none is named.

    `revision` is the commit.
    """

    revision: str
    licence: str
    sizes: dict[str, int]


def is_reachable() -> bool:
    """Return whether the hub answers."""
    from huggingface_hub import constants, get_session

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        get_session().head(constants.ENDPOINT, timeout=_CONNECT_TIMEOUT_S, follow_redirects=False)
    except Exception:  # noqa: BLE001  (whatever the network raises, the hub cannot be used)
        return False
    return True


def list_files(model: str) -> HubListing:
    """Ask the hub for a model's files and licence. Raises what huggingface_hub raises."""
    from huggingface_hub import model_info

    info = model_info(model, files_metadata=True, timeout=_LISTING_TIMEOUT_S)
    return HubListing(
        revision=info.sha or "",
        licence=str((info.card_data and info.card_data.get("license")) or ""),
        sizes={each.rfilename: each.size or 0 for each in info.siblings or ()},
    )


def download(
    model: str,
    patterns: Sequence[str],
    *,
    name: str,
    total: int,
    revision: str | None = None,
    folder: Path | None = None,
) -> Generator[Progress]:
    """Download the files that match the patterns, and yield how many of `total` bytes are here.

    They go to `folder`, or to the hub's own cache. A stopped download continues where it ended.
    Closing the generator stops it. Raises what huggingface_hub raises.
    """
    from huggingface_hub import snapshot_download
    from tqdm.asyncio import tqdm_asyncio

    done = 0
    stopped = threading.Event()

    class Counter(tqdm_asyncio):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            self._counts_bytes = options.get("unit") == "B"
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            nonlocal done
            if stopped.is_set():
                raise InterruptedError("the download was stopped")
            if self._counts_bytes:
                done += int(n or 0)
            return None

    # A thread of its own, because huggingface_hub blocks until everything is here.
    thread = ThreadPoolExecutor(1, thread_name_prefix="model-download")
    files = thread.submit(
        snapshot_download,
        model,
        revision=revision,
        allow_patterns=list(patterns),
        local_dir=folder,
        tqdm_class=Counter,
    )
    try:
        while not files.done():
            yield Progress(name=name, stage="fetching the model", done=done, total=total)
            wait([files], timeout=_POLL_INTERVAL_S)
        files.result()
    finally:
        stopped.set()
        thread.shutdown(wait=False)


def damaged_files(model: str, folder: Path, revision: str) -> list[str]:
    """Return the paths whose hashes differ from the hub's. Raises what huggingface_hub raises."""
    from huggingface_hub import HfApi

    result = HfApi().verify_repo_checksums(model, revision=revision, local_dir=folder)
    return [each["path"] for each in result.mismatches]


@contextmanager
def explained(
    model: str, error_type: Callable[[str], FootnoteError], *, kind: str = "local model"
) -> Iterator[None]:
    """Turn what the hub's and the loaders' libraries raise into an error of ours."""
    try:
        yield
    except FootnoteError:
        raise
    except Exception as error:
        raise error_type(_sentence(error, model, kind)) from error


def _sentence(error: Exception, model: str, kind: str) -> str:
    # By name: importing the types would import the libraries, and several have one such type.
    names = {base.__name__ for cause in causes(error) for base in type(cause).__mro__}
    if names & _UNKNOWN:
        return (
            f"The model hub has no model {model!r} that can be fetched without signing in. "
            "Check the name, as its page on the hub has it: owner/model."
        )
    if "OfflineModeIsEnabled" in names:
        return (
            "This machine is set to work offline (HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE), so "
            f"{model!r} is not fetched. Start Footnote without that setting, or fetch the "
            "model elsewhere and give its folder."
        )
    if names & _UNREACHABLE:
        return (
            f"The model hub cannot be reached from this machine, so {model!r} cannot be "
            "fetched. Try again with a connection, or fetch it elsewhere and give its folder."
        )
    reason = " ".join(str(error).split())[:200]
    return (
        f"The {kind} {model!r} could not be loaded ({reason}). Check its name, or give a "
        "folder that holds one."
    )
