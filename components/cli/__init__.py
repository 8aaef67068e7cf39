"""The command line: the pipelines of the pages, printed as text or as JSON lines.

parser    the commands and their arguments
files     which files `index` was given, and their names
library   index, delete, list, collections, models, export, import
asking    search, ask
running   serve, train
printing  JSON lines and progress
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from components.cli.parser import parser
from components.cli.printing import DONE, FAILED, WRONG_USE
from components.errors import FootnoteError
from components.services import Services, build
from components.settings import Settings

__all__ = ["DONE", "FAILED", "WRONG_USE", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 done, 1 something failed, 2 wrong use."""
    given = parser().parse_args(arguments)
    if getattr(given, "question", True) is None and given.questions is None:
        print("Give a QUESTION, or --questions FILE.jsonl.", file=sys.stderr)
        return WRONG_USE
    try:
        with build(Settings.from_env()) as services:
            command: Callable[[Services, argparse.Namespace], int] = given.run
            return command(services, given)
    except FootnoteError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:  # the reader of the output has seen enough
        return DONE
