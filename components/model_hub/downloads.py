"""Downloaded models in the data folder: checked, recorded, removed.

    downloads = ModelDownloads(home / "models")
    record = yield from downloads.fetch(offer)  # not usable before it is accepted
    downloads.accept(offer, record, facts)

Only settings, vocabulary and safetensors weights are taken. Pickled weights, and code that comes
with a model, could do anything.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from components.errors import WeightsError
from components.model_hub import client
from components.model_hub.catalog import Offer
from components.types import Progress

_RECORD = "footnote.json"
_SUFFIXES = (".json", ".safetensors", ".txt", ".model")
_MODULE_FOLDER = re.compile(r"\d+_\w+")  # sentence-transformers' own modules: 1_Pooling
_MAX_SIZE_RATIO = 1.25
"""Actual to announced size; a larger model is another one than the person agreed to."""
_SPARE_DISK_BYTES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Measured when the model first ran. `dimension` is 0 for a reranker; `memory` is in bytes."""

    dimension: int
    reads: int
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a model, with the hash of its bytes on the disk."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A downloaded model. `revision` is the hub's commit, "" where a folder was copied."""

    model: str
    revision: str
    licence: str
    files: tuple[File, ...]
    facts: Facts | None = None

    @property
    def identity(self) -> str:
        """Model name and a hash of its files: two with the same identity are the same model."""
        digest = hashlib.sha256()
        for each in sorted(self.files, key=lambda file: file.path):
            digest.update(f"{each.path}\0{each.sha256}\n".encode())
        return f"{self.model.rsplit('/', 1)[-1]}@{digest.hexdigest()[:12]}"

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(each.size for each in self.files)


_RECORDS = TypeAdapter(Record)


class ModelDownloads:
    """Folders of models. A record is written last, once the model has run."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def folder(self, offer: Offer) -> Path:
        """Return the folder of the model's files, whether it exists or not."""
        return self._home / offer.model.replace("/", "--")

    def record(self, offer: Offer) -> Record | None:
        """Return the record of a complete model; None where it is absent or lacks files."""
        folder = self.folder(offer)
        try:
            record = _RECORDS.validate_json((folder / _RECORD).read_bytes())
            is_whole = all(
                (folder / each.path).stat().st_size == each.size for each in record.files
            )
        except (OSError, ValidationError):
            return None
        return record if record.facts and is_whole else None

    def disk_bytes(self, offer: Offer) -> int:
        """Return the bytes that the model takes on the disk, complete or not."""
        return sum(path.stat().st_size for path in self.folder(offer).rglob("*") if path.is_file())

    def fetch(self, offer: Offer) -> Generator[Progress, None, Record]:
        """Download from the hub and verify every file. Raises WeightsError.

        A stopped download continues where it ended.
        """
        yield Progress(name=offer.name, stage="asking the model hub")
        with client.explained(offer.model, WeightsError, kind="model"):
            listing = client.list_files(offer.model)
        sizes = _needed_files(offer, listing.sizes, where="the model hub")
        if listing.licence.casefold() != offer.licence:
            raise WeightsError(
                f"The model hub now states the licence {listing.licence or 'of none'!r} for "
                f"{offer.model}, not {offer.licence!r} as told here. Nothing was fetched. Read its "
                "page on the hub; if the licence suits you, fetch it yourself and give its folder."
            )
        folder, total = self.folder(offer), sum(sizes.values())
        self._check_room(offer, total - self.disk_bytes(offer))
        with client.explained(offer.model, WeightsError, kind="model"):
            yield from client.download(
                offer.model,
                list(sizes),
                name=offer.name,
                total=total,
                revision=listing.revision,
                folder=folder,
            )
            yield Progress(name=offer.name, stage="checking the files", done=total, total=total)
            damaged = client.damaged_files(offer.model, folder, listing.revision)
        for path in damaged:
            (folder / path).unlink()
        if damaged:
            raise WeightsError(
                f"{', '.join(damaged)} of {offer.model} did not come as the model hub states (the "
                "hash differs). It was damaged in transit, or replaced by another file, and was "
                "deleted. Fetch it again."
            )
        shutil.rmtree(folder / ".cache", ignore_errors=True)  # huggingface_hub's notes
        _check_runs_no_code(folder, offer)
        return _record(offer, folder, sizes, revision=listing.revision, licence=listing.licence)

    def copy(self, offer: Offer, source: Path) -> Generator[Progress, None, Record]:
        """Copy the model from a folder. Raises WeightsError."""
        folder, source = self.folder(offer), source.expanduser()
        try:
            if not source.is_dir():
                raise WeightsError(
                    f"{source} is no folder that this machine can read. Give the whole path of the "
                    f"folder that holds the files of {offer.model}."
                )
            sizes = {
                path.relative_to(source).as_posix(): path.stat().st_size
                for path in sorted((*source.glob("*"), *source.glob("*_*/*")))
                if path.is_file()
            }
            sizes = _needed_files(offer, sizes, where=str(source))
            _check_runs_no_code(source, offer)
            if source.resolve() != folder.resolve():
                yield from self._copy_files(offer, source, sizes)
            return _record(offer, folder, sizes, revision="", licence=offer.licence)
        except OSError as error:
            raise WeightsError(
                f"The files in {source} could not be copied ({error.strerror or error}). Check "
                "that Footnote may read them, and that the disk has room."
            ) from error

    def accept(self, offer: Offer, record: Record, facts: Facts) -> Record:
        """Save the record of a model that has run; from now on it can be used."""
        record = replace(record, facts=facts)
        path = self.folder(offer) / _RECORD
        partial = path.with_suffix(".partial")
        partial.write_bytes(_RECORDS.dump_json(record, indent=1))
        partial.replace(path)
        return record

    def remove(self, offer: Offer) -> int:
        """Delete the model's files; returns the bytes that this frees."""
        freed = self.disk_bytes(offer)
        shutil.rmtree(self.folder(offer), ignore_errors=True)
        return freed

    def _copy_files(
        self, offer: Offer, source: Path, sizes: Mapping[str, int]
    ) -> Generator[Progress]:
        folder, done, total = self.folder(offer), 0, sum(sizes.values())
        self._check_room(offer, total)
        shutil.rmtree(folder, ignore_errors=True)
        for path, size in sizes.items():
            yield Progress(name=offer.name, stage="copying the files", done=done, total=total)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, folder / path)
            done += size

    def _check_room(self, offer: Offer, size: int) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._home).free
        if size + _SPARE_DISK_BYTES > free:
            raise WeightsError(
                f"{offer.name} takes {size / 1e6:,.0f} MB more, and the disk of the data folder "
                f"has {free / 1e6:,.0f} MB free. Make room, and try again."
            )


def _needed_files(offer: Offer, sizes: Mapping[str, int], *, where: str) -> dict[str, int]:
    """Pick the files that running the model takes. Raises WeightsError where they cannot do."""
    needed = {path: size for path, size in sizes.items() if _is_needed(path)}
    if "config.json" not in needed:
        raise WeightsError(
            f"There is no config.json of {offer.model} in {where}. Give the folder that holds it "
            "and the weights, as they stand on the model's page."
        )
    if not any(path.endswith(".safetensors") for path in needed):
        raise WeightsError(
            f"{offer.model} has no weights in the safetensors format in {where}, and pickled ones "
            "could run code. Nothing was taken."
        )
    size = sum(needed.values())
    if size > offer.fetch * _MAX_SIZE_RATIO:
        raise WeightsError(
            f"{offer.model} should take about {offer.fetch / 1e6:,.0f} MB, but the files in "
            f"{where} take {size / 1e6:,.0f} MB, so they are another model. Nothing was taken."
        )
    return needed


def _is_needed(path: str) -> bool:
    *folders, name = PurePosixPath(path).parts
    is_module = len(folders) == 1 and _MODULE_FOLDER.fullmatch(folders[0])
    return bool(not folders or is_module) and name.endswith(_SUFFIXES) and name != _RECORD


def _check_runs_no_code(folder: Path, offer: Offer) -> None:
    """Raise WeightsError where the settings name code that is not the libraries' own."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        modules: list[dict[str, Any]] = []
        if (folder / "modules.json").exists():
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        types = [str(each["type"]) for each in modules]
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"The settings of {offer.model} cannot be read ({error}). Fetch it again, or give a "
            "folder with all of its files."
        ) from error
    foreign = [each for each in types if not each.startswith("sentence_transformers.")]
    if "auto_map" in config:
        foreign.append("auto_map")
    if foreign:
        raise WeightsError(
            f"{offer.model} needs code of its own ({foreign[0]}). Footnote runs no code that comes "
            "with a model. Choose another model."
        )


def _record(
    offer: Offer, folder: Path, paths: Iterable[str], *, revision: str, licence: str
) -> Record:
    files = []
    for path in paths:
        with (folder / path).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        files.append(File(path=path, size=(folder / path).stat().st_size, sha256=sha256))
    return Record(model=offer.model, revision=revision, licence=licence, files=tuple(files))
