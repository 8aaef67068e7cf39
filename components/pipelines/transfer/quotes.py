"""Check the quotes of an imported answer against the documents of this library."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from components.errors import NotFoundError
from components.stores import Catalogue
from components.types import Answer, Citation, Document, Hit, chunk_id

UNVERIFIED = "The quoted passage is not in this library, so the quote could not be checked."
"""The note of an imported sentence whose source is not where its footnote says."""


def adopt_answer(answer: Answer, catalogue: Catalogue, ids: Mapping[str, str]) -> Answer:
    """Return an imported answer that points at this library's documents.

    `ids` maps the export's document ids to those here. A sentence whose quote is not at its span
    gets a note, and a passage that differs from its document is dropped. Passages of documents
    that are not here stay: an old answer may cite a deleted document.
    """

    @cache
    def document(exported_id: str) -> Document | None:
        try:
            return catalogue.documents.get(ids.get(exported_id, exported_id))
        except NotFoundError:
            return None

    citations: list[Citation] = []
    wrong_markers: set[int] = set()
    for citation in answer.citations:
        source = document(citation.document_id)
        if source and source.text[citation.start : citation.end] == citation.quote:
            citations.append(_moved_citation(citation, source))
        else:
            citations.append(citation)
            wrong_markers.add(citation.marker)
    hits = [(hit, document(hit.chunk.document_id)) for hit in answer.hits]
    return replace(
        answer,
        sentences=tuple(
            replace(each, note=each.note or UNVERIFIED)
            if wrong_markers.intersection(each.markers)
            else each
            for each in answer.sentences
        ),
        citations=tuple(citations),
        hits=tuple(
            _moved_hit(hit, source) if source else hit
            for hit, source in hits
            if source is None or source.text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
        ),
    )


def _moved_citation(citation: Citation, document: Document) -> Citation:
    return replace(
        citation,
        chunk_id=document.id + citation.chunk_id.removeprefix(citation.document_id),
        document_id=document.id,
        document_name=document.name,
        page=document.page_at(citation.start),
    )


def _moved_hit(hit: Hit, document: Document) -> Hit:
    chunk = replace(
        hit.chunk,
        id=chunk_id(document.id, hit.chunk.start, hit.chunk.end),
        document_id=document.id,
        page=document.page_at(hit.chunk.start),
    )
    return replace(hit, chunk=chunk, document_name=document.name)
