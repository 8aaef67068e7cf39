"""Seconds until a 1,000-page PDF is searchable, and until its first pages are.

The PDF consists of the articles' text, laid out as a book, and of unchanged pages of the PDFs in
the data; no page occurs twice. Both sides index it in one run; ours is the mean of a run before and
one after the peer's. Models are loaded before the clock starts. The first pages are searchable when
a question that they answer finds them.
"""

import io
import os
import textwrap
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from langchain_chroma import Chroma
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks import data, peer
from benchmarks.engine import fresh_services
from benchmarks.results import Goal, Note, Result, show, show_skipped
from components.pipelines.indexing import index
from components.types import DEFAULT_COLLECTION, FileReport, Progress, Upload

PAGES = 1_000
_LINES, _WIDTH = 44, 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Wall and processor seconds since the bytes were handed over."""

    first: float
    whole: float
    processor: float
    chunks: int


def main() -> None:
    """Print the rows for the first pages and for all pages."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("long_pdf", data.ABSENT)
        return
    book = _book(articles)
    question = articles.questions[0].text
    model = peer.embeddings()
    model.embed_query("warm")
    before = _ours(book, question)
    theirs = _peer(book, question)
    after = _ours(book, question)
    notes: dict[str, Note] = {
        "pages": PAGES,
        "megabytes": len(book) / 2**20,
        "chunks_ours": before.chunks,
        "chunks_peer": theirs.chunks,
        "processor_seconds_ours": (before.processor + after.processor) / 2,
        "processor_seconds_peer": theirs.processor,
        "cores": os.cpu_count() or 1,
    }
    for name, ours, bound in (
        ("first_pages", (before.first, after.first), None),
        ("whole", (before.whole, after.whole), 1 / 3),
    ):
        show(
            Result(
                name=f"long_pdf.{name}",
                ours=sum(ours) / 2,
                peer=theirs.whole,
                unit="s",
                goal=Goal(of="ratio", sense="≤", bound=bound) if bound else None,
                notes={"seconds_ours": f"{ours[0]:.1f} and {ours[1]:.1f}", **notes},
            )
        )


def _ours(book: bytes, question: str) -> Run:
    with fresh_services() as services:
        services.embedder.encode(["warm"])
        # An index that has been opened, as in an app that runs; the peer's opens in its own time.
        services.vectors.check()
        processor, started = _processor_seconds(), time.perf_counter()
        first = 0.0
        for step in index(services, [Upload(name="book.pdf", data=book)]):
            if isinstance(step, Progress) and step.searchable and not first:
                hits = services.retriever.retrieve(question, collection=DEFAULT_COLLECTION, limit=4)
                first = time.perf_counter() - started if hits else 0.0
            if isinstance(step, FileReport):
                report = step
        hits = services.retriever.retrieve(question, collection=DEFAULT_COLLECTION, limit=4)
        whole = time.perf_counter() - started
    processor = _processor_seconds() - processor
    if not first or not hits or report.status != "indexed" or report.pages != PAGES:
        raise RuntimeError(f"the book was not indexed as it should be: {report}")
    return Run(first=first, whole=whole, processor=processor, chunks=report.chunks)


def _peer(book: bytes, question: str) -> Run:
    model = peer.embeddings()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.pdf"
        path.write_bytes(book)
        processor, started = _processor_seconds(), time.perf_counter()
        chunks = peer.splitter().split_documents(peer.load_pdf(path))
        store = Chroma.from_documents(chunks, model, persist_directory=str(Path(folder) / "index"))
        hits = store.similarity_search(question)
        whole = time.perf_counter() - started
        processor = _processor_seconds() - processor
    if not hits:
        raise RuntimeError("the peer found nothing")
    return Run(first=whole, whole=whole, processor=processor, chunks=len(chunks))


def _processor_seconds() -> float:
    """Return the processor time of this process and its ended children, in seconds."""
    return sum(os.times()[:4])


def _book(articles: data.Articles) -> bytes:
    """Return a PDF of `PAGES` different pages: the articles, then unchanged pages of PDFs."""
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(_laid_out(articles))))
    for pdfs in data.pdf_sets():
        for content in pdfs.files.values():
            # Those that pypdf on its own refuses, for locks and limits, are left out.
            with suppress(PyPdfError):
                reader = PdfReader(io.BytesIO(content))
                room = PAGES - len(writer.pages)
                writer.append(reader, pages=(0, min(room, len(reader.pages))))
    if len(writer.pages) != PAGES:
        raise RuntimeError(f"the data made a book of {len(writer.pages)} pages, not {PAGES}")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _laid_out(articles: data.Articles) -> bytes:
    """Return a PDF of the articles' text, set as a book."""
    lines: list[str] = []
    for name, text in articles.texts.items():
        lines += [name.removesuffix(".txt").replace("_", " "), ""]
        for paragraph in text.splitlines():
            lines += textwrap.wrap(paragraph, _WIDTH) or [""]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for first in range(0, len(lines), _LINES):
        canvas.setFont("Helvetica", 10)
        for at, words in enumerate(lines[first : first + _LINES]):
            canvas.drawString(60, 790 - 17 * at, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


if __name__ == "__main__":
    main()
