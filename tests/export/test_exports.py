"""Exports are complete, and inert wherever they are opened."""

import html
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from components.export import (
    answer_to_markdown,
    conversation_file_name,
    support_mark,
    support_summary,
    to_html,
    to_json,
    to_markdown,
)
from components.types import (
    Answer,
    Chunk,
    Citation,
    Conversation,
    Feedback,
    Generation,
    Hit,
    Scope,
    Sentence,
    Turn,
    Usage,
)

Written = Callable[[Conversation], str]

INJECTIONS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></section><svg onload='alert(1)'>",
    '" onmouseover="alert(1)',
    "[press](javascript:alert(1))",
    "![pixel](http://evil.example/q.png)",
    "[x]: http://evil.example 'defined'",
    "<http://evil.example/auto>",
    "&lt;script&gt; &#60;b&#62;",
    "# no heading\n1. no list\n- none\n    no code\n```\nno fence\n===\n---\n| a |\n|---|",
    "*a* _b_ **c** `d` ~~e~~ $f$ \\*g\\*",
    "[1] of their own",
]
TEXT = "Wren keeps the light. It was lit in 1861."


def _citation(marker: int, start: int, end: int, *, name: str = "log.pdf") -> Citation:
    return Citation(
        marker=marker,
        chunk_id="c1",
        document_id="d1",
        document_name=name,
        page=2,
        start=100 + start,
        end=100 + end,
        quote=TEXT[start:end],
        support=1.0,
    )


def _hit(text: str, *, id_: str = "c1", name: str = "log.pdf") -> Hit:
    chunk = Chunk(
        id=id_, document_id="d1", page=2, start=100, end=100 + len(text), text=text, heading=()
    )
    return Hit(chunk=chunk, document_name=name, score=0.5, scale="rrf", rank=1)


def _conversation(*, title: str = "The light") -> Conversation:
    answer = Answer(
        text=TEXT,
        sentences=(
            Sentence(start=0, end=21, markers=(1,)),
            Sentence(start=22, end=41, markers=(2, 9)),
        ),
        citations=(_citation(1, 0, 21), _citation(2, 22, 41)),
        hits=(_hit(TEXT), _hit("Elsewhere.", id_="c2")),
        model="extractive",
        supported=True,
        seconds=0.1,
    )
    turn = Turn(question="Who keeps it?", answer=answer, feedback=Feedback(good=True))
    return Conversation(id="x", title=title, collection="documents", turns=(turn,))


def _hostile(text: str) -> Conversation:
    """Return a conversation with the same text in every place."""
    citation = Citation(
        marker=1,
        chunk_id="c1",
        document_id="d1",
        document_name=text,
        page=None,
        start=100,
        end=100 + len(text),
        quote=text,
        support=1.0,
    )
    answer = Answer(
        text=text,
        sentences=(Sentence(start=0, end=len(text), markers=(1,)),),
        citations=(citation,),
        hits=(_hit(text, name=text), _hit(text, id_="c2", name=text)),
        model=text,
        supported=True,
        seconds=0.1,
    )
    turn = Turn(question=text, answer=answer)
    return Conversation(id="x", title=text, collection="documents", turns=(turn,))


class _Page(HTMLParser):
    """Collects the tags, the attributes and the visible words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def _one_line(text: str) -> str:
    return " ".join(text.split())


def test_markdown_has_markers_and_a_list_of_footnotes() -> None:
    assert to_markdown(_conversation()) == (
        "# The light\n\n"
        "## Who keeps it?\n\n"
        "Wren keeps the light. [1] It was lit in 1861. [2]\n\n"
        "- [1] log.pdf, page 2: “Wren keeps the light.”\n"
        "- [2] log.pdf, page 2: “It was lit in 1861.”\n"
    )
    assert answer_to_markdown(_conversation().turns[0]).startswith("Wren keeps the light. [1] It")


def test_json_has_every_field() -> None:
    read = json.loads(to_json(_conversation()))
    turn = read["turns"][0]
    assert turn["feedback"] == {"good": True, "reason": ""}
    assert turn["answer"]["citations"][1]["start"] == 122
    assert turn["answer"]["hits"][0]["chunk"]["text"] == TEXT


def test_html_marker_links_to_its_quote_in_its_passage() -> None:
    page = to_html(_conversation())
    for marker, quote in ((1, "Wren keeps the light."), (2, "It was lit in 1861.")):
        assert f'<a href="#turn-1-footnote-{marker}">[{marker}]</a>' in page
        entry = re.search(rf'<li id="turn-1-footnote-{marker}">(.*?)</li>', page)
        assert entry is not None
        assert f"<blockquote>{quote}</blockquote>" in entry[1]
        assert f"<mark>{quote}</mark>" in entry[1]
        assert "log.pdf, page 2" in entry[1]
    assert "1 more passage" in page
    assert "[9]" not in page  # it resolves to nothing


@pytest.mark.parametrize("text", INJECTIONS)
def test_html_of_hostile_text_has_no_other_tags_or_attributes(text: str) -> None:
    page = _Page(to_html(_hostile(text)))
    plain = _Page(to_html(_hostile("plain")))
    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert _one_line(page.words).count(_one_line(text)) == 9  # each place where it stands


def test_html_requests_nothing() -> None:
    page = to_html(_conversation())
    assert "script" not in page
    assert "default-src 'none'" in page
    assert not re.findall(r"https?:|url\(|@import|src=", page)


@pytest.mark.parametrize("text", INJECTIONS)
def test_markdown_of_hostile_text_shows_it_unchanged(text: str) -> None:
    source = to_markdown(_hostile(text))
    page = _Page(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(source))
    assert set(page.tags) <= {"h1", "h2", "p", "ul", "li"}
    assert not page.attributes
    assert _one_line(page.words).count(_one_line(text)) == 5


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who, in 2021?", "Who-in-2021.html"),
        ("../../etc/passwd", "etc-passwd.html"),
        ("?!", "conversation.html"),
        ("Wer hütet es?", "Wer-hütet-es.html"),
        ("x" * 200, f"{'x' * 60}.html"),
    ],
)
def test_conversation_file_name_fits_every_system(title: str, name: str) -> None:
    assert conversation_file_name(_conversation(title=title), "html") == name


STOPPED = "Stopped. This answer is incomplete."


def _stopped() -> Conversation:
    whole = _conversation().turns[0]
    answer = replace(
        whole.answer,
        sentences=(*whole.answer.sentences[:1], Sentence(start=22, end=41, markers=())),
        searched="Who keeps <b>the</b> light?",
        within=Scope(collection="documents", document_ids=("d1",), document_names=("log.pdf",)),
        complete=False,
        note=STOPPED,
    )
    return Conversation(
        id="c", title="t", collection="documents", turns=(replace(whole, answer=answer),)
    )


@pytest.mark.parametrize("written", [to_markdown, to_html])
def test_export_of_stopped_answer_says_so(written: Written) -> None:
    said = html.unescape(written(_stopped())).replace("\\", "")
    assert STOPPED in said
    assert "Searched for: Who keeps <b>the</b> light?" in said
    assert "Asked of: log.pdf" in said
    assert "No passage says this. “It was lit in 1861.”" in said


def test_export_of_complete_answer_has_no_remarks() -> None:
    for said in (to_markdown(_conversation()), to_html(_conversation())):
        assert not any(
            word in said for word in ("incomplete", "Searched", "Asked of", "No passage")
        )


def test_json_of_stopped_answer_says_so() -> None:
    (turn,) = json.loads(to_json(_stopped()))["turns"]
    assert (turn["answer"]["complete"], turn["answer"]["note"]) == (False, STOPPED)
    assert turn["answer"]["within"]["document_names"] == ["log.pdf"]


def _written() -> Conversation:
    """Return a model's answer: one supported sentence, one that differs, one without passage."""
    text = "Wren keeps the light. It was lit in 1961. Monks print the log."
    conversation = _conversation()
    answer = replace(
        conversation.turns[0].answer,
        text=text,
        sentences=(
            Sentence(start=0, end=21, markers=(1,)),
            Sentence(start=22, end=41, markers=(2,), note="The passage says 1861, not 1961."),
            Sentence(start=42, end=62, markers=(), note="No passage says this."),
        ),
        model="small-model",
        writing=Generation(
            provider="server",
            usage=Usage(tokens_in=9, tokens_out=3),
            first_seconds=0.2,
            prompt="system: …",
        ),
    )
    return replace(conversation, turns=(Turn(question="Who keeps it?", answer=answer),))


@pytest.mark.parametrize("written", [to_markdown, to_html])
def test_export_says_how_sentences_are_supported(written: Written) -> None:
    said = html.unescape(written(_written())).replace("\\", "")
    assert "The passage says 1861, not 1961. “It was lit in 1961.”" in said
    assert "No passage says this. “Monks print the log.”" in said
    assert "1 sentence is not supported by any passage, 1 sentence differs from its passage" in said
    assert "Written by small-model." in said
    plain = re.sub(r"<[^>]+>", "", said)
    assert "It was lit in 1961. [2] (differs from its passage)" in plain
    assert "Monks print the log. (not supported)" in plain


def test_json_has_the_support_notes() -> None:
    answer = json.loads(to_json(_written()))["turns"][0]["answer"]
    assert [each["note"] for each in answer["sentences"]] == [
        "",
        "The passage says 1861, not 1961.",
        "No passage says this.",
    ]


def test_support_mark_without_citations_is_unsupported() -> None:
    answer = _written().turns[0].answer
    bare = replace(answer, citations=(), supported=False)
    assert [support_mark(each, bare) for each in bare.sentences] == ["unsupported"] * 3
    not_found = replace(bare, writing=None)
    assert support_summary(not_found) == ""


def _answering(text: str, *short: tuple[int, int], ends: tuple[int, ...] = ()) -> Conversation:
    """Return an answer cut at `ends`; each sentence has footnote 1 and its `short` words."""
    conversation = _conversation()
    (turn,) = conversation.turns
    spans = itertools.pairwise((0, *ends, len(text)))
    sentences = tuple(
        Sentence(start=start, end=end, markers=(1,), short=words)
        for (start, end), words in itertools.zip_longest(spans, short)
    )
    answer = replace(
        turn.answer, text=text, sentences=sentences, citations=turn.answer.citations[:1]
    )
    return replace(conversation, turns=(replace(turn, answer=answer),))


def test_export_has_the_answering_words_in_bold() -> None:
    light = _answering(TEXT, (0, 4), (36, 40), ends=(21,))
    assert "**Wren** keeps the light. [1] It was lit in **1861**. [1]" in to_markdown(light)
    page = to_html(light)
    assert "<strong>Wren</strong> keeps the light. <a" in page
    assert " It was lit in <strong>1861</strong>. <a" in page
    read = json.loads(to_json(light))["turns"][0]["answer"]["sentences"]
    assert [each["short"] for each in read] == [[0, 4], [36, 40]]
    assert "**" not in to_markdown(_conversation())
    assert "<strong>" not in to_html(_conversation())


@pytest.mark.parametrize(
    ("text", "short", "bold"),
    [
        ("It cost $5 a day.", "$5", ["$5"]),
        ("It cost US$5 a day.", "$5", []),  # Markdown has no bold between a letter and a sign
        ("It took 5 %, they said.", "5 %", ["5 %"]),
        ("It took 5%of all.", "5%", []),
        ("So it was “Wren”, then.", "“Wren”", ["“Wren”"]),
        ("It was Wren .", " Wren ", ["Wren"]),
        ("*Wren*", "*Wren*", ["*Wren*"]),
        ("snake_case_here", "case", ["case"]),
        ("灯塔建于1861年。", "1861年", ["1861年"]),
        ("1861. That year.", "1861", ["1861"]),
        ("Wren\nTolland keeps it.", "Wren\nTolland", ["Wren\nTolland"]),
        ("Wren\n\nTolland", "Wren\n\nTolland", []),
        ("- Wren\n    - Tolland", "Tolland", ["Tolland"]),
        ("It was <b>Wren</b>.", "<b>Wren</b>", ["<b>Wren</b>"]),
        ("It was … then", " … ", ["…"]),
        ("a…b", "…", []),
    ],
)
def test_markdown_bold_is_left_out_where_it_would_not_render(
    text: str, short: str, bold: list[str]
) -> None:
    at = text.index(short)
    source = to_markdown(_answering(text, (at, at + len(short))))
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(source)
    assert re.findall("(?s)<strong>(.*?)</strong>", page) == [html.escape(each) for each in bold]
    assert _one_line(text) in _one_line(_Page(page).words)


@given(
    text=st.text(alphabet="ab1 *_`$[(“.,-#\n\\&;<>|~", min_size=1, max_size=24),
    places=st.lists(st.integers(0, 24), min_size=4, max_size=4),
    cut=st.integers(0, 24),
)
def test_markdown_bold_changes_no_character(text: str, places: list[int], cut: int) -> None:
    cut = min(cut, len(text))
    one, two, three, four = (min(each, len(text)) for each in sorted(places))
    short = ((min(one, cut), min(two, cut)), (max(three, cut), max(four, cut)))
    shown = [
        _Page(
            MarkdownIt("gfm-like", {"linkify": False}).render(
                answer_to_markdown(_answering(text, *each, ends=(cut,)).turns[0])
            )
        ).words
        for each in (short, ())
    ]
    assert "".join(shown[0].split()) == "".join(shown[1].split())
