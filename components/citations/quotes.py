"""Citations that quote a span of a hit, verbatim."""

from components.types import Citation, Hit


def quote(hit: Hit, start: int, end: int, *, marker: int) -> Citation:
    """Quote `start`..`end` of the document. Raises ValueError outside the hit's chunk."""
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
