"""The commands export and import: a whole library in one file."""

import argparse
import sys
from dataclasses import asdict

from components.cli.printing import DONE, FAILED, finished, print_json, refresh_stale
from components.services import Services


def export(services: Services, given: argparse.Namespace) -> int:
    """Write the whole library to a file."""
    report = finished(services.export(given.file.resolve()))
    if given.json:
        print_json({**asdict(report), "path": str(report.path)})
    else:
        print(
            f"{report.path}: {report.documents} documents, {report.conversations} conversations, "
            f"{report.size:,} bytes"
        )
    return DONE


def take_in(services: Services, given: argparse.Namespace) -> int:
    """Merge an export into this library."""
    refresh_stale(services)
    report = finished(services.take_in(given.file))
    if given.json:
        print_json(asdict(report))
    else:
        print(" ".join(report.sentences()))
    for name, reason in report.failed:
        print(f"{name}: {reason}", file=sys.stderr)
    return FAILED if report.failed else DONE
