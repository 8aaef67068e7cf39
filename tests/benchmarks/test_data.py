import io

import pypdf
import pytest

from benchmarks import data
from benchmarks.data import Articles, Question, made_pdfs
from benchmarks.scoring import Passage


def test_made_pdfs_have_text_on_every_page_and_are_reproducible() -> None:
    made = made_pdfs(files=2, pages=3)

    pages = [
        page.extract_text()
        for content in made.files.values()
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]

    assert len(set(pages)) == 6
    assert all(len(page) > 1_000 for page in pages)


@pytest.mark.skipif(not data.FOLDER.is_dir(), reason=data.ABSENT)
def test_references_are_spans_of_the_articles() -> None:
    articles = data.squad_articles()

    assert articles is not None
    assert len(articles.texts) == 24
    assert len(articles.questions) == 500
    for question in articles.questions:
        for each in question.references:
            assert articles.texts[each.document][each.start : each.end].strip()


def test_without_names_keeps_references_on_their_text() -> None:
    articles = Articles(
        texts={"Rhine.txt": "A river.", "Warsaw.txt": "A city."},
        questions=(
            Question(text="What?", references=(Passage("Warsaw.txt", 2, 6),), answers=("city",)),
        ),
        unanswerable=(),
    )

    renamed = articles.without_names()

    (reference,) = renamed.questions[0].references
    assert list(renamed.texts) == ["document-1.txt", "document-2.txt"]
    assert renamed.texts[reference.document][reference.start : reference.end] == "city"
