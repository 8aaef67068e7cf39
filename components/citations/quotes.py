"""A span inside a hit → the citation that quotes it, verbatim."""

from components.types import Citation, Hit


def quote(hit: Hit, start: int, end: int, *, marker: int) -> Citation:
    """The words at `start`..`end` of the document, verbatim, which lie inside the hit's chunk.

    Raises ValueError where they do not.
    """
    chunk = hit.chunk
    if not chunk.start <= start < end <= chunk.end:
        raise ValueError(
            f"The span {start}..{end} is not inside the chunk {chunk.start}..{chunk.end}."
        )
    words = chunk.text[start - chunk.start : end - chunk.start]
    return Citation(
        marker=marker,
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        document_name=hit.document_name,
        page=chunk.page,
        start=start,
        end=end,
        quote=words,
        support=1.0,
    )
