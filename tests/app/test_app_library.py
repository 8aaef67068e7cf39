"""The library page, driven through the whole app."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from streamlit.testing.v1 import AppTest

from components.pipelines.organising import make_collection
from components.stores import Catalogue
from components.types import Document
from components.ui.library.documents import document_rows
from components.ui.shared.state import services
from tests.app.driving import ROOT, Open, button, drawn, texts, wait_for_jobs, wait_until

pytestmark = pytest.mark.app

REPORT = ROOT / "samples" / "annual-report-2024.pdf"


def _upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, "") for name, data in files]).run()
    wait_for_jobs()
    return app.run()


def _locked(path: Path, password: str) -> bytes:
    writer = PdfWriter(clone_from=path)
    writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_upload_becomes_a_row(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), (REPORT.name, REPORT.read_bytes()))
    row = app.dataframe[0].value.iloc[0]
    assert (row["Name"], row["Status"], row["Type"], row["Pages"]) == (
        REPORT.name,
        "Ready",
        "PDF",
        6,
    )
    assert "1 indexed." in texts(app)


def test_upload_after_reruns_and_reloads_is_submitted_once(open_app: Open) -> None:
    app = open_app("pages/library.py")
    app.file_uploader[0].set_value([("a.txt", b"Wren keeps the light.", "text/plain")]).run()
    for _ in range(3):
        app.run()
    open_app("pages/library.py")
    assert len(wait_for_jobs()) == 1


def test_upload_again_counts_replaced_and_unchanged(open_app: Open) -> None:
    app = _upload(
        open_app("pages/library.py"), ("a.txt", b"One thing."), ("b.txt", b"Another thing.")
    )
    _upload(app, ("a.txt", b"One thing."), ("b.txt", b"Quite another thing."))
    assert "1 replaced, 1 unchanged." in texts(app)
    assert len(app.dataframe[0].value) == 2


def test_damaged_file_becomes_a_failed_row_with_the_reason(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("broken.pdf", b"%PDF-1.4 nonsense"))
    row = app.dataframe[0].value.iloc[0]
    assert row["Status"] == "Failed"
    assert "broken.pdf" in row["Notes"]
    assert "1 failed." in texts(app)


def test_long_pdf_can_be_asked_about_while_it_is_read(open_app: Open) -> None:
    from tests.pipelines.test_growing import long_pdf

    app = open_app("pages/library.py")
    app.file_uploader[0].set_value([("book.pdf", long_pdf(400), "application/pdf")]).run()
    queue = services().jobs
    wait_until(lambda: queue.all()[0].searchable > 0)
    app.run()
    (job,) = queue.all()
    assert job.status == "running"
    words = next(each.value for each in app.caption if "can already ask" in each.value)
    assert words.startswith("Reading and indexing pages: ")
    row = app.dataframe[0].value.iloc[0]
    assert (row["Name"], row["Status"]) == ("book.pdf", "Reading")
    assert "of 400 pages can be found; the rest is being read." in row["Notes"]
    chat = open_app()
    chat.chat_input[0].set_value("When was the ferry number 201 seen?").run()
    (turn,) = drawn(chat, "footnote_answer")
    assert any("ferry number 201 " in each["quote"] for each in turn["footnotes"].values())
    queue.cancel()
    wait_for_jobs()
    assert services().catalogue.documents.rows() == ()


def test_locked_pdf_asks_for_its_password(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("minutes.pdf", _locked(REPORT, "lamp")))
    assert app.text_input[0].label == r"Password for minutes\.pdf"
    for password, status in (("wrong", "Failed"), ("lamp", "Ready")):
        app.text_input[0].set_value(password)
        button(app, "Unlock").click().run()
        wait_for_jobs()
        app.run()
        assert list(app.dataframe[0].value["Status"]) == [status]
    assert not [each for each in app.text_input if "Password" in each.label]


def test_summary_can_be_dismissed(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("a.txt", b"Wren keeps the light."))
    button(app, "Dismiss").click().run()
    assert not services().jobs.all()
    assert "1 indexed." not in texts(app)


def test_empty_library_offers_the_samples(open_app: Open) -> None:
    app = open_app("pages/library.py")
    button(app, "Try the samples").click().run()
    wait_for_jobs()
    assert len(app.run().dataframe[0].value) == 4


def _in_collection(app: AppTest, name: str) -> AppTest:
    """Create a collection as another tab would, and choose it."""
    make_collection(services(), name)
    app.run()
    return app.selectbox(key="collection_picker").select(name).run()


def test_collection_has_its_own_documents(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("a.txt", b"Wren keeps the light."))
    _in_collection(app, "Tides")
    assert not app.dataframe
    button(app, "Try the samples").click().run()
    wait_for_jobs()
    assert len(app.run().dataframe[0].value) == 4
    app.selectbox(key="collection_picker").select("documents").run()
    assert list(app.dataframe[0].value["Name"]) == ["a.txt"]


def test_filter_matches_name_status_and_type(open_app: Open) -> None:
    app = _upload(
        open_app("pages/library.py"),
        ("north lamp.txt", b"One."),
        ("south lamp.md", b"# Two"),
        ("empty.pdf", b""),
    )
    for words, names in (
        ("lamp", ["north lamp.txt", "south lamp.md"]),
        ("LAMP north", ["north lamp.txt"]),
        ("failed", ["empty.pdf"]),
        ("lamp markdown", ["south lamp.md"]),
    ):
        app.text_input(key="documents_filter").set_value(words).run()
        assert list(app.dataframe[0].value["Name"]) == names
    app.text_input(key="documents_filter").set_value("no such name").run()
    assert not app.dataframe
    app.text_input(key="documents_filter").set_value("").run()
    assert len(app.dataframe[0].value) == 3


def test_table_of_500_documents_is_read_once(open_app: Open) -> None:
    open_app("pages/library.py")
    add_rows(services().catalogue, 500)
    app = open_app("pages/library.py")
    assert len(app.dataframe[0].value) == 500
    assert document_rows("documents") is document_rows("documents")


def test_address_that_is_invalid_is_refused(open_app: Open) -> None:
    app = open_app("pages/library.py")
    app.segmented_control(key="upload_kind").set_value("Web page").run()
    app.text_input(key="web_address").set_value("http://me:secret@a.example/")
    button(app, "Add").click().run()
    assert any("user name or password" in each for each in texts(app))
    assert not services().jobs.all()
    app.text_input(key="web_address").set_value("localhost:8501/admin")
    button(app, "Add").click().run()
    (job,) = wait_for_jobs()
    assert job.status == "failed"
    assert job.result is not None
    assert "public internet" in job.result.reason


def test_search_shows_three_rankings(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("a.txt", b"Wren keeps the light."))
    app.segmented_control(key="library_view").set_value("Search").run()
    app.text_input(key="search_question").set_value("Who keeps the light?").run()
    assert "Keywords: keeps, light." in texts(app)
    hits = [each for each in app.get("page_link") if "a\\.txt" in each.proto.label]
    assert len(hits) == 3
    passage = "Wren :primary-background[keeps] the :primary-background[light]\\."
    assert [each.value for each in app.markdown].count(passage) == 3


def add_rows(catalogue: Catalogue, count: int) -> None:
    """Documents with a chunk each, as if they had been indexed."""
    for number in range(count):
        document = Document(
            id=f"d{number}",
            name=f"{number} {'long ' * 40}"[:196] + ".txt",
            media_type="text/plain",
            sha256=f"s{number}",
            text="The lamp.",
        )
        catalogue.ingest.begin(document, collection="documents", data=b"The lamp.", reason="")
        catalogue.ingest.publish(document.id)
