from components.pipelines.searching import compare, explain
from components.services import Services
from tests.library import add

FILES = [
    ("lamp.txt", "The lamps are lit at dusk by the keeper."),
    ("light.txt", "At nightfall somebody ignites the lantern."),
    ("pastry.txt", "Flour and cold butter make good pastry."),
]


def test_compare_gives_the_rank_of_each_hit_in_the_other_rankings(services: Services) -> None:
    add(services, *FILES)
    found = compare(services, "What lamp is lit?", collection="documents", limit=10)
    assert found.words == ("lamp", "lit")
    (only,) = found.rankings["bm25"]
    assert only.hit.document_name == "lamp.txt"
    text = only.hit.chunk.text
    assert [text[start:end] for start, end in only.words] == ["lamps", "lit"]
    places = dict(only.places)
    assert set(places) == {"cosine", "rrf"}
    assert places["cosine"] == 1
    assert [each.hit.rank for each in found.rankings["cosine"]] == [1, 2, 3]
    light = next(each for each in found.rankings["rrf"] if each.hit.document_name == "light.txt")
    assert dict(light.places)["bm25"] is None
    assert light.words == ()


def test_explain_gives_place_and_best_passage_of_a_document(services: Services) -> None:
    add(services, *FILES)
    rows = {row.name: row.id for row in services.catalogue.documents.rows()}
    standings = explain(services, "lamp lit", rows["pastry.txt"], collection="documents")
    by_scale = {each.scale: each for each in standings}
    assert by_scale["bm25"].place is None
    assert by_scale["bm25"].best is None
    assert by_scale["cosine"].place == 3
    best = by_scale["cosine"].best
    assert best is not None
    assert best.document_name == "pastry.txt"


def test_compare_in_an_empty_collection_has_no_hits(services: Services) -> None:
    found = compare(services, "lamp", collection="documents", limit=10)
    assert set(found.rankings.values()) == {()}


def test_keyword_spans_stay_exact_beside_highlight_marks(services: Services) -> None:
    add(services, ("odd.txt", "A \ufdd0 strange lamp \ufdd1 here."))
    (hit,) = compare(services, "lamp", collection="documents", limit=1).rankings["bm25"]
    text = hit.hit.chunk.text
    assert all(text[start:end].strip() for start, end in hit.words)
