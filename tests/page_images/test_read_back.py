"""Do the boxes cover the quoted words? The words are read back from the boxed area and compared.

A citation counts as covered when its boxes hold at least 90 % of the quote's trigrams of letters
and digits, and at most a quarter more letters than the quote, so that a box around half the page
proves nothing. pdfium reads the area by geometry alone; where the words stand in its text plays no
part in it. Trigrams, for the two readers differ in spaces, and in the order of cells and of lines
that run from right to left.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from components.errors import FootnoteError, PageImageError
from components.loaders import SandboxedLoader
from components.page_images import PageImage, PageImages
from components.settings import Limits
from components.text.sentences import blocks, sentences
from components.types import Document, Upload
from tests.page_images.page_files import words, words_in_boxes

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "annual-report-2024.pdf"
DEV = ROOT.parent / "shared" / "data" / "dev"
MOST_BYTES = 500_000  # of a file: the proof has to end within 90 s
CITATIONS = 200
LEAST_SHARE = 0.95
FEWEST_WORDS, MOST_CHARACTERS = 5, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A document and one sentence of it."""

    document: Document
    data: bytes
    quote: tuple[int, int]


def test_draw_boxes_the_sentences_of_the_sample() -> None:
    _prove([SAMPLE], 20)


@pytest.mark.slow
def test_draw_boxes_the_sentences_of_the_development_files() -> None:
    paths = [path for path in sorted(DEV.rglob("*.pdf")) if path.stat().st_size <= MOST_BYTES]
    if not paths:
        pytest.skip(f"{DEV} holds no PDFs")
    _prove(paths, CITATIONS)


def _prove(paths: list[Path], count: int) -> None:
    images = PageImages(megabytes=Limits().memory_megabytes)
    with SandboxedLoader(Limits()) as loader, ThreadPoolExecutor(2) as threads:
        files = [each for each in threads.map(lambda path: _read(loader, path), paths) if each]
        citations = _draw_evenly(files, count)
        drawn = threads.map(lambda each: _draw(images, each), citations)
        covered = 0
        # In this thread alone, for pdfium serves one at a time.
        for citation, pages in zip(citations, drawn, strict=True):
            if _is_covered(citation, pages):
                covered += 1
            else:
                print(f"missed: {citation.document.name}: {_quote(citation)!r}")
    share = covered / len(citations)
    print(f"{covered} of {len(citations)} citations covered ({share:.1%}), {len(files)} files")
    assert share >= LEAST_SHARE


def _read(loader: SandboxedLoader, path: Path) -> tuple[Document, bytes] | None:
    data = path.read_bytes()
    try:
        *_, document = loader.load(Upload(name=path.name, data=data))
    except FootnoteError:
        return None
    assert isinstance(document, Document)
    return document, data


def _draw_evenly(files: list[tuple[Document, bytes]], count: int) -> list[Cited]:
    """Sentences in a fixed random order, one of each file in turn."""
    chance = random.Random(3)
    waiting = []
    for document, data in files:
        # Each sentence once, however often a file repeats it.
        spans = list({document.text[slice(*each)]: each for each in _quotable(document)}.values())
        chance.shuffle(spans)
        waiting.append([Cited(document=document, data=data, quote=each) for each in spans])
    drawn: list[Cited] = []
    while len(drawn) < count and any(waiting):
        drawn += [each.pop() for each in waiting if each]
    return drawn[:count]


def _quotable(document: Document) -> Iterator[tuple[int, int]]:
    text = document.text
    for block in blocks(text, markdown=False, breaks=document.pages):
        for start, end in sentences(text, block.start, block.end):
            if len(words(text[start:end])) >= FEWEST_WORDS and end - start <= MOST_CHARACTERS:
                yield start, end


def _draw(images: PageImages, citation: Cited) -> tuple[PageImage, ...]:
    try:
        return images.draw(citation.document, citation.data, citation.quote)
    except PageImageError:
        return ()


def _is_covered(citation: Cited, pages: tuple[PageImage, ...]) -> bool:
    boxed = [each for page in pages for each in words_in_boxes(citation.data, page)]
    read = _letters(" ".join(boxed))
    quote = _letters(_quote(citation))
    wanted, held = _trigrams(quote), _trigrams(read)
    return (wanted & held).total() >= 0.9 * wanted.total() and len(read) <= 1.25 * len(quote)


def _trigrams(letters: str) -> Counter[str]:
    return Counter(letters[at : at + 3] for at in range(len(letters) - 2))


def _quote(citation: Cited) -> str:
    return citation.document.text[slice(*citation.quote)]


def _letters(text: str) -> str:
    # Without alef, which the two readers put on different sides of a lam.
    plain = unicodedata.normalize("NFKD", text).casefold().replace("\u0627", "")
    return "".join(words(plain))
