"""Web addresses through the whole path, from a real server on loopback that the settings allow."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.pipelines.indexing import index
from components.services import Services, build
from components.settings import Settings
from components.types import FileReport, WebPage
from tests.library import found, reports
from tests.web_server import LOOPBACK, PAGE, Site, site

NAME = "Tents how to pitch them.html"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with build(Settings(home=tmp_path / "home", web_networks=LOOPBACK)) as built:
        yield built


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as made:
        yield made


def _add(services: Services, *addresses: str) -> list[FileReport]:
    return reports(index(services, [WebPage(address=each) for each in addresses]))


def test_page_is_indexed_under_its_title(services: Services, served: Site) -> None:
    address = served.put("/tents", PAGE)
    (report,) = _add(services, address)
    assert (report.name, report.status) == (NAME, "indexed")
    (row,) = services.catalogue.documents.rows()
    assert (row.source, row.media_type) == (address, "text/html")
    assert services.catalogue.documents.original(row.sha256) == PAGE.encode()
    assert found(services, "ridge tent poles") == {NAME}


def test_page_fetched_again_stays_one_document(services: Services, served: Site) -> None:
    address = served.put("/tents", PAGE)
    _add(services, address)
    assert _add(services, address)[0].status == "unchanged"
    served.put("/tents", PAGE.replace("Tents: how", "Camps: how").replace("two", "three"))
    (report,) = _add(services, address)
    assert (report.name, report.status) == (NAME, "replaced")
    (row,) = services.catalogue.documents.rows()
    assert "three poles" in services.catalogue.documents.get(row.id).text
    assert row.source == address


def test_pages_with_one_title_are_two_documents(services: Services, served: Site) -> None:
    first = served.put("/1", PAGE)
    second = served.put("/2", PAGE.replace("two", "four"))
    assert [each.name for each in _add(services, first, second)] == [
        NAME,
        "Tents how to pitch them (2).html",
    ]


def test_failed_page_leaves_a_row_and_can_be_retried(services: Services, served: Site) -> None:
    address = served.address + "/later"
    (report,) = _add(services, address)
    assert (report.status, "status 404" in report.reason) == ("failed", True)
    (row,) = services.catalogue.documents.rows()
    assert (row.name, row.status, row.source) == (address, "failed", address)
    served.put("/later", PAGE)
    assert _add(services, address)[0].status == "indexed"
    (row,) = services.catalogue.documents.rows()
    assert (row.name, row.status) == (NAME, "ready")
    del served.pages["/later"]
    assert _add(services, address)[0].status == "failed"
    assert found(services, "ridge tent") == {NAME}


def test_slow_page_is_cancelled_at_once(services: Services, served: Site) -> None:
    services.jobs.start()
    (job,) = services.jobs.submit(
        [WebPage(address=served.address + "/drip")], collection="documents"
    )
    end = time.monotonic() + 30
    while services.jobs.all()[0].stage != "fetching":
        assert time.monotonic() < end
        time.sleep(0.05)
    began = time.monotonic()
    services.jobs.cancel(job)
    while services.jobs.all()[0].status == "running":
        assert time.monotonic() < began + 5
        time.sleep(0.05)
    assert services.jobs.all()[0].status == "cancelled"
    assert services.catalogue.documents.rows() == ()
