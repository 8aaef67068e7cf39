"""A document's parts, and the data of its pages: every character with its marks."""

from hypothesis import given, strategies as st

from components.types import Chunk, Document, DocumentRow, PageFailure
from components.ui.document.find import find
from components.ui.document.open_document import OpenDocument, View, part_starts
from components.ui.document.page_text import Marks, passage_blocks


def _opened(
    text: str, *, pages: tuple[int, ...] = (), chunks: tuple[Chunk, ...] = ()
) -> OpenDocument:
    row = DocumentRow(
        id="d",
        collection="documents",
        name="d.txt",
        media_type="text/plain",
        sha256="",
        size=1,
        status="ready",
        reason="",
        locked=False,
        pages=len(pages) or None,
        chunks=len(chunks),
        created=0.0,
    )
    document = Document(
        id="d", name="d.txt", media_type="text/plain", sha256="", text=text, pages=pages
    )
    failures: tuple[PageFailure, ...] = ()
    starts = pages or part_starts(text)
    return OpenDocument(
        row=row,
        splitter="",
        document=document,
        chunks=chunks,
        starts=starts,
        failures=failures,
    )


def _view(**changes: object) -> View:
    usual = {
        "document_id": "d",
        "span": None,
        "page": None,
        "words": "",
        "match": 0,
        "shows_passages": False,
    }
    return View(**{**usual, **changes})  # type: ignore[arg-type]


def _chunk(start: int, end: int, text: str) -> Chunk:
    return Chunk(
        id=f"{start}", document_id="d", page=None, start=start, end=end, text=text[start:end]
    )


@given(st.text(alphabet="ab \n", max_size=200))
def test_parts_cover_the_text_within_the_size_limit(seed: str) -> None:
    text = (seed or "x") * 200
    starts = part_starts(text)
    assert starts[0] == 0
    ends = (*starts[1:], len(text))
    assert all(0 < end - start <= 6_000 for start, end in zip(starts, ends, strict=True))


def test_parts_start_at_paragraphs() -> None:
    text = ("word " * 300 + "\n\n") * 12
    assert all(text[start - 2 : start] == "\n\n" for start in part_starts(text)[1:])


@given(
    place=st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted),
    pages=st.lists(st.integers(1, 39), max_size=3, unique=True).map(sorted),
)
def test_pieces_of_all_pages_join_to_the_marked_text(place: list[int], pages: list[int]) -> None:
    text = "the lamp is lit at dusk by the old lamp."
    shown = _opened(text, pages=(0, *pages))
    found = find(text, "lamp")
    view = _view(span=tuple(place) if place[0] < place[1] else None, words="lamp", match=2)
    pieces = [
        piece
        for number in range(1, len(shown.starts) + 1)
        for piece in Marks(shown, view, number, found).pieces(*shown.span(number))
    ]
    assert "".join(piece["text"] for piece in pieces) == text
    at = 0
    for piece in pieces:
        for offset in range(at, at + len(piece["text"])):
            assert piece["quoted"] == (place[0] <= offset < place[1])
            assert piece["match"] == (
                "other" if 4 <= offset < 8 else "current" if 35 <= offset < 39 else ""
            )
        at += len(piece["text"])


def test_target_prefers_the_current_match_over_the_quote() -> None:
    text = "the lamp is lit"
    shown, found = _opened(text), find(text, "lamp")
    both = _view(span=(0, 3), words="lamp", match=1)
    assert Marks(shown, both, 1, found).target["kind"] == "match"
    assert Marks(shown, _view(span=(0, 3)), 1, ()).target["kind"] == "quote"
    assert Marks(shown, _view(), 1, ()).target["kind"] == "page"


def test_passage_blocks_include_text_between_passages() -> None:
    text = "One lamp. Lost. Two bells."
    chunks = (_chunk(0, 9, text), _chunk(16, 26, text))
    shown = _opened(text, chunks=chunks)
    marks = Marks(shown, _view(), 1, ())
    blocks = passage_blocks(shown, 1, shown.numbered(shown.chunks, 1), (3, 3), marks)
    assert [block.get("title", "") for block in blocks] == ["Passage 1", "", "Passage 2"]
    assert ["".join(p["text"] for p in block["pieces"]) for block in blocks] == [
        "One lamp.",
        " Lost. ",
        "Two bells.",
    ]


def test_passage_across_two_pages_is_on_both() -> None:
    text = "It runs on over the page."
    shown = _opened(text, pages=(0, 10), chunks=(_chunk(0, 25, text),))
    assert [len(shown.numbered(shown.chunks, page)) for page in (1, 2)] == [1, 1]
    marks = Marks(shown, _view(), 2, ())
    (block,) = passage_blocks(shown, 2, shown.numbered(shown.chunks, 2), (6,), marks)
    assert "".join(piece["text"] for piece in block["pieces"]) == text[10:]
