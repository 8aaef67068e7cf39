"""Document page, driven through the whole app."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.pipelines.indexing import delete
from components.types import DEFAULT_COLLECTION, DocumentRow, Upload
from components.ui.document import find as find_module, header
from components.ui.document.header import show_header
from components.ui.shared.state import Selection, services
from tests.app.driving import ROOT, Open, button, drawn, texts, wait_for_jobs, wait_until

pytestmark = pytest.mark.app

REPORT, GUIDE = "annual-report-2024.pdf", "visitor-guide.md"
LAMP = "How far can the new lamp be seen?"


def _id(name: str) -> str:
    return next(
        each.id for each in services().catalogue.documents.searchable() if each.name == name
    )


def _at(app: AppTest, name: str, **query: str) -> AppTest:
    """Open a document's page at an address."""
    app.switch_page("pages/document.py")
    for key in list(app.query_params):
        del app.query_params[key]
    app.query_params.update({"d": _id(name), **query})
    return app.run()


def _reading(app: AppTest) -> dict[str, Any]:
    (data,) = drawn(app, "footnote_reading")
    return data


def _marked(app: AppTest, key: str) -> list[str]:
    blocks = _reading(app)["blocks"]
    return [piece["text"] for block in blocks for piece in block["pieces"] if piece[key]]


def test_quote_is_marked_beside_its_page_image(with_samples: AppTest) -> None:
    text = services().catalogue.documents.get(_id(REPORT)).text
    start = text.index("18 nautical miles")
    app = _at(with_samples, REPORT, at=f"{start}-{start + 17}")
    assert app.title[0].value == r"annual\-report\-2024\.pdf"
    assert _reading(app)["name"] == "Page 2"
    assert _marked(app, "quoted") == ["18 nautical miles"]
    (page,) = _reading(app)["picture"]["pages"]
    assert page["title"] == "Page 2"
    assert page["boxes"]
    facts = app.caption[0].value.replace("\\", "")
    assert facts.startswith("PDF · 6 pages · ")


def test_turning_a_page_changes_the_address(with_samples: AppTest) -> None:
    app = _at(with_samples, REPORT)
    app.get("pagination")[0].set_value(4).run()
    assert _reading(app)["name"] == "Page 4"
    assert app.query_params["p"] in ("4", ["4"])
    (page,) = _reading(app)["picture"]["pages"]
    assert (page["title"], page["boxes"]) == ("Page 4", [])


def test_find_goes_through_the_matches_of_all_pages(with_samples: AppTest) -> None:
    app = _at(with_samples, REPORT)
    app.text_input(key="find").set_value("  nautical   miles ").run()
    assert _marked(app, "match") == ["nautical miles"]
    assert _reading(app)["name"] == "Page 2"
    assert _reading(app)["target"]["kind"] == "match"
    app.text_input(key="find").set_value("the").run()
    first = next(each.value for each in app.caption if " of " in each.value)
    button(app, "Next match").click().run()
    second = next(each.value for each in app.caption if " of " in each.value)
    assert int(second.split()[0].replace(",", "")) == int(first.split()[0].replace(",", "")) + 1
    app.text_input(key="find").set_value("zeppelin").run()
    assert "No matches" in [each.value for each in app.caption]


def test_missing_document_shows_a_sentence(with_samples: AppTest) -> None:
    identifier = _id(REPORT)
    delete(services(), REPORT, collection=DEFAULT_COLLECTION)
    app = with_samples.switch_page("pages/document.py")
    for document in (identifier, "nothing", ""):
        app.query_params["d"] = document
        app.run()
        assert app.title[0].value == "Document not found"
        assert not app.exception


@pytest.mark.parametrize("at", ["", "x", "9-3", "5", "999999-9999999", "-1-5", "9" * 40 + "-3"])
def test_invalid_span_in_the_address_is_ignored(with_samples: AppTest, at: str) -> None:
    app = _at(with_samples, GUIDE, at=at, p="99999", m="-3")
    assert not app.exception
    assert _reading(app)["blocks"]
    assert _marked(app, "quoted") == []


def test_failed_file_shows_the_reason(open_app: Open) -> None:
    app = open_app()
    services().jobs.submit(
        [Upload(name="broken.pdf", data=b"%PDF-1.4 nonsense")], collection=DEFAULT_COLLECTION
    )
    wait_for_jobs()
    (row,) = services().catalogue.documents.rows()
    app.switch_page("pages/document.py")
    app.query_params["d"] = row.id
    app.run()
    assert any("broken.pdf" in each for each in texts(app))
    assert not drawn(app, "footnote_reading")


def test_passages_have_numbers_and_headings(with_samples: AppTest) -> None:
    app = _at(with_samples, GUIDE, v="passages")
    blocks = _reading(app)["blocks"]
    assert [block["title"] for block in blocks[:2]] == ["Passage 1", "Passage 2"]
    assert any("›" in block["heading"] for block in blocks)
    chunks = services().catalogue.chunks.of_document(_id(GUIDE))
    shown = ["".join(piece["text"] for piece in block["pieces"]) for block in blocks]
    assert shown == [chunk.text for chunk in chunks[: len(blocks)]]


def test_passage_size_is_previewed_and_applied(with_samples: AppTest, open_app: Open) -> None:
    app = _at(with_samples, GUIDE, v="passages")
    before = len(_reading(app)["blocks"])
    app.select_slider[0].set_value(40).run()
    assert len(_reading(app)["blocks"]) > before
    assert any(each.value.startswith("**Preview:**") for each in app.markdown)
    assert len(services().catalogue.chunks.of_document(_id(GUIDE))) == before
    button(app, "Apply to this collection…").click().run()
    assert any(each.startswith("4 documents in Documents") for each in texts(app))
    # As its button does; a dialog's own buttons are pressed in tests/browser.
    services().catalogue.collections.set_passage_tokens(DEFAULT_COLLECTION, 40)
    services().jobs.refresh()
    wait_until(
        lambda: len(services().catalogue.chunks.of_document(_id(GUIDE))) > before, seconds=60
    )
    wait_until(lambda: services().jobs.preparing is None)
    again = _at(open_app(), GUIDE, v="passages")
    assert again.select_slider[0].value == 40
    assert len(_reading(again)["blocks"]) > before
    again.switch_page("pages/chat.py").run().chat_input[0].set_value(LAMP).run()
    assert "18 nautical miles" in drawn(again, "footnote_answer")[0]["footnotes"]["1"]["quote"]


def test_passages_are_current_when_reindexing_ends_while_the_page_is_drawn(
    with_samples: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _at(with_samples, GUIDE, v="passages")
    before = len(_reading(app)["blocks"])
    catalogue = services().catalogue

    def show_header_after_reindexing(row: DocumentRow) -> None:
        if len(catalogue.chunks.of_document(row.id)) == before:
            catalogue.collections.set_passage_tokens(DEFAULT_COLLECTION, 40)
            services().jobs.refresh()
            wait_until(lambda: len(catalogue.chunks.of_document(row.id)) > before, seconds=60)
        show_header(row)

    monkeypatch.setattr(header, "show_header", show_header_after_reindexing)
    app.run(timeout=60)
    assert app.select_slider[0].value == 40
    assert len(_reading(app)["blocks"]) > before


def test_rerun_neither_reads_nor_searches_the_document_again(
    with_samples: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _at(with_samples, REPORT, v="passages", q="the", m="3", p="1")
    before = _reading(app)
    monkeypatch.setattr(find_module, "find", _fail)
    monkeypatch.setattr(services().catalogue.documents, "get", _fail)
    monkeypatch.setattr(services().catalogue.chunks, "of_document", _fail)
    app.run()
    assert not app.exception
    assert _reading(app) == before


def _fail(*_: object) -> None:
    raise AssertionError("A rerun did this again.")


def _sources(app: AppTest) -> dict[str, Any]:
    app.session_state["selection"] = Selection(turn=0, marker=1, count=1)
    app.run()
    (sources,) = drawn(app, "footnote_sources")
    return sources


def test_source_card_has_its_match_and_its_link(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    card = _sources(with_samples)["unfolded"][0]
    assert card["match"]["words"] == "Best match"
    assert card["note"] == ""
    quote = drawn(with_samples, "footnote_answer")[0]["footnotes"]["1"]["quote"]
    text = services().catalogue.documents.get(_id(REPORT)).text
    start = text.index(quote)
    place = f"d={_id(REPORT)}&at={start}-{start + len(quote)}"
    conversation = with_samples.query_params["c"]
    assert card["link"].startswith(f"document?{place}&c=")
    assert conversation if isinstance(conversation, str) else conversation[0] in card["link"]


def test_source_card_of_a_changed_or_deleted_document_keeps_its_text(
    with_samples: AppTest,
) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    passage = _sources(with_samples)["unfolded"][0]["pieces"]
    services().jobs.submit(
        [Upload(name=REPORT, data=(ROOT / "samples" / REPORT).read_bytes() + b"\n%")],
        collection=DEFAULT_COLLECTION,
    )
    wait_for_jobs()
    sources = _sources(with_samples)
    card = sources["unfolded"][0]
    assert card["note"].startswith("This document has changed")
    assert card["pieces"] == passage
    assert card["document_id"] == ""
    assert card["link"].startswith(f"document?d={_id(REPORT)}&at=0-0")
    assert sources["picture"] is None
    delete(services(), REPORT, collection=DEFAULT_COLLECTION)
    card = _sources(with_samples)["unfolded"][0]
    assert card["note"].startswith("This document was deleted")
    assert (card["pieces"], card["link"]) == (passage, "")
