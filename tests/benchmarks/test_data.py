import io

import pypdf
import pytest

from benchmarks import data
from benchmarks.data import made_pdfs


def test_made_pdfs_have_text_on_every_page_and_are_the_same_each_time() -> None:
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
