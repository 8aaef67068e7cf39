"""Test data from `../shared/data` beside the repository, or generated PDFs without it."""

import csv
import io
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.scoring import Passage

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY.parent / "shared" / "data" / "dev"
ABSENT = f"{FOLDER} is not there; see benchmarks/README.md for what it holds."

_PROSE = (
    "the harbour office keeps a ledger of every vessel cargo permit and fee that each captain "
    "pays before winter storms close northern routes while inspectors review engines ropes and "
    "lamps so crews may sail safely with fresh maps signed by two officers under clear rules"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, the sentences that answer it, and the accepted short answers."""

    text: str
    references: tuple[Passage, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """Texts by file name, with answerable and unanswerable questions."""

    texts: Mapping[str, str]
    questions: tuple[Question, ...]
    unanswerable: tuple[str, ...]

    def without_names(self) -> "Articles":
        """Return the same articles under meaningless file names: `document-1.txt` and so on."""
        names = {name: f"document-{number}.txt" for number, name in enumerate(self.texts, start=1)}
        return Articles(
            texts={names[name]: text for name, text in self.texts.items()},
            questions=tuple(
                replace(
                    question,
                    references=tuple(
                        replace(each, document=names[each.document]) for each in question.references
                    ),
                )
                for question in self.questions
            ),
            unanswerable=self.unanswerable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSet:
    """PDFs by file name, and a question to ask of them."""

    name: str
    files: Mapping[str, bytes]
    question: str

    def write_to(self, folder: Path) -> list[Path]:
        """Write the files into `folder`, for readers that want paths."""
        paths = [folder / name for name in self.files]
        for path, data in zip(paths, self.files.values(), strict=True):
            path.write_bytes(data)
        return paths


def squad_articles() -> Articles | None:
    """Return 24 articles and 500 questions on them, or None without the data."""
    folder = FOLDER / "squad_articles"
    if not folder.is_dir():
        return None
    corpora = sorted((folder / "corpora").glob("*.txt"))
    unanswerable = json.loads((folder / "unanswerable_v2.json").read_text(encoding="utf-8"))
    with (folder / "questions_sample500.csv").open(encoding="utf-8", newline="") as file:
        questions = tuple(_question(row) for row in csv.DictReader(file))
    return Articles(
        texts={path.name: path.read_bytes().decode() for path in corpora},
        questions=questions,
        unanswerable=tuple(each["question"] for each in unanswerable),
    )


def pdf_sets() -> tuple[PdfSet, ...]:
    """Return Northwind and the quarterly reports, or one generated set without the data."""
    if not FOLDER.is_dir():
        return (made_pdfs(),)
    return (
        _read_pdfs("northwind", "northwind/pdfs", "What is the dental coverage of Northwind Plus?"),
        _read_pdfs("sec10q", "sec10q/docs", "What were the net sales of Apple in services?"),
    )


def made_pdfs(files: int = 3, pages: int = 30) -> PdfSet:
    """Generate PDFs of random words, seeded, so that no two pages are alike."""
    chance = random.Random(0)
    return PdfSet(
        name="made",
        files={f"made-{number}.pdf": _made_pdf(chance, pages) for number in range(1, files + 1)},
        question="Who signs the maps?",
    )


def _question(row: Mapping[str, str]) -> Question:
    document = f"{row['corpus_id']}.txt"
    return Question(
        text=row["question"],
        references=tuple(
            Passage(document, each["start_index"], each["end_index"])
            for each in json.loads(row["references"])
        ),
        answers=tuple(json.loads(row["answers"])),
    )


def _read_pdfs(name: str, folder: str, question: str) -> PdfSet:
    paths = sorted((FOLDER / folder).glob("*.pdf"))
    files = {path.name: path.read_bytes() for path in paths}
    return PdfSet(name=name, files=files, question=question)


def _made_pdf(chance: random.Random, pages: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    words = _PROSE.split()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for _ in range(pages):
        for line in range(40):
            sentence = " ".join(chance.choices(words, k=12)).capitalize()
            canvas.drawString(60, 780 - 18 * line, f"{sentence}.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
