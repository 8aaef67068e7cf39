"""Files of labelled questions in each format give spans that hold the marked words exactly."""

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from components.errors import PairsError
from components.training.pairs.labelled import Corpus
from components.training.pairs.reading_data import read_corpus

PASSAGE = "The tower has 142 steps. Wren Tolland keeps the lamp.\nIt was lit in 1861."

SQUAD = {
    "version": "1.1",
    "data": [
        {
            "title": "The_light/house",
            "paragraphs": [
                {"context": "Boats sail at noon.", "qas": []},
                {
                    "context": PASSAGE,
                    "qas": [
                        {
                            "question": "How many  steps?",
                            "answers": [{"text": "142 steps", "answer_start": 14}],
                        },
                        {
                            "question": "Who keeps it, and since when?",
                            "answers": [{"text": PASSAGE[25:], "answer_start": 25}],
                        },
                        {"question": "Who painted it?", "answers": []},
                    ],
                },
            ],
        }
    ],
}
PAIRS = [
    {
        "title": "Light",
        "passage": "“Boats sail.”",
        "question": "do n't boats sail , too ?",
        "sentence": "`` boats sail . ''",
    },
    {
        "title": "Light",
        "passage": PASSAGE,
        "question": "who keeps the lamp ?",
        "sentence": "wren tolland keeps the lamp .",
    },
    {"title": "Light", "passage": PASSAGE, "question": "why ?", "sentence": "it is elsewhere ."},
]
QED = [
    {
        "title_text": "Light",
        "paragraph_text": PASSAGE,
        "question_text": "who keeps the lamp",
        "sentence_starts": [0, 25, 54],
        "original_nq_answers": [
            [{"string": "Wren Tolland keeps", "start": 25, "end": 43}],
            [{"string": "Wren Tolland ", "start": 25, "end": 38}],
        ],
        "annotation": {"selected_sentence": {"start": 25, "end": 54, "string": PASSAGE[25:54]}},
    },
    {
        "title_text": "Light",
        "paragraph_text": PASSAGE,
        "question_text": "when was it lit",
        "sentence_starts": [0, 25, 54],
        "original_nq_answers": [[{"string": "1861", "start": 68, "end": 72}]],
    },
    {
        "title_text": "Light",
        "paragraph_text": PASSAGE,
        "question_text": "nobody knows",
        "sentence_starts": [0, 25, 54],
        "original_nq_answers": [],
    },
]
LONG = [
    {
        "question": "How is the  lamp\n kept?",
        "focus": "Lamp",
        "answer": f"  {PASSAGE}\n   Never   climb it without the keeper. \n",
    },
    {"question": "Why?", "focus": "Lamp", "answer": "Too short."},
]
SECTIONS = [
    {
        "article": "Light",
        "question": "Who keeps it?",
        "candidates": ["The tower has 142 steps.", "Wren keeps it.", "Ann helps."],
        "answers": [1, 2],
    },
    {"article": "Light", "question": "Why?", "candidates": ["Nobody knows."], "answers": []},
]


def _file(folder: Path, name: str, content: Any) -> Path:
    lines = name.split(".")[1] == "jsonl"
    text = "\n".join(map(json.dumps, content)) if lines else json.dumps(content)
    path = folder / name
    path.write_bytes(lzma.compress(text.encode()) if name.endswith(".xz") else text.encode())
    return path


def _marked(corpus: Corpus) -> list[tuple[str, list[str], str | None]]:
    """Return each question with the words of its evidence and of its short answer."""
    return [
        (
            each.question,
            [corpus.texts[each.document][start:end] for start, end in each.evidence],
            each.short and corpus.texts[each.document][slice(*each.short)],
        )
        for each in corpus.questions
    ]


@pytest.mark.parametrize("name", ["tower.json", "tower.train.json.xz"])
def test_read_corpus_of_squad_gives_exact_spans(tmp_path: Path, name: str) -> None:
    corpus = read_corpus(_file(tmp_path, name, SQUAD))
    assert (corpus.name, corpus.per_document) == ("tower", True)
    assert corpus.texts == {"The light house.txt": f"Boats sail at noon.\n\n{PASSAGE}"}
    assert _marked(corpus) == [
        ("How many steps?", ["The tower has 142 steps."], "142 steps"),
        (
            "Who keeps it, and since when?",
            ["Wren Tolland keeps the lamp.", "It was lit in 1861."],
            None,
        ),
    ]


def test_read_corpus_of_squad_without_titles_uses_the_first_words(tmp_path: Path) -> None:
    data = [{"paragraphs": SQUAD["data"][0]["paragraphs"]}]  # type: ignore[index]
    corpus = read_corpus(_file(tmp_path, "a.json", {"data": data}))
    assert list(corpus.texts) == ["Boats sail at noon..txt"]


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.jsonl.xz", "pairs.json"])
def test_read_corpus_of_sentence_pairs_finds_the_sentences(tmp_path: Path, name: str) -> None:
    corpus = read_corpus(_file(tmp_path, name, PAIRS))
    assert not corpus.per_document
    assert _marked(corpus) == [
        ("don't boats sail, too?", ["Boats sail.”"], None),
        ("who keeps the lamp?", ["Wren Tolland keeps the lamp."], None),
    ]


def test_read_corpus_of_qed_gives_exact_spans(tmp_path: Path) -> None:
    assert _marked(read_corpus(_file(tmp_path, "qed.jsonl.xz", QED))) == [
        ("who keeps the lamp", ["Wren Tolland keeps the lamp."], "Wren Tolland"),
        ("when was it lit", ["It was lit in 1861."], "1861"),
    ]


def test_read_corpus_of_long_answers_marks_the_whole_passage(tmp_path: Path) -> None:
    corpus = read_corpus(_file(tmp_path, "long.jsonl", LONG))
    ((question, (evidence,), short),) = _marked(corpus)
    assert (question, short) == ("How is the lamp kept?", None)
    assert evidence == f"{PASSAGE}\nNever climb it without the keeper." == corpus.texts["Lamp.txt"]
    assert not corpus.questions[0].exact


def test_read_corpus_of_candidates_joins_them(tmp_path: Path) -> None:
    assert _marked(read_corpus(_file(tmp_path, "selqa.json.xz", SECTIONS))) == [
        ("Who keeps it?", ["Wren keeps it.", "Ann helps."], None)
    ]


def test_read_corpus_of_one_line_with_odd_line_breaks_is_whole(tmp_path: Path) -> None:
    row = {**PAIRS[1], "passage": f"Not this.\u2028{PASSAGE}"}
    path = tmp_path / "one.jsonl"
    for times in (1, 2):
        path.write_text(f"{json.dumps(row, ensure_ascii=False)}\n" * times, encoding="utf-8")
        assert [words for _, words, _ in _marked(read_corpus(path))] == [
            ["Wren Tolland keeps the lamp."]
        ] * times


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("torn.json", b"{not json", "torn.json cannot be read as JSON or JSON lines"),
        ("torn.json.xz", lzma.compress(b"[]" * 999)[:40], "torn.json.xz cannot be read"),
        ("plain.json.xz", b"[]", "plain.json.xz cannot be read"),
        ("latin.json", '["ü"]'.encode("latin-1"), "latin.json cannot be read"),
        ("none.json", b"[]", "has none of the shapes that are known: .* no fields"),
        (
            "other.jsonl",
            b'{"q": 1, "a": 2}',
            "its first entry has a, q, expected one of .*paragraphs",
        ),
        ("lacking.json", b'{"data": [{"paragraphs": [{"qas": []}]}]}', "lacks 'context'"),
        ("odd.json", b'{"data": [{"title": "a", "paragraphs": 3}]}', "something else than"),
    ],
)
def test_read_corpus_of_an_unreadable_file_says_why(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(PairsError, match=said):
        read_corpus(path)


def test_read_corpus_of_a_missing_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(PairsError, match=r"nowhere\.json cannot be read"):
        read_corpus(tmp_path / "nowhere.json")
