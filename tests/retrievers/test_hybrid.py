from components.preferences import Preferences
from components.retrievers.hybrid import fuse
from components.types import Chunk, Hit


def _hit(name: str, text: str = "", rank: int = 1) -> Hit:
    chunk = Chunk(id=name, document_id="d", page=None, start=0, end=1, text=text or name)
    return Hit(chunk=chunk, document_name="d", score=1.0, scale="bm25", rank=rank)


def test_hits_of_both_searches_come_first() -> None:
    fused = fuse([[_hit("a"), _hit("b"), _hit("c")], [_hit("c"), _hit("d")]])
    assert [hit.chunk.id for hit in fused] == ["c", "a", "b", "d"]
    assert fused[0].score == 1 / 13 + 1 / 11
    assert {hit.scale for hit in fused} == {"rrf"}


def test_balanced_weights_change_no_score() -> None:
    rankings = [[_hit("a"), _hit("b"), _hit("c")], [_hit("c"), _hit("d")]]
    assert fuse(rankings, Preferences().weights) == fuse(rankings)


def test_weight_favours_its_ranking() -> None:
    rankings = [[_hit("a"), _hit("b")], [_hit("c")]]
    assert fuse(rankings, (0.5, 1.5))[0].chunk.id == "c"
