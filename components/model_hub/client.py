"""The model hub: what it has, fetched with progress, and its libraries' errors as sentences.

Its library is imported where it is used: only those pay for it who fetch a model.
"""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.errors import FootnoteError
from components.types import Progress

_POLL = 0.5  # seconds between two looks at what has been fetched
_PATIENCE = 4.0
"""Seconds in which the hub must answer to be within reach."""
_UNKNOWN = {"RepositoryNotFoundError", "HFValidationError", "GatedRepoError"}
_AWAY = {
    "ConnectError",
    "ConnectTimeout",
    "ReadTimeout",
    "OfflineModeIsEnabled",
    "RemoteProtocolError",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFile:
    """A file as the hub states it. `sha256` is "" for small ones, which have a git `blob` id."""

    path: str
    size: int
    sha256: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A model as the hub states it now. `licence` is "" where it names none."""

    revision: str
    licence: str
    files: tuple[StatedFile, ...]


def answers() -> bool:
    """Whether the hub is within reach. Asks it for nothing but an answer."""
    from huggingface_hub import constants, get_session

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        get_session().head(constants.ENDPOINT, timeout=_PATIENCE, follow_redirects=False)
    except Exception:  # noqa: BLE001  (whatever the network raises, it is not within reach)
        return False
    return True


def look(model: str) -> Stated:
    """What the hub states of a model. Raises what its library raises."""
    from huggingface_hub import model_info

    found = model_info(model, files_metadata=True, timeout=10)
    card = found.card_data
    return Stated(
        revision=found.sha or "",
        licence=str((card and card.get("license")) or ""),
        files=tuple(
            StatedFile(
                path=each.rfilename,
                size=each.size or 0,
                sha256=each.lfs.sha256 if each.lfs else "",
                blob=each.blob_id or "",
            )
            for each in found.siblings or ()
        ),
    )


def fetch(
    model: str,
    patterns: Sequence[str],
    *,
    name: str,
    total: int,
    revision: str | None = None,
    folder: Path | None = None,
) -> Generator[Progress]:
    """Fetch files in a thread, and say how much of `total` bytes is here.

    `folder`: where to, instead of the hub's own cache. What is here already is used. Closing the
    generator ends the fetching. Raises what the hub's library raises.
    """
    from huggingface_hub import snapshot_download
    from tqdm.asyncio import tqdm_asyncio

    done = {"bytes": 0}
    given_up = threading.Event()

    class Counting(tqdm_asyncio):  # type: ignore[misc]
        def __init__(self, *given: Any, **named: Any) -> None:
            self._counts = named.get("unit") == "B"
            super().__init__(*given, **{**named, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            if given_up.is_set():
                raise InterruptedError("the fetching was stopped")
            if self._counts:
                done["bytes"] += int(n or 0)
            return None

    failure: list[BaseException] = []

    def work() -> None:
        try:
            snapshot_download(
                model,
                revision=revision,
                allow_patterns=list(patterns),
                local_dir=folder,
                tqdm_class=Counting,
            )
        except Exception as error:  # noqa: BLE001  (raised again where it is waited for)
            failure.append(error)

    thread = threading.Thread(target=work, name="fetching a model", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            yield Progress(name=name, stage="fetching the model", done=done["bytes"], total=total)
            thread.join(_POLL)
    finally:
        given_up.set()  # what is here already is used when it is begun again
    if failure:
        raise failure[0]


@contextmanager
def explained(
    given: str, raising: Callable[[str], FootnoteError], *, kind: str = "local model"
) -> Iterator[None]:
    """Turns what the hub's and the loaders' libraries raise into an error of ours."""
    try:
        yield
    except FootnoteError:
        raise
    except Exception as error:  # (they raise of many kinds, some their own, some the network's)
        causes = _names_of_causes(error)
        if causes & _UNKNOWN:
            raise raising(
                f"The model hub has no model {given!r} that can be fetched without signing in. "
                "Check the name, as its page on the hub has it: owner/model."
            ) from error
        if "OfflineModeIsEnabled" in causes:
            raise raising(
                "This machine is set to work offline (HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE), so "
                f"{given!r} is not fetched. Start Footnote without that setting, or fetch the "
                "model elsewhere and give its folder."
            ) from error
        if causes & _AWAY:
            raise raising(
                f"The model hub cannot be reached from this machine, so {given!r} cannot be "
                "fetched. Try again with a connection, or fetch it elsewhere and give its folder."
            ) from error
        reason = " ".join(str(error).split())[:200]
        raise raising(
            f"The {kind} {given!r} could not be loaded ({reason}). Check its name, or give a "
            "folder that holds one."
        ) from error


def _names_of_causes(error: BaseException | None) -> set[str]:
    names: set[str] = set()
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        names |= {each.__name__ for each in type(error).__mro__}
        error = error.__cause__ or error.__context__
    return names
