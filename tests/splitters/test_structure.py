from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from components.embedders import BundledEmbedder
from components.splitters import StructureSplitter
from components.types import Block, Document


def _count_words(texts: Sequence[str]) -> list[int]:
    """Count a token a word, for small cases."""
    return [len(text.split()) for text in texts]


def _document(text: str, media_type: str = "text/plain", pages: tuple[int, ...] = ()) -> Document:
    return Document(id="d", name="d.txt", media_type=media_type, sha256="", text=text, pages=pages)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet=st.sampled_from("aB1 .,\n\n#|-•é漢\u200b\U0001f600\r\t"), max_size=600),
    tokens=st.integers(min_value=2, max_value=30),
    markdown=st.booleans(),
)
def test_chunks_are_exact_ordered_spans_and_cover_every_word(
    text: str, tokens: int, markdown: bool
) -> None:
    document = _document(text, "text/markdown" if markdown else "text/plain")
    position = 0
    for chunk in StructureSplitter(count_tokens=_count_words, tokens=tokens).split(document):
        assert chunk.text == text[chunk.start : chunk.end]
        assert position <= chunk.start < chunk.end
        gap = text[position : chunk.start]
        assert not any(character.isalnum() for character in gap)
        position = chunk.end
    assert not any(character.isalnum() for character in text[position:])


def test_repeated_text_gets_a_span_each() -> None:
    text = "The light is on. " * 40
    chunks = StructureSplitter(count_tokens=_count_words, tokens=12).split(_document(text))
    assert [chunk.start for chunk in chunks] == sorted({chunk.start for chunk in chunks})
    assert all(chunk.text == text[chunk.start : chunk.end] for chunk in chunks)


def test_chunks_fit_the_embedder(embedder: BundledEmbedder) -> None:
    text = "supercalifragilistic " * 300 + ". " + "The tide turns at noon. " * 100
    splitter = StructureSplitter(count_tokens=embedder.count_tokens, tokens=100)
    chunks = splitter.split(_document(text))
    assert max(embedder.count_tokens([chunk.text for chunk in chunks])) <= 100
    assert len(chunks) > 10


def test_no_chunk_ends_inside_a_sentence() -> None:
    text = "One two three four five. " * 30
    for chunk in StructureSplitter(count_tokens=_count_words, tokens=12).split(_document(text)):
        assert chunk.text.endswith("five.")


def test_heading_path_follows_the_heading_levels() -> None:
    text = "# Guide\n\nIntro words here.\n\n## Boats\n\nBoats go out.\n\n## Birds\n\nBirds nest.\n"
    splitter = StructureSplitter(count_tokens=_count_words, tokens=6)
    paths = {
        chunk.text.split("\n")[-1]: chunk.heading
        for chunk in splitter.split(_document(text, "text/markdown"))
    }
    assert paths["Boats go out."] == ("Guide", "Boats")
    assert paths["Birds nest."] == ("Guide", "Birds")


def test_chunk_stays_on_its_page() -> None:
    first, second = "The lamp was lit. It burned.\n\n", "The bell was rung. It was loud."
    document = _document(first + second, "application/pdf", pages=(0, len(first)))
    chunks = StructureSplitter(count_tokens=_count_words, tokens=50).split(document)
    assert [(chunk.page, chunk.text) for chunk in chunks] == [(1, first.strip()), (2, second)]


@pytest.mark.parametrize("text", ["", "  \n\n \t"], ids=["empty", "white"])
def test_text_without_words_gives_no_chunks(text: str) -> None:
    assert StructureSplitter(count_tokens=_count_words, tokens=12).split(_document(text)) == ()


def test_chunk_has_the_blocks_of_its_span() -> None:
    rows = [
        "Boat: Kayak; Price: 25",
        "Boat: Dinghy; Price: 40",
        "one two three four five six seven",
    ]
    text = "\n".join(rows)
    starts = [text.index(row) for row in rows]
    blocks = tuple(
        Block(start=start, end=start + len(row), kind="table row")
        for start, row in zip(starts, rows, strict=True)
    )
    document = replace(_document(text), blocks=blocks)
    first, *rest = StructureSplitter(count_tokens=_count_words, tokens=8).split(document)
    assert first.blocks == blocks[:2]
    assert rest[-1].blocks == blocks[2:]
    halves = StructureSplitter(count_tokens=_count_words, tokens=5).split(document)
    for chunk in halves:
        for block in chunk.blocks:
            assert chunk.start <= block.start < block.end <= chunk.end
    assert [text[each.start : each.end] for each in halves[-1].blocks] == [halves[-1].text]
