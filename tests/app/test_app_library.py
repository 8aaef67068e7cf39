"""The library page, driven through the whole app."""

from io import BytesIO
from pathlib import Path

import pytest
from driving import ROOT, Open, button, texts, wait_for_jobs
from pypdf import PdfWriter
from streamlit.testing.v1 import AppTest

from components.ui.state import services

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


def test_an_upload_becomes_a_row(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), (REPORT.name, REPORT.read_bytes()))
    row = app.dataframe[0].value.iloc[0]
    assert (row["Name"], row["Status"], row["Type"], row["Pages"]) == (
        REPORT.name,
        "Ready",
        "PDF",
        6,
    )
    assert "1 indexed." in texts(app)


def test_reruns_and_reloads_submit_nothing_again(open_app: Open) -> None:
    app = open_app("pages/library.py")
    app.file_uploader[0].set_value([("a.txt", b"Wren keeps the light.", "text/plain")]).run()
    for _ in range(3):
        app.run()
    open_app("pages/library.py")
    assert len(wait_for_jobs()) == 1


def test_the_same_and_the_changed_are_told_apart(open_app: Open) -> None:
    app = _upload(
        open_app("pages/library.py"), ("a.txt", b"One thing."), ("b.txt", b"Another thing.")
    )
    _upload(app, ("a.txt", b"One thing."), ("b.txt", b"Quite another thing."))
    assert "1 replaced, 1 unchanged." in texts(app)
    assert len(app.dataframe[0].value) == 2


def test_a_bad_file_is_a_row_that_says_why(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("broken.pdf", b"%PDF-1.4 nonsense"))
    row = app.dataframe[0].value.iloc[0]
    assert row["Status"] == "Failed"
    assert "broken.pdf" in row["Remarks"]
    assert "1 failed." in texts(app)


def test_a_locked_pdf_asks_for_its_password_by_name(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("minutes.pdf", _locked(REPORT, "lamp")))
    assert app.text_input[0].label == r"Password for minutes\.pdf"
    for password, status in (("wrong", "Failed"), ("lamp", "Ready")):
        app.text_input[0].set_value(password)
        button(app, "Unlock").click().run()
        wait_for_jobs()
        app.run()
        assert list(app.dataframe[0].value["Status"]) == [status]
    assert not [each for each in app.text_input if "Password" in each.label]


def test_a_summary_can_be_put_away(open_app: Open) -> None:
    app = _upload(open_app("pages/library.py"), ("a.txt", b"Wren keeps the light."))
    button(app, "Dismiss").click().run()
    assert not services().jobs.all()
    assert not texts(app)


def test_an_empty_library_offers_the_samples(open_app: Open) -> None:
    app = open_app("pages/library.py")
    button(app, "Try the samples").click().run()
    wait_for_jobs()
    assert len(app.run().dataframe[0].value) == 4
