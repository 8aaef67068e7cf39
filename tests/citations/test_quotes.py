import pytest

from components.citations import quote
from components.types import Chunk, Hit

CHUNK = Chunk(id="c", document_id="d", page=3, start=100, end=124, text="The lamp is lit at dusk.")
HIT = Hit(chunk=CHUNK, document_name="a.pdf", score=1.0, scale="rrf", rank=1)


def test_quote_is_the_span() -> None:
    citation = quote(HIT, 104, 108, marker=2)
    assert (citation.quote, citation.page, citation.marker) == ("lamp", 3, 2)


@pytest.mark.parametrize(("start", "end"), [(90, 104), (104, 130), (108, 104), (104, 104)])
def test_span_outside_the_chunk_raises(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"not inside the chunk 100\.\.124"):
        quote(HIT, start, end, marker=1)
