"""The commands index, delete, list, collections and models."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from components.cli.files import find_files
from components.cli.printing import DONE, FAILED, note, print_json, refresh_stale
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
    if as_json:
        print_json(asdict(report))
    else:
        size = f"{report.chunks} chunks" + (f", {report.pages} pages" if report.pages else "")
        detail = report.reason if report.status == "failed" else size
        print(f"{report.status:9} {report.name}: {detail}")


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
            if given.json:
                print_json({"name": name, "status": "deleted"})
            else:
                print(f"deleted   {name}")
    return status


def list_documents(services: Services, given: argparse.Namespace) -> int:
    """Print the documents of a collection."""
    for row in services.catalogue.documents.rows(given.collection):
        if given.json:
            print_json(asdict(row))
        else:
            print(f"{row.status:9} {row.name}: {row.reason or f'{row.chunks} chunks'}")
    return DONE


def list_collections(services: Services, given: argparse.Namespace) -> int:
    """Print the collections."""
    for collection in services.catalogue.collections.all():
        ready = [
            row
            for row in services.catalogue.documents.rows(collection.name)
            if row.status == "ready"
        ]
        if given.json:
            chunks = sum(row.chunks for row in ready)
            print_json({**asdict(collection), "documents": len(ready), "chunks": chunks})
        else:
            print(f"{collection.name}: {len(ready)} documents")
    return DONE


def list_models(services: Services, given: argparse.Namespace) -> int:
    """Print the models on offer, and what became of each."""
    for each in services.model_manager.statuses():
        status = "kept" if each.in_use else "fetched" if each.record else "on offer"
        if each.is_missing:
            status = "gone"
        verdict = each.comparison.outcome if each.comparison else None
        if given.json:
            print_json(
                {
                    "model": each.offer.model,
                    "role": each.offer.role,
                    "status": status,
                    "licence": each.offer.licence,
                    "bytes": each.disk_bytes or each.offer.fetch,
                    "measured": verdict,
                }
            )
        else:
            measured = f", measured: {verdict}" if verdict else ""
            print(f"{status:9} {each.offer.role:9} {each.offer.model}{measured}")
    for trouble in services.model_manager.troubles:
        print(trouble, file=sys.stderr)
    return DONE
