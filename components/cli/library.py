"""The commands index, delete, list, collections, models, export and import."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from components.cli.files import find_files
from components.cli.printing import DONE, FAILED, finished, note, print_result, refresh_stale
from components.errors import LimitError, NotFoundError
from components.loaders.limits import check_size
from components.pipelines.indexing import delete, index
from components.services import Services
from components.settings import Limits
from components.types import FileReport, Progress, Upload


def index_files(services: Services, given: argparse.Namespace) -> int:
    """Index files, and the files in folders, and print what happened to each."""
    refresh_stale(services)
    failures: list[FileReport] = []

    def fail(name: str, reason: str) -> None:
        failures.append(FileReport(name=name, status="failed", reason=reason))
        _print_report(failures[-1], given.json)

    files = find_files(given.paths, fail)
    uploads = _read(files, fail, limits=services.settings.limits, password=given.password)
    for item in index(services, uploads, collection=given.collection):
        if isinstance(item, Progress):
            note(item)
        else:
            _print_report(item, given.json)
            if item.status == "failed":
                failures.append(item)
    if failures:
        print("Some files failed; each one's reason is above.", file=sys.stderr)
    return FAILED if failures else DONE


def _read(
    files: dict[str, Path],
    fail: Callable[[str, str], None],
    *,
    limits: Limits,
    password: str | None,
) -> Iterator[Upload]:
    """Yield the files one by one; those that cannot be read are told to `fail`."""
    for name, path in files.items():
        try:
            check_size(name, path.stat().st_size, limits)
            data = path.read_bytes()
        except LimitError as error:
            fail(name, str(error))
        except OSError as error:
            fail(name, f"{name} cannot be read: {error.strerror}. Check that it is still there.")
        else:
            yield Upload(name=name, data=data, password=password)


def _print_report(report: FileReport, as_json: bool) -> None:
    size = f"{report.chunks} chunks" + (f", {report.pages} pages" if report.pages else "")
    detail = report.reason if report.status == "failed" else size
    print_result(asdict(report), f"{report.status:9} {report.name}: {detail}", as_json=as_json)


def delete_documents(services: Services, given: argparse.Namespace) -> int:
    """Delete documents by name."""
    status = DONE
    for name in given.names:
        try:
            delete(services, name, collection=given.collection)
        except NotFoundError as error:
            print(error, file=sys.stderr)
            status = FAILED
        else:
            record = {"name": name, "status": "deleted"}
            print_result(record, f"deleted   {name}", as_json=given.json)
    return status


def list_documents(services: Services, given: argparse.Namespace) -> int:
    """Print the documents of a collection."""
    for row in services.catalogue.documents.rows(given.collection):
        text = f"{row.status:9} {row.name}: {row.reason or f'{row.chunks} chunks'}"
        print_result(asdict(row), text, as_json=given.json)
    return DONE


def list_collections(services: Services, given: argparse.Namespace) -> int:
    """Print the collections."""
    for collection in services.catalogue.collections.all():
        rows = services.catalogue.documents.rows(collection.name)
        chunks = [row.chunks for row in rows if row.status == "ready"]
        record = {**asdict(collection), "documents": len(chunks), "chunks": sum(chunks)}
        print_result(record, f"{collection.name}: {len(chunks)} documents", as_json=given.json)
    return DONE


def list_models(services: Services, given: argparse.Namespace) -> int:
    """Print the models on offer, and what became of each."""
    for each in services.model_manager.statuses():
        status = "kept" if each.in_use else "fetched" if each.record else "on offer"
        if each.is_missing:
            status = "gone"
        verdict = each.comparison.outcome if each.comparison else None
        record = {
            "model": each.offer.model,
            "role": each.offer.role,
            "status": status,
            "licence": each.offer.licence,
            "bytes": each.disk_bytes or each.offer.fetch,
            "measured": verdict,
        }
        text = f"{status:9} {each.offer.role:9} {each.offer.model}"
        text += f", measured: {verdict}" if verdict else ""
        print_result(record, text, as_json=given.json)
    for trouble in services.model_manager.troubles:
        print(trouble, file=sys.stderr)
    return DONE


def export(services: Services, given: argparse.Namespace) -> int:
    """Write the whole library to a file."""
    report = finished(services.export(given.file.resolve()))
    text = (
        f"{report.path}: {report.documents} documents, {report.conversations} conversations, "
        f"{report.size:,} bytes"
    )
    print_result({**asdict(report), "path": str(report.path)}, text, as_json=given.json)
    return DONE


def take_in(services: Services, given: argparse.Namespace) -> int:
    """Merge an export into this library."""
    refresh_stale(services)
    report = finished(services.take_in(given.file))
    print_result(asdict(report), " ".join(report.sentences()), as_json=given.json)
    for name, reason in report.failed:
        print(f"{name}: {reason}", file=sys.stderr)
    return FAILED if report.failed else DONE
