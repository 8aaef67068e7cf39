from itertools import pairwise

import pytest

from benchmarks import peer
from benchmarks.scoring import Passage


def test_passages_of_repeated_text_get_their_own_spans() -> None:
    text = "Keep the light. " * 200

    found = peer.passages("a.txt", text, peer.splitter().split_text(text))

    assert found[0].start == 0
    assert found[-1].end == len(text.rstrip())
    for before, after in pairwise(found):
        assert before.start < after.start <= before.end + 1


def test_passages_have_the_text_of_their_chunks() -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 90 for number in range(30))
    chunks = peer.splitter().split_text(text)

    found = peer.passages("a.txt", text, chunks)

    assert [text[each.start : each.end] for each in found] == chunks


@pytest.mark.parametrize("chunks", [["missing"], ["one", "three"]], ids=["absent", "gap"])
def test_passages_of_chunks_not_in_the_text_are_refused(chunks: list[str]) -> None:
    with pytest.raises(ValueError, match=r"a\.txt: chunk \d is not where the splitter left off"):
        peer.passages("a.txt", "one two three", chunks)


def test_fusion_prefers_hits_of_both_rankings() -> None:
    assert peer.fused([1, 2, 3], [4, 2, 5])[0] == 2


@pytest.mark.slow
def test_rankings_by_bm25_and_vectors_share_chunks() -> None:
    rankings = peer.Rankings(
        {"light.txt": "Mara keeps the light.", "boat.txt": "Jon mends the boat."}
    )

    ranked = rankings.search("Who mends the boat?", limit=2)

    assert rankings.passages[ranked.tutorial[0]] == Passage("boat.txt", 0, 19)
    assert ranked.bm25 == [1]
    assert ranked.fusion[0] == 1
