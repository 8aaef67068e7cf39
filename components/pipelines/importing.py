"""Import an export into this library, next to what is already here."""

import hashlib
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field, replace
from itertools import count, pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from components.errors import (
    ArchiveError,
    FootnoteError,
    LoadError,
    NotFoundError,
    PasswordError,
)
from components.pipelines.archive import (
    Archive,
    KeptCollection,
    KeptConversation,
    KeptDocument,
    KeptText,
    LibraryRows,
    opened,
)
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import ensure_collection, free_id, store_document
from components.pipelines.indexing.embedding import embed, passage_room
from components.pipelines.indexing.splitting import SMALLEST_TOKENS, splitter_for
from components.pipelines.organising import LONGEST_INSTRUCTIONS
from components.preferences import Preferences, preferences_from
from components.protocols import Vectors
from components.settings import Limits
from components.stores import PreferenceStore
from components.stores.snapshot import RowKeeper
from components.types import Answer, Chunk, Document, Progress, Upload, page_at

_LONGEST_NAME = 1_000  # characters
_ONE_DAY_S = 86_400
UNVERIFIED = "The quoted passage is not in this library, so the quote could not be checked."
"""The note of an imported sentence whose source is not where its footnote says."""


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """Counts of what an import added, skipped and refused."""

    documents: int = 0
    unchanged: int = 0
    embedded_anew: int = 0
    renamed: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """(name, reason)."""
    conversations: int = 0
    conversations_unchanged: int = 0
    preferences: bool = False
    """True where the saved preferences were imported."""

    def sentences(self) -> list[str]:
        """Return the report as sentences, such as "3 documents added."."""
        told = [f"{_count(self.documents, 'document')} added."]
        if self.unchanged:
            told.append(f"{_count(self.unchanged, 'document')} already here.")
        if self.embedded_anew:
            told.append(
                f"{self.embedded_anew} re-embedded, because another embedder made their vectors."
            )
        if self.renamed:
            told.append(
                f"{_count(len(self.renamed), 'name')} already in use; both documents are kept, and "
                "the imported one has “(imported)” in its name."
            )
        told.append(f"{_count(self.conversations, 'conversation')} added.")
        if self.conversations_unchanged:
            told.append(f"{_count(self.conversations_unchanged, 'conversation')} already here.")
        if self.preferences:
            told.append("The search and answer settings were imported.")
        if self.failed:
            told.append(f"{len(self.failed)} could not be imported:")
        return told


def import_everything(
    deps: Dependencies,
    rows: RowKeeper,
    preferences: PreferenceStore,
    path: Path,
    *,
    limits: Limits,
) -> Generator[Progress, None, ImportReport]:
    """Merge an export into the library; what is here stays.

    A document of the same name and bytes is unchanged; one of the same name and other bytes is
    kept under another name. Vectors are reused where the same embedder and splitter made them, and
    computed again elsewhere. A document is imported whole or not at all; preferences only where
    none were saved here. Raises ArchiveError.
    """
    yield Progress(name=path.name, stage="checking the export")
    yield from deps.embedder.prepare()
    with opened(path) as archive:
        library: LibraryRows = archive.decoded("library.json", LibraryRows)
        report = ImportReport()
        known = {each.name: each for each in library.collections}
        for each in library.collections:
            _check_name(each.name)
            _make(deps, each)
        ids: dict[str, str] = {}
        for done, row in enumerate(library.documents):
            yield Progress(
                name=row.name, stage="documents", done=done, total=len(library.documents)
            )
            try:
                ids[row.id] = yield from _Import(deps, rows, archive, limits, report).document(
                    row, known.get(row.collection)
                )
            except FootnoteError as error:
                report.failed.append((row.name, str(error)))
        names = archive.names("conversations")
        for done, name in enumerate(names):
            if done % 20 == 0:
                yield Progress(name=path.name, stage="conversations", done=done, total=len(names))
            try:
                conversation: KeptConversation = archive.decoded(name, KeptConversation)
                _check_time(conversation.created)
                _conversation(deps, rows, conversation, ids, report)
            except FootnoteError as error:
                report.failed.append((name, str(error)))
        # Not its chat model: the passages would go to whatever address an export names.
        here = preferences.get()
        chosen = replace(preferences_from(library.preferences), model=here.model)
        if here == replace(Preferences(), model=here.model) != chosen:
            preferences.save(chosen)
            report.preferences = True
    return report


def _make(deps: Dependencies, kept: KeptCollection) -> None:
    """Make the collection with its exported settings, unless there is one of its name."""
    if deps.catalogue.collections.get(kept.name):
        return
    ensure_collection(deps, kept.name)
    tokens, instructions = kept.more.get("passage_tokens"), kept.more.get("instructions")
    if type(tokens) is int and SMALLEST_TOKENS <= tokens <= passage_room(deps.embedder):
        deps.catalogue.collections.set_passage_tokens(kept.name, tokens)
    if isinstance(instructions, str) and len(instructions) <= LONGEST_INSTRUCTIONS:
        deps.catalogue.collections.set_instructions(kept.name, instructions)
    made = deps.catalogue.collections.get(kept.name)
    if made:
        deps.catalogue.collections.put(replace(made, splitter=splitter_for(deps, made).name))


class _Import:
    """Imports one document."""

    def __init__(
        self,
        deps: Dependencies,
        rows: RowKeeper,
        archive: Archive,
        limits: Limits,
        report: ImportReport,
    ) -> None:
        self._deps = deps
        self._rows = rows
        self._archive = archive
        self._limits = limits
        self._report = report

    def document(
        self, row: KeptDocument, collection: KeptCollection | None
    ) -> Generator[Progress, None, str]:
        """Store the document and return its id in this library. Raises ArchiveError."""
        if collection is None:
            raise ArchiveError(f"The export has no collection {row.collection!r} for it.")
        _check_name(row.name)
        _check_time(row.created)
        _check_source(row.source)
        name, is_here = self._name(row)
        id_ = free_id(self._deps, name, row.sha256, collection=row.collection)
        if is_here:
            self._report.unchanged += 1
            return next(
                each.id
                for each in self._deps.catalogue.documents.rows(row.collection, name=name)
                if each.sha256 == row.sha256
            )
        data = self._archive.read(
            f"originals/{row.sha256}", most=self._limits.file_megabytes * 1024 * 1024
        )
        if hashlib.sha256(data).hexdigest() != row.sha256:
            raise ArchiveError("Its bytes do not match the hash in the export.")
        if row.status == "failed":
            self._deps.catalogue.ingest.fail(
                Upload(name=name, data=data, source=row.source),
                document_id=id_,
                sha256=row.sha256,
                collection=row.collection,
                error=(PasswordError if row.locked else LoadError)(row.reason),
            )
        else:
            yield from self._ready(replace(row, name=name), id_, data, collection)
        self._rows.set_created(id_, row.created)
        self._report.documents += 1
        if name != row.name:
            self._report.renamed.append((row.name, name))
        return id_

    def _ready(
        self, row: KeptDocument, id_: str, data: bytes, collection: KeptCollection
    ) -> Generator[Progress, None, None]:
        kept: KeptText = self._archive.decoded(f"documents/{row.number:05}.json", KeptText)
        if len(kept.text) > self._limits.characters or len(kept.pages) > self._limits.pages:
            raise ArchiveError("It has more pages or characters than this library's limits allow.")
        borders = (0, *kept.pages, len(kept.text))
        if any(one > other for one, other in pairwise(borders)):
            raise ArchiveError("Its page offsets are not in ascending order within its text.")
        document = Document(
            id=id_,
            name=row.name,
            media_type=row.media_type,
            sha256=row.sha256,
            text=kept.text,
            pages=kept.pages,
            page_failures=kept.page_failures,
        )
        deps = self._deps
        splitter = splitter_for(deps, deps.catalogue.collections.get(row.collection))
        made_here = (deps.embedder.name, deps.embedder.dimension, splitter.name)
        if made_here == (collection.embedder, collection.dimension, collection.splitter):
            chunks = _chunks(document, kept)
            vectors = self._vectors(row, len(chunks))
        else:
            chunks = splitter.split(document)
            vectors = yield from embed(deps.embedder, document, chunks)
            self._report.embedded_anew += 1
        store_document(
            deps,
            document,
            chunks,
            vectors,
            collection=row.collection,
            data=data,
            reason=row.reason,
            source=row.source,
        )

    def _vectors(self, row: KeptDocument, chunks: int) -> Vectors:
        dimension = self._deps.embedder.dimension
        size = chunks * dimension * 2
        raw = self._archive.read(f"documents/{row.number:05}.f16", most=size)
        if len(raw) != size:
            raise ArchiveError("It does not have one vector for each passage.")
        halves = np.frombuffer(raw, dtype=np.float16).reshape(chunks, dimension)
        vectors = halves.astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1) < 0.05):
            raise ArchiveError("Its vectors do not have the length 1.")
        return vectors

    def _name(self, row: KeptDocument) -> tuple[str, bool]:
        """Return a name that is free here, and whether the same document already has it."""
        for number in count():
            name = row.name if number == 0 else _numbered(row.name, number)
            there = self._deps.catalogue.documents.rows(row.collection, name=name)
            if any(each.sha256 == row.sha256 for each in there):
                return name, True
            if not any(each.status == "ready" for each in there):
                return name, False
        raise AssertionError("count() does not end")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _numbered(name: str, number: int) -> str:
    """>>> _numbered("minutes.pdf", 1), _numbered("minutes.pdf", 2)
    ('minutes (imported).pdf', 'minutes (imported 2).pdf')
    """
    suffix = PurePosixPath(name).suffix
    mark = " (imported)" if number == 1 else f" (imported {number})"
    return f"{name[: len(name) - len(suffix)]}{mark}{suffix}"


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise ArchiveError("A name in the export is empty or longer than 1,000 characters.")


def _check_time(created: float) -> None:
    if not 0 <= created <= time.time() + _ONE_DAY_S:  # also false for a NaN
        raise ArchiveError(f"Its date, {created:g} seconds after 1970, is not in the past.")


def _check_source(address: str) -> None:
    if address and (
        len(address) > _LONGEST_NAME or not address.startswith(("http://", "https://"))
    ):
        raise ArchiveError("Its web address does not begin with http:// or https://.")


def _mark_unverified(deps: Dependencies, answer: Answer) -> Answer:
    """Put a note on each sentence whose quote is not at its span of a document in this library."""
    texts: dict[str, str] = {}
    wrong: set[int] = set()
    for citation in answer.citations:
        if citation.document_id not in texts:
            try:
                text = deps.catalogue.documents.get(citation.document_id).text
            except NotFoundError:
                text = ""
            texts[citation.document_id] = text
        if texts[citation.document_id][citation.start : citation.end] != citation.quote:
            wrong.add(citation.marker)
    return replace(
        answer,
        sentences=tuple(
            replace(each, note=each.note or UNVERIFIED) if wrong & set(each.markers) else each
            for each in answer.sentences
        ),
    )


def _chunks(document: Document, kept: KeptText) -> tuple[Chunk, ...]:
    if len({(each.start, each.end) for each in kept.chunks}) != len(kept.chunks):
        raise ArchiveError("Two of its passages are the same.")
    for each in kept.chunks:
        if not 0 <= each.start < each.end <= len(document.text):
            raise ArchiveError("One of its passages does not lie in its text.")
    return tuple(
        Chunk(
            id=f"{document.id}-{each.start}-{each.end}",
            document_id=document.id,
            page=page_at(document.pages, each.start),
            start=each.start,
            end=each.end,
            text=document.text[each.start : each.end],
            heading=each.heading,
        )
        for each in kept.chunks
    )


def _conversation(
    deps: Dependencies,
    rows: RowKeeper,
    kept: KeptConversation,
    ids: dict[str, str],
    report: ImportReport,
) -> None:
    turns = [
        {
            "question": each.question,
            "answer": asdict(_mark_unverified(deps, _moved(each.answer, ids))),
            "good": each.good,
            "reason": each.reason,
        }
        for each in kept.turns
    ]
    # The id tells what it says: one that went on differently here is another conversation.
    for id_ in (kept.id, hashlib.sha256(repr((kept.id, turns)).encode()).hexdigest()[:32]):
        if rows.has_conversation(id_):
            if rows.says(id_, turns):
                report.conversations_unchanged += 1
                return
            continue
        if not _is_id(id_):
            continue
        shown = {"title": kept.title[:200], "collection": kept.collection, "created": kept.created}
        rows.put_conversation({**shown, "id": id_}, turns)
        report.conversations += 1
        return


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(each in "0123456789abcdef" for each in text)


def _moved(answer: Answer, ids: dict[str, str]) -> Answer:
    """Return the answer with the ids that its documents have in this library."""

    def chunk_id(old: str, document: str) -> str:
        return ids[document] + old.removeprefix(document) if document in ids else old

    def moved(each: Any) -> Any:
        document = each.document_id
        own = "chunk_id" if hasattr(each, "chunk_id") else "id"
        return replace(
            each,
            **{own: chunk_id(getattr(each, own), document)},
            document_id=ids.get(document, document),
        )

    return replace(
        answer,
        citations=tuple(moved(each) for each in answer.citations),
        hits=tuple(replace(each, chunk=moved(each.chunk)) for each in answer.hits),
    )
