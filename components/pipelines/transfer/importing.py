"""Import an export into this library, next to what is already there."""

import hashlib
from collections.abc import Generator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path, PurePosixPath

import numpy as np

from components.errors import ArchiveError, FootnoteError, LoadError, PasswordError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import ensure_collection, free_id, store_document
from components.pipelines.indexing.embedding import embed, passage_room
from components.pipelines.indexing.splitting import SMALLEST_TOKENS, splitter_for
from components.pipelines.organising import LONGEST_INSTRUCTIONS
from components.pipelines.transfer.archive import Archive, open_archive
from components.pipelines.transfer.quotes import adopt_answer
from components.pipelines.transfer.report import ImportReport
from components.pipelines.transfer.schema import (
    CollectionEntry,
    ConversationEntry,
    DocumentEntry,
    DocumentText,
    Library,
    parse,
)
from components.preferences import Preferences, preferences_from
from components.protocols import Vectors
from components.settings import Limits
from components.stores import ConversationStore, PreferenceStore
from components.types import (
    Chunk,
    Conversation,
    Document,
    Progress,
    Upload,
    blocks_within,
    chunk_id,
)


def import_everything(
    deps: Dependencies,
    conversations: ConversationStore,
    preferences: PreferenceStore,
    path: Path,
    *,
    limits: Limits,
) -> Generator[Progress, None, ImportReport]:
    """Merge an export into the library, which keeps all it has.

    A document of the same name and bytes is unchanged, one of other bytes gets another name.
    Vectors are reused where the same embedder and splitter made them. Each document and
    conversation is imported whole or not at all, preferences only where none were saved here.
    Raises ArchiveError.
    """
    yield Progress(name=path.name, stage="checking the export")
    yield from deps.embedder.prepare()
    with open_archive(path) as archive:
        library = archive.parse("library.json", Library)
        merge = _Import(deps, archive, limits)
        for each in library.collections:
            merge.add_collection(each)
        for done, row in enumerate(library.documents):
            name = str(row.get("name"))
            yield Progress(name=name, stage="documents", done=done, total=len(library.documents))
            try:
                yield from merge.add_document(parse(DocumentEntry, row, "library.json"))
            except FootnoteError as error:
                merge.report.failed.append((name, str(error)))
        files = archive.names("conversations")
        for done, file in enumerate(files):
            yield Progress(name=path.name, stage="conversations", done=done, total=len(files))
            try:
                merge.add_conversation(archive.parse(file, ConversationEntry), conversations)
            except FootnoteError as error:
                merge.report.failed.append((file, str(error)))
    # The chat model stays: an export could send passages to an address of its own.
    present = preferences.get()
    imported = replace(preferences_from(library.preferences), model=present.model)
    if present == replace(Preferences(), model=present.model) != imported:
        preferences.save(imported)
        merge.report.preferences = True
    return merge.report


class _Import:
    """Adds the entries of one export."""

    def __init__(self, deps: Dependencies, archive: Archive, limits: Limits) -> None:
        self._deps = deps
        self._archive = archive
        self._limits = limits
        self._collections: dict[str, CollectionEntry] = {}
        self._ids: dict[str, str] = {}
        """Ids of documents in the export, and in this library."""
        self.report = ImportReport()

    def add_collection(self, entry: CollectionEntry) -> None:
        """Create the collection with its exported settings, unless there is one of its name."""
        self._collections[entry.name] = entry
        collections = self._deps.catalogue.collections
        if collections.get(entry.name):
            return
        ensure_collection(self._deps, entry.name)
        tokens, instructions = entry.more.passage_tokens, entry.more.instructions
        if tokens and SMALLEST_TOKENS <= tokens <= passage_room(self._deps.embedder):
            collections.set_passage_tokens(entry.name, tokens)
        if len(instructions) <= LONGEST_INSTRUCTIONS:
            collections.set_instructions(entry.name, instructions)
        if created := collections.get(entry.name):
            splitter = splitter_for(self._deps, created)
            collections.put(replace(created, splitter=splitter.name))

    def add_document(self, entry: DocumentEntry) -> Generator[Progress]:
        """Store a document. Raises ArchiveError."""
        if entry.collection not in self._collections:
            raise ArchiveError(f"The export has no collection {entry.collection!r} for it.")
        documents = self._deps.catalogue.documents
        for name in _names(entry.name):
            rows = documents.rows(entry.collection, name=name)
            same = next((row for row in rows if row.sha256 == entry.sha256), None)
            if same:
                self._ids[entry.id] = same.id
                self.report.unchanged += 1
                return
            if not any(row.status == "ready" for row in rows):
                break
        data = self._original(entry.sha256)
        id_ = free_id(self._deps, name, entry.sha256, collection=entry.collection)
        if entry.status == "failed":
            self._deps.catalogue.ingest.fail(
                Upload(name=name, data=data, source=entry.source),
                document_id=id_,
                sha256=entry.sha256,
                collection=entry.collection,
                error=(PasswordError if entry.locked else LoadError)(entry.reason),
            )
        else:
            yield from self._store(entry, id_, name, data)
        documents.set_created(id_, entry.created)
        self._ids[entry.id] = id_
        self.report.documents += 1
        if name != entry.name:
            self.report.renamed.append((entry.name, name))

    def add_conversation(self, entry: ConversationEntry, store: ConversationStore) -> None:
        """Store a conversation, its quotes checked, unless it is here already."""
        content = [(each.question, each.answer.text) for each in entry.turns]
        digest = hashlib.sha256(repr((entry.id, content)).encode()).hexdigest()
        # One that went on differently here stays, and the imported one gets another id.
        for id_ in (entry.id, digest[:32]):
            present = store.get(id_)
            if present is None:
                break
            if [(each.question, each.answer.text) for each in present.turns] == content:
                self.report.conversations_unchanged += 1
                return
        else:
            return
        catalogue = self._deps.catalogue
        turns = tuple(
            replace(each.turn(), answer=adopt_answer(each.answer, catalogue, self._ids))
            for each in entry.turns
        )
        store.add(
            Conversation(
                id=id_,
                title=entry.title,
                collection=entry.collection,
                created=entry.created,
                turns=turns,
            )
        )
        self.report.conversations += 1

    def _original(self, sha256: str) -> bytes:
        limit = self._limits.file_megabytes * 1024 * 1024
        data = self._archive.read(f"originals/{sha256}", limit=limit)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError("Its bytes do not match the hash in the export.")
        return data

    def _store(self, entry: DocumentEntry, id_: str, name: str, data: bytes) -> Generator[Progress]:
        parsed = self._archive.parse(f"documents/{entry.number:05}.json", DocumentText)
        if len(parsed.text) > self._limits.characters or len(parsed.pages) > self._limits.pages:
            raise ArchiveError("It has more pages or characters than this library's limits allow.")
        document = Document(
            id=id_,
            name=name,
            media_type=entry.media_type,
            sha256=entry.sha256,
            text=parsed.text,
            pages=parsed.pages,
            page_failures=parsed.page_failures,
            blocks=parsed.blocks,
        )
        deps, source = self._deps, self._collections[entry.collection]
        splitter = splitter_for(deps, deps.catalogue.collections.get(entry.collection))
        present = (deps.embedder.name, deps.embedder.dimension, splitter.name)
        if present == (source.embedder, source.dimension, source.splitter):
            chunks = _chunks(document, parsed)
            vectors = self._vectors(entry.number, len(chunks))
        else:
            chunks = splitter.split(document)
            vectors = yield from embed(deps.embedder, document, chunks)
            self.report.embedded_anew += 1
        store_document(
            deps,
            document,
            chunks,
            vectors,
            collection=entry.collection,
            data=data,
            reason=entry.reason,
            source=entry.source,
        )

    def _vectors(self, number: int, chunks: int) -> Vectors:
        dimension = self._deps.embedder.dimension
        size = chunks * dimension * 2
        raw = self._archive.read(f"documents/{number:05}.f16", limit=size)
        if len(raw) != size:
            raise ArchiveError("It does not have one vector for each passage.")
        halves = np.frombuffer(raw, dtype=np.float16).reshape(chunks, dimension)
        vectors = halves.astype(np.float32)
        if not np.all(np.abs(np.linalg.norm(vectors, axis=1) - 1) < 0.05):
            raise ArchiveError("Its vectors do not have the length 1.")
        return vectors


def _names(name: str) -> Generator[str]:
    """Yield "a.pdf", "a (imported).pdf", "a (imported 2).pdf" and so on."""
    suffix = PurePosixPath(name).suffix
    for mark in chain(("", " (imported)"), (f" (imported {at})" for at in count(2))):
        yield f"{name.removesuffix(suffix)}{mark}{suffix}"


def _chunks(document: Document, parsed: DocumentText) -> tuple[Chunk, ...]:
    return tuple(
        Chunk(
            id=chunk_id(document.id, each.start, each.end),
            document_id=document.id,
            page=document.page_at(each.start),
            start=each.start,
            end=each.end,
            text=document.text[each.start : each.end],
            heading=each.heading,
            blocks=blocks_within(document.blocks, each.start, each.end),
        )
        for each in parsed.chunks
    )
