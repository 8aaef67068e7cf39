"""Export the whole library to one file, which another Footnote imports."""

import zipfile
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from components.errors import StoreError
from components.pipelines.transfer.archive import ArchiveWriter
from components.preferences import Preferences
from components.stores import Catalogue, ConversationStore, Database, PreferenceStore
from components.types import Collection, Conversation, DocumentRow, Progress

_NAME = "The export"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """Path and size of an export, in bytes, and counts of what it holds."""

    path: Path
    documents: int
    conversations: int
    size: int


def export_everything(
    database: Database, path: Path, *, made_by: str
) -> Generator[Progress, None, ExportReport]:
    """Write documents, collections, conversations and preferences, from a snapshot.

    Documents come with their original bytes, text and vectors. The file is written beside `path`
    and moved there when it is whole. Queued files are not included. Raises StoreError.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            database.snapshot() as snapshot,
            zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file,
        ):
            writer = ArchiveWriter(file)
            documents = yield from _write_documents(writer, Catalogue(snapshot))
            _write_library(writer, Catalogue(snapshot), PreferenceStore(snapshot), documents)
            conversations = yield from _write_conversations(writer, ConversationStore(snapshot))
            writer.add_manifest(made_by)
        partial.replace(path)
        size = path.stat().st_size
    except OSError as error:
        raise StoreError(
            f"The export could not be written to {path} ({error.strerror}). Make room on that "
            "disk, or choose another place."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return ExportReport(path=path, documents=len(documents), conversations=conversations, size=size)


def _write_documents(
    writer: ArchiveWriter, catalogue: Catalogue
) -> Generator[Progress, None, list[DocumentRow]]:
    rows = [
        row
        for row in catalogue.documents.rows()
        if row.status in ("ready", "failed") and row.has_original  # a refused file has no bytes
    ]
    for number, row in enumerate(rows):
        yield Progress(name=row.name, stage="documents", done=number, total=len(rows))
        original = f"originals/{row.sha256}"
        if original not in writer.files:
            data = catalogue.documents.original(row.sha256)
            is_compressed = data.startswith((b"%PDF", b"PK\x03\x04"))
            writer.add(original, data, compress=not is_compressed)
        if row.status == "ready":
            document = catalogue.documents.get(row.id)
            chunks = [
                {"start": each.start, "end": each.end, "heading": each.heading}
                for each in catalogue.chunks.of_document(row.id)
            ]
            text = {
                "text": document.text,
                "pages": document.pages,
                "page_failures": [asdict(each) for each in document.page_failures],
                "chunks": chunks,
                "blocks": [asdict(each) for each in document.blocks],
            }
            vectors = catalogue.chunks.embedding_bytes(row.id)
            writer.add_json(f"documents/{number:05}.json", text)
            writer.add(f"documents/{number:05}.f16", vectors, compress=False)
    return rows


def _write_library(
    writer: ArchiveWriter,
    catalogue: Catalogue,
    preferences: PreferenceStore,
    documents: list[DocumentRow],
) -> None:
    defaults = asdict(Preferences())
    writer.add_json(
        "library.json",
        {
            "collections": [_collection(each) for each in catalogue.collections.all()],
            "documents": [{**asdict(row), "number": at} for at, row in enumerate(documents)],
            "preferences": {
                name: value
                for name, value in asdict(preferences.get()).items()
                # An export may be given away; the chat model and its address stay here.
                if name != "model" and value != defaults[name]
            },
        },
    )


def _collection(collection: Collection) -> dict[str, Any]:
    values = asdict(collection)
    settings = {name: values.pop(name) for name in ("passage_tokens", "instructions")}
    return {**values, "more": settings}


def _write_conversations(
    writer: ArchiveWriter, store: ConversationStore
) -> Generator[Progress, None, int]:
    rows = store.rows()[::-1]  # the oldest first
    for number, row in enumerate(rows):
        if number % 20 == 0:
            yield Progress(name=_NAME, stage="conversations", done=number, total=len(rows))
        conversation = store.get(row.id)
        if conversation is not None:
            writer.add_json(f"conversations/{number:05}.json", _conversation(conversation))
    return len(rows)


def _conversation(conversation: Conversation) -> dict[str, Any]:
    turns = [
        {
            "question": turn.question,
            "answer": asdict(turn.answer),
            "good": turn.feedback.good if turn.feedback else None,
            "reason": turn.feedback.reason if turn.feedback else None,
        }
        for turn in conversation.turns
    ]
    return {**asdict(conversation), "turns": turns}
