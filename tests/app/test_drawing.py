"""Data that the components draw: every character, cut where quotes begin and end."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from components.types import Answer, Chunk, Citation, Hit, Scope, Sentence, Turn
from components.ui.chat.answer import answer_data
from components.ui.chat.source_card import marked_pieces
from components.ui.chat.sources import split_sources
from components.ui.shared.text import label


def _chunk(text: str, *, start: int = 0, id_: str = "c") -> Chunk:
    return Chunk(id=id_, document_id="d", page=None, start=start, end=start + len(text), text=text)


def _citation(marker: int, start: int, end: int, *, chunk_id: str = "c") -> Citation:
    return Citation(
        marker=marker,
        chunk_id=chunk_id,
        document_id="d",
        document_name="d.txt",
        page=None,
        start=start,
        end=end,
        quote="",
        support=1.0,
    )


@given(
    text=st.text(alphabet="abc .", min_size=1, max_size=40),
    start=st.integers(0, 50),
    spans=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=4),
)
def test_marked_pieces_join_to_the_text_and_carry_their_markers(
    text: str, start: int, spans: list[tuple[int, int]]
) -> None:
    chunk = _chunk(text, start=start)
    citations = [_citation(n, min(s), max(s)) for n, s in enumerate(spans, start=1)]
    pieces = marked_pieces(chunk, citations)
    assert "".join(piece["text"] for piece in pieces) == text
    at = chunk.start
    for piece in pieces:
        for offset in range(at, at + len(piece["text"])):
            here = [each.marker for each in citations if each.start <= offset < each.end]
            assert piece["markers"] == here
        at += len(piece["text"])


def test_marked_pieces_join_wrapped_lines_and_keep_lists() -> None:
    line = "What changed in 2024 is the light that stands behind the\nlamp.\n- One\n- Two"
    (piece,) = marked_pieces(_chunk(line), [])
    assert piece["text"] == line.replace("the\nlamp", "the lamp")


def test_split_sources_orders_cited_hits_by_their_footnotes() -> None:
    hits = [
        Hit(chunk=_chunk("x", id_=id_), document_name="d", score=1.0, scale="rrf", rank=rank)
        for rank, id_ in enumerate("abcd", start=1)
    ]
    citations = [_citation(1, 0, 1, chunk_id="c"), _citation(2, 0, 1, chunk_id="a")]
    cited, rest = split_sources(hits, citations)
    assert [hit.chunk.id for hit in cited] == ["c", "a"]
    assert [hit.chunk.id for hit in rest] == ["b", "d"]


def test_words_that_answer_are_bold_pieces() -> None:
    answer = Answer(
        text="First. So 😀 Wren keeps 🕯 it.",
        sentences=(
            Sentence(start=0, end=6, markers=(1,)),
            Sentence(start=7, end=28, markers=(1,), short=(12, 24)),
        ),
        citations=(_citation(1, 0, 1),),
        hits=(),
        model="extractive",
        supported=True,
        seconds=0.2,
    )
    data = answer_data(Turn(question="?", answer=answer), marker=None, has_sources_shown=True)
    assert [(each["text"], each["bold"], each["markers"]) for each in data["pieces"]] == [
        ("First.", False, [1]),
        (" ", False, []),
        ("So 😀 ", False, []),
        ("Wren keeps 🕯", True, []),
        (" it.", False, [1]),
    ]


def test_answer_pieces_cover_the_whole_text() -> None:
    answer = Answer(
        text="One. Two. Rest",
        sentences=(Sentence(start=0, end=4, markers=(1,)), Sentence(start=5, end=9, markers=(2,))),
        citations=(_citation(1, 0, 1), _citation(2, 0, 1)),
        hits=(),
        model="extractive",
        supported=True,
        seconds=0.2,
    )
    data = answer_data(Turn(question="?", answer=answer), marker=None, has_sources_shown=True)
    assert [(each["text"], each["markers"]) for each in data["pieces"]] == [
        ("One.", [1]),
        (" ", []),
        ("Two.", [2]),
        (" Rest", []),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/p.png)",
        "[a](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        ":red[danger] :material/delete: :smile:",
        "www.evil.example someone@evil.example http://evil.example",
        "a -> b -- c",
        "# heading\n\n* list",
    ],
)
def test_label_escapes_markdown(text: str) -> None:
    escaped = label(text)
    plain = escaped.replace("\u2060", "").replace("\\", "")
    assert plain == " ".join(text.split())
    for recognised in ("http://", "www.", ":smile:", "@evil", "->", "--"):
        assert recognised not in escaped.replace("\\", "")


def _partial(**changes: Any) -> dict[str, Any]:
    answer = Answer(
        text="One. Two. Thr",
        sentences=(
            Sentence(start=0, end=4, markers=(1,)),
            Sentence(start=5, end=9, markers=(7,)),
        ),
        citations=(_citation(1, 0, 1),),
        hits=(),
        model="a model",
        supported=True,
        seconds=0.2,
        **changes,
    )
    return answer_data(
        Turn(question="?", answer=answer), marker=None, has_sources_shown=False, status="Writing…"
    )


def test_unsupported_sentence_is_marked_before_the_answer_ends() -> None:
    data = _partial(complete=False)
    assert [each["note"] for each in data["pieces"]] == [
        "",
        "",
        "No passage says this.",
        "",
    ]
    assert (data["status"], data["byline"], data["markdown"]) == ("Writing…", "", "")


def test_stopped_answer_has_its_note_and_byline() -> None:
    data = _partial(complete=False, note="Stopped. This answer is incomplete.")
    assert data["note"] == "Stopped. This answer is incomplete."
    assert data["byline"] == "By a model in 0.2 s"
    assert data["support"] == "1 sentence is not supported by any passage."
    assert "Stopped" in data["markdown"]


def test_scope_names_the_searched_question_and_documents() -> None:
    names = tuple(f"{n}.txt" for n in range(5))
    within = Scope(collection="c", document_ids=names, document_names=names)
    assert _partial(searched="Who else?", within=within)["scope"] == (
        "Searched for: Who else?\nSearched only in: 0.txt, 1.txt, 2.txt and 2 more"
    )
    assert _partial(within=Scope(collection="c"))["scope"] == ""
