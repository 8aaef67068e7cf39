import pytest

from components.questions.suggestions import suggestions
from components.types import Chunk

PROSE = " The keepers wrote down what they saw every night of the year, whatever the weather."


def _asked(text: str, *, heading: str = "", name: str = "log-book.txt") -> list[str]:
    chunk = Chunk(
        id="c",
        document_id="d",
        page=None,
        start=0,
        end=len(text),
        text=text,
        heading=(heading,) if heading else (),
    )
    return [each.question for each in suggestions([(name, [chunk])])]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("A whistleblower is a person who reports it.", "What is a whistleblower?"),
        ("The fog signal is the horn on the pier.", "What is the fog signal?"),
        ("Idris Calloway is the director of the trust.", "Who is Idris Calloway?"),
        ("Coinsurance means your share of a bill.", "What does coinsurance mean?"),
        ("The tower was built in 1861 by hand.", "When was the tower built?"),
        ("The lamp was first lit on 9 November 1864.", "When was the lamp first lit?"),
        ("The lamp project cost £87,600 in all.", "How much did the lamp project cost?"),
        ("An adult ticket costs £9 at the gate.", "How much does an adult ticket cost?"),
        ("The trust earned about $1.2 million.", "How much did the trust earn?"),
    ],
)
def test_simple_sentence_becomes_a_question(text: str, question: str) -> None:
    assert _asked(text) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "It is a lamp of great power.",
        "This is the reason for all of it.",
        "There is a lamp on the tower.",
        "The second largest is a lamp.",
        "Which is a pity for the keepers",
        "In 2020 the lamp is a wonder.",
        "Net cash used in 2021 12,000 is a figure.",
        "www.example.org is a page.",
    ],
)
def test_sentence_without_a_subject_makes_no_question(text: str) -> None:
    assert _asked(text) == []


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Annual leave", "What does the log book say about annual leave?"),
        ("3.2 Sick Leave and Pay", "What does the log book say about sick leave and pay?"),
        ("WORKING ALONE AT NIGHT", "What does the log book say about working alone at night?"),
        ("How to read the tide board", "How do I read the tide board?"),
        ("When does the fog signal sound?", "When does the fog signal sound?"),
        ("WHAT DO I DO IN FOG?", "What do I do in fog?"),
        ("Tickets ........ 12", ""),
        (
            "Crossing the causeway ...... 12",
            "What does the log book say about crossing the causeway?",
        ),
        ("The log book", ""),
    ],
)
def test_heading_with_a_subject_becomes_a_question(heading: str, question: str) -> None:
    assert _asked(PROSE, heading=heading) == ([question] if question else [])


@pytest.mark.parametrize(
    "heading",
    [
        "Table of contents",
        "Page 12",
        "12",
        "Figure 3 The tower",
        "Wait for a response",
        "Column name Data type Description",
        "Three months ended Nine months ended",
        "info@example.org",
        "All rights reserved",
        "a",
    ],
)
def test_garbage_makes_no_question(heading: str) -> None:
    assert _asked(PROSE, heading=heading) == []


def test_names_keep_their_capitals() -> None:
    text = "All who come to Gannerwick Lighthouse by boat are asked to wait for the keeper there."
    assert _asked(text, heading="Visiting Gannerwick Lighthouse") == [
        "What does the log book say about visiting Gannerwick Lighthouse?"
    ]


def test_file_name_without_words_is_not_mentioned() -> None:
    assert _asked(PROSE, heading="Annual leave", name="2305.03393v1-pg9.pdf") == [
        "What do the documents say about annual leave?"
    ]


def test_documents_take_turns_without_repeated_questions() -> None:
    def chunk(text: str, document: str) -> Chunk:
        return Chunk(
            id=document, document_id=document, page=None, start=0, end=len(text), text=text
        )

    first = "A gannet is a bird. A tern is a sea bird."
    second = "A gannet is a bird of the sea. A whelk is a snail."
    found = suggestions([("a.txt", [chunk(first, "a")]), ("b.txt", [chunk(second, "b")])])
    assert [each.question for each in found] == [
        "What is a gannet?",
        "What is a tern?",
        "What is a whelk?",
    ]
