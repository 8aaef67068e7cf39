"""Known answers on known pages: the first conversation that a newcomer has."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.pipelines.indexing import index
from components.services import Services, build
from components.settings import Settings
from components.types import Upload
from tests.library import ask, reports

SAMPLES = Path(__file__).parents[2] / "samples"
QUESTIONS = [
    json.loads(line)
    for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERED = [each for each in QUESTIONS if each["answer"] is not None]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with build(Settings(home=tmp_path_factory.mktemp("home"))) as services:
        files = [
            path
            for path in sorted(SAMPLES.iterdir())
            if path.suffix in (".pdf", ".docx", ".md", ".csv")
        ]
        uploads = [Upload(name=path.name, data=path.read_bytes()) for path in files]
        assert [each.status for each in reports(index(services, uploads))] == ["indexed"] * 4
        yield services


def _is_right(services: Services, question: dict[str, Any]) -> bool:
    return any(
        question["answer"].lower() in " ".join(citation.quote.split()).lower()
        and (citation.document_name, citation.page) == (question["document"], question["page"])
        for citation in ask(services, question["question"]).citations
    )


@pytest.mark.parametrize(
    "question", [each for each in ANSWERED if each["suggested"]], ids=lambda each: each["document"]
)
def test_suggested_question_is_answered_from_its_page(
    library: Services, question: dict[str, Any]
) -> None:
    assert _is_right(library, question)


def test_nine_in_ten_answers_quote_the_right_words_on_the_right_page(library: Services) -> None:
    wrong = [each["question"] for each in ANSWERED if not _is_right(library, each)]
    assert len(wrong) <= len(ANSWERED) // 10, wrong
