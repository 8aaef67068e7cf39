"""The sample documents: made again byte for byte, and true to the questions asked of them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markitdown import MarkItDown
from pypdf import PdfReader

from samples import make_samples
from samples.blocks import Article, Heading, Table
from samples.content.report import REPORT

FOLDER = Path(make_samples.__file__).parent
DOCUMENTS = ("annual-report-2024.pdf", "staff-policy.docx", "visitor-guide.md", "equipment.csv")
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()
]
ANSWERED = [question for question in QUESTIONS if question["answer"] is not None]
UNANSWERED = [question for question in QUESTIONS if question["answer"] is None]


@cache
def texts(document: str) -> tuple[str, ...]:
    """Text of each page, lines joined; of the whole file where there are no pages."""
    path = FOLDER / document
    match path.suffix:
        case ".pdf":
            pages = [page.extract_text() for page in PdfReader(path).pages]
        case ".docx":
            pages = [MarkItDown().convert(path).text_content]
        case _:
            pages = [path.read_text("utf-8")]
    return tuple(" ".join(page.split()) for page in pages)


def amounts(article: Article, caption: str) -> dict[str, list[int]]:
    """Return the rows of a table as whole numbers, by their names; a word counts as 0."""
    table = next(b for b in article.blocks if isinstance(b, Table) and b.caption == caption)
    return {
        row[1] or row[0]: [int(n.replace(",", "")) if n[0].isdigit() else 0 for n in row[2:]]
        for row in table.rows
    }


def sums(rows: list[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_script_run_again_makes_the_same_bytes(name: str, tmp_path: Path) -> None:
    make_samples.main(tmp_path)
    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_script_makes_every_document() -> None:
    assert tuple(make_samples.sample_files()) == DOCUMENTS


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["question"])
def test_answer_of_each_question_is_on_its_page(question: dict[str, Any]) -> None:
    pages = texts(question["document"])
    assert (question["page"] is not None) == question["document"].endswith(".pdf")
    assert question["answer"] in pages[(question["page"] or 1) - 1]


def test_questions_are_enough() -> None:
    assert len(ANSWERED) >= 20
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)
    assert {question["document"] for question in ANSWERED} == set(DOCUMENTS)


def test_questions_include_some_without_answer() -> None:
    assert len(UNANSWERED) == 4
    assert all(q["document"] is q["page"] is None for q in UNANSWERED)


def test_document_has_one_suggested_question() -> None:
    suggested = [question["document"] for question in QUESTIONS if question["suggested"]]
    assert sorted(suggested) == sorted(DOCUMENTS)


def test_pdf_has_title_outline_and_a_page_for_each_section() -> None:
    reader = PdfReader(FOLDER / "annual-report-2024.pdf")
    sections = [b.text for b in REPORT.blocks if isinstance(b, Heading) and b.level == 1]
    assert reader.metadata is not None
    assert (
        reader.metadata.title == "Annual Report 2024: The Gannerwick Light and Tide Station Trust"
    )
    assert len(reader.pages) == 1 + len(sections)
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert outline == [REPORT.title, *sections]


def test_report_totals_add_up() -> None:
    visitors = amounts(REPORT, "Visitors by month, 2023 and 2024")
    assert visitors.pop("Total") == sums(list(visitors.values()))
    money = amounts(REPORT, "Income and spending, in pounds")
    rows = list(money.values())
    split = list(money).index("Total income")
    assert rows[split] == sums(rows[:split])
    assert rows[-1] == sums(rows[split + 1 : -1])
