"""Indexing speed in pages a second, from a PDF's bytes to searchable, both sides in one process.

Models are loaded and exported before the clock starts. The peer's files are already on disk, since
its loader needs paths, and its index is on disk as ours is. A file that a side cannot read costs it
time and counts no pages. Ours is the mean of a run before and one after the peer's, so that a
machine that slows down slows both. Processor seconds, children included, do not depend on other
work of the machine.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks import data, peer
from benchmarks.engine import fresh_services, index_files
from benchmarks.results import Goal, Result, show
from components.types import DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """Result of one side for a set of PDFs."""

    pages: int
    chunks: int
    refused: int
    seconds: float
    processor_seconds: float


def main() -> None:
    """Print pages a second for each set of PDFs."""
    model = peer.embeddings()
    model.embed_query("warm")
    for pdfs in data.pdf_sets():
        ours = _ours(pdfs)
        theirs = _peer(pdfs, model)
        again = _ours(pdfs)
        seconds = (ours.seconds + again.seconds) / 2
        show(
            Result(
                name=f"ingest.{pdfs.name}",
                ours=ours.pages / seconds,
                peer=theirs.pages / theirs.seconds,
                unit="pages/s",
                goal=Goal(of="ratio", sense="≥", bound=3),
                notes={
                    "pages_ours": ours.pages,
                    "pages_peer": theirs.pages,
                    "chunks_ours": ours.chunks,
                    "chunks_peer": theirs.chunks,
                    "refused_ours": ours.refused,
                    "refused_peer": theirs.refused,
                    "seconds_ours": f"{ours.seconds:.1f} and {again.seconds:.1f}",
                    "seconds_peer": theirs.seconds,
                    "processor_seconds_ours": ours.processor_seconds,
                    "processor_seconds_peer": theirs.processor_seconds,
                    "cores": os.cpu_count() or 1,
                },
            )
        )


def _ours(pdfs: data.PdfSet) -> Ingest:
    with fresh_services() as services:
        services.embedder.encode(["warm"])
        processor, started = _processor_seconds(), time.perf_counter()
        reports = index_files(services, pdfs.files)
        hits = services.retriever.retrieve(pdfs.question, collection=DEFAULT_COLLECTION, limit=4)
        seconds = time.perf_counter() - started
    # Children count once they have ended, which closing the services sees to.
    processor = _processor_seconds() - processor
    _require_found(len(hits))
    return Ingest(
        pages=sum(each.pages or 0 for each in reports),
        chunks=sum(each.chunks for each in reports),
        refused=sum(each.status == "failed" for each in reports),
        seconds=seconds,
        processor_seconds=processor,
    )


def _peer(pdfs: data.PdfSet, model: HuggingFaceEmbeddings) -> Ingest:
    with TemporaryDirectory() as folder, TemporaryDirectory() as index:
        paths = pdfs.write_to(Path(folder))
        processor, started = _processor_seconds(), time.perf_counter()
        pages: list[Document] = []
        refused = 0
        for path in paths:
            try:
                pages += peer.load_pdf(path)
            except Exception:  # noqa: BLE001  # whatever a PDF makes the loader raise
                refused += 1
        chunks = peer.splitter().split_documents(pages)
        store = Chroma.from_documents(chunks, model, persist_directory=index)
        hits = store.similarity_search(pdfs.question)
        seconds = time.perf_counter() - started
        processor = _processor_seconds() - processor
    _require_found(len(hits))
    return Ingest(
        pages=len(pages),
        chunks=len(chunks),
        refused=refused,
        seconds=seconds,
        processor_seconds=processor,
    )


def _processor_seconds() -> float:
    """Return the processor time of this process and its ended children, in seconds."""
    return sum(os.times()[:4])


def _require_found(hits: int) -> None:
    if not hits:
        raise RuntimeError("nothing was found after indexing, so nothing was searchable")


if __name__ == "__main__":
    main()
