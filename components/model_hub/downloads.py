"""Models fetched into the data folder: checked file by file, recorded, removed.

    shelf = ModelDownloads(home / "models")
    for progress in shelf.fetch(offer):  # its value is the Record, still to be accepted
        ...
    shelf.accept(record, facts)

Only what a model needs to be run is taken: settings, vocabulary, and weights in the safetensors
format. Pickled weights and code of its own could do anything, and are not.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Generator, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from components.errors import WeightsError
from components.model_hub.catalog import Offer
from components.model_hub.client import Stated, StatedFile, explained, fetch, look
from components.types import Progress

_RECORD = "footnote.json"
_SUFFIXES = (".json", ".safetensors", ".txt", ".model")
_INNER = re.compile(r"\d+_\w+")  # folders of sentence-transformers' own modules: 1_Pooling
_MORE = 1.25
"""Times what was told that a model may take, before it is asked about again."""
_SPARE = 200_000_000
"""Bytes that stay free on the disk."""
_PIECE = 8 * 1024 * 1024
_NO_CODE = "Footnote runs no code that comes with a model."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found when it was first run. `dimension` is 0 for a reranker; `memory` is bytes."""

    dimension: int
    reads: int
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """`sha256` of what is on the disk."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A model on the shelf. `revision`: the hub's commit; "" where it came from a folder."""

    model: str
    revision: str
    licence: str
    files: tuple[File, ...]
    facts: Facts | None = None

    @property
    def identity(self) -> str:
        """Its name with a hash of its files: two with the same are the same model."""
        digest = hashlib.sha256()
        for each in sorted(self.files, key=lambda file: file.path):
            digest.update(f"{each.path}\0{each.sha256}\n".encode())
        return f"{self.model.rsplit('/', 1)[-1]}@{digest.hexdigest()[:12]}"

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(each.size for each in self.files)


class ModelDownloads:
    """One folder a model; its record is written last, when all of it was checked and has run."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def folder(self, offer: Offer) -> Path:
        """Where its files are, or would be."""
        return self._home / offer.model.replace("/", "--")

    def record(self, offer: Offer) -> Record | None:
        """Of a model that is whole; None where it is not here, or files of it are gone."""
        folder = self.folder(offer)
        try:
            kept = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
            record = _record(kept)
            sizes = [(folder / each.path).stat().st_size for each in record.files]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        whole = record.facts is not None and sizes == [each.size for each in record.files]
        return record if whole else None

    def taken(self, offer: Offer) -> int:
        """Bytes of it on the disk, whole or not."""
        return sum(path.stat().st_size for path in self.folder(offer).rglob("*") if path.is_file())

    def fetch(self, offer: Offer) -> Generator[Progress, None, Record]:
        """Fetch it from the hub, and check every file against the hash that the hub states.

        Begun again after it was stopped, it goes on. Raises WeightsError.
        """
        yield Progress(name=offer.name, stage="asking the model hub")
        with explained(offer.model, WeightsError, kind="model"):
            stated = look(offer.model)
        files = [each for each in stated.files if _is_needed(each.path)]
        _check_terms(offer, stated, files)
        folder = self.folder(offer)
        total = sum(each.size for each in files)
        self._check_room(offer, total - self.taken(offer))
        with explained(offer.model, WeightsError, kind="model"):
            yield from fetch(
                offer.model,
                [each.path for each in files],
                name=offer.name,
                total=total,
                revision=stated.revision,
                folder=folder,
            )
        found: list[File] = []
        for each in files:
            yield Progress(
                name=offer.name,
                stage="checking the files",
                done=sum(file.size for file in found),
                total=total,
            )
            found.append(_checked(folder, each, offer))
        shutil.rmtree(folder / ".cache", ignore_errors=True)  # the hub's notes on a fetching
        _check_runs_no_code(folder, offer)
        return Record(
            model=offer.model,
            revision=stated.revision,
            licence=stated.licence,
            files=tuple(found),
        )

    def take(self, offer: Offer, given: Path) -> Generator[Progress, None, Record]:
        """Copy it from a folder in which it was put by other means. Raises WeightsError."""
        folder = self.folder(offer)
        given = given.expanduser()
        try:
            if not given.is_dir():
                raise WeightsError(
                    f"{given} is no folder that this machine can read. Give the whole path of the "
                    f"folder that holds the files of {offer.model}."
                )
            paths = sorted(
                path.relative_to(given).as_posix()
                for path in (*given.glob("*"), *given.glob("*_*/*"))
                if path.is_file()
            )
            sizes = {path: (given / path).stat().st_size for path in paths if _is_needed(path)}
            _check_parts(offer, paths, where=str(given))
            _check_size(offer, sum(sizes.values()))
            _check_runs_no_code(given, offer)
            self._check_room(offer, sum(sizes.values()))
            found: list[File] = []
            shutil.rmtree(folder, ignore_errors=True)
            for path in sizes:
                done = sum(file.size for file in found)
                copying = _copied(given / path, folder / path)
                while True:
                    try:
                        more = next(copying)
                    except StopIteration as end:
                        found.append(File(path=path, size=end.value[0], sha256=end.value[1]))
                        break
                    yield Progress(
                        name=offer.name,
                        stage="copying the files",
                        done=done + more,
                        total=sum(sizes.values()),
                    )
        except OSError as error:
            raise WeightsError(
                f"The files in {given} could not be copied ({error.strerror or error}). Check that "
                "Footnote may read them, and that the disk has room."
            ) from error
        return Record(model=offer.model, revision="", licence=offer.licence, files=tuple(found))

    def accept(self, record: Record, facts: Facts, offer: Offer) -> Record:
        """It has run: from now on it can be kept."""
        whole = replace(record, facts=facts)
        path = self.folder(offer) / _RECORD
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(whole), indent=1), encoding="utf-8")
        partial.replace(path)
        return whole

    def remove(self, offer: Offer) -> int:
        """Delete its files; returns the bytes that this frees."""
        taken = self.taken(offer)
        shutil.rmtree(self.folder(offer), ignore_errors=True)
        return taken

    def _check_room(self, offer: Offer, size: int) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._home).free
        if size + _SPARE > free:
            raise WeightsError(
                f"{offer.name} takes {size / 1e6:,.0f} MB more, and the disk of the data folder "
                f"has {free / 1e6:,.0f} MB free. Make room, and try again."
            )


def _is_needed(path: str) -> bool:
    parts = PurePosixPath(path).parts
    inside = len(parts) == 1 or (len(parts) == 2 and bool(_INNER.fullmatch(parts[0])))
    return inside and path.endswith(_SUFFIXES) and parts[-1] != _RECORD


def _check_terms(offer: Offer, stated: Stated, files: Iterable[StatedFile]) -> None:
    _check_parts(offer, [each.path for each in stated.files], where="the model hub")
    if stated.licence.casefold() != offer.licence:
        raise WeightsError(
            f"The model hub now states the licence {stated.licence or 'of none'!r} for "
            f"{offer.model}, not {offer.licence!r} as told here. Nothing was fetched. Read its "
            "page on the hub; if the licence suits you, fetch it yourself and give its folder."
        )
    _check_size(offer, sum(each.size for each in files))


def _check_size(offer: Offer, size: int) -> None:
    if size > offer.fetch * _MORE:
        raise WeightsError(
            f"{offer.model} should take about {offer.fetch / 1e6:,.0f} MB, and what is there takes "
            f"{size / 1e6:,.0f} MB, so it is something else. Nothing was taken."
        )


def _check_parts(offer: Offer, paths: Iterable[str], *, where: str) -> None:
    """Raise WeightsError unless its settings are there, and weights that run no code."""
    names = {path for path in paths if _is_needed(path)}
    if "config.json" not in names:
        raise WeightsError(
            f"There is no config.json of {offer.model} in {where}. Give the folder that holds it "
            "and the weights, as they stand on the model's page."
        )
    if not any(name.endswith(".safetensors") for name in names):
        raise WeightsError(
            f"{offer.model} has no weights in the safetensors format in {where}, and pickled ones "
            "could run code. Nothing was taken."
        )


def _checked(folder: Path, stated: StatedFile, offer: Offer) -> File:
    """The file as it came. One that is not what the hub states is deleted."""
    path = folder / stated.path
    size = path.stat().st_size
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if stated.sha256:
        same = sha256 == stated.sha256
    else:
        head = f"blob {size}\0".encode()
        same = hashlib.sha1(head + path.read_bytes(), usedforsecurity=False).hexdigest() == (
            stated.blob
        )
    if not same:
        path.unlink()
        raise WeightsError(
            f"{stated.path} of {offer.model} did not come as the model hub states it (SHA-256 "
            f"{sha256[:12]}…, expected {(stated.sha256 or stated.blob)[:12]}…), and was deleted: "
            "it was damaged on the way, or is another file. Fetch it again."
        )
    return File(path=stated.path, size=size, sha256=sha256)


def _check_runs_no_code(folder: Path, offer: Offer) -> None:
    """Raise WeightsError where its settings name code that is not the libraries' own."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        modules: list[dict[str, Any]] = []
        if (folder / "modules.json").exists():
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(each["type"]) for each in modules]
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"The settings of {offer.model} cannot be read ({error}). Fetch it again, or give a "
            "folder with the whole of it."
        ) from error
    strange = [each for each in kinds if not each.startswith("sentence_transformers.")]
    if strange or "auto_map" in config:
        raise WeightsError(
            f"{offer.model} needs code of its own ({strange[0] if strange else 'auto_map'}). "
            f"{_NO_CODE} Choose another model."
        )


def _copied(source: Path, target: Path) -> Generator[int, None, tuple[int, str]]:
    """Bytes copied so far; then size and SHA-256 of the copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, target.open("wb") as copy:
        yield 0
        while piece := file.read(_PIECE):
            copy.write(piece)
            digest.update(piece)
            size += len(piece)
            yield size
    return size, digest.hexdigest()


def _record(kept: dict[str, Any]) -> Record:
    facts = kept.get("facts")
    return Record(
        model=kept["model"],
        revision=kept["revision"],
        licence=kept["licence"],
        files=tuple(File(**each) for each in kept["files"]),
        facts=Facts(**facts) if facts else None,
    )
