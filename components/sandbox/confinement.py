"""What a process does to itself before it touches hostile bytes."""

import logging
import os
import warnings
from typing import BinaryIO

from components.sandbox.limits import forbid_network_and_programs, limit_memory

# All that a child needs of the environment; keys and tokens are not for hostile bytes.
_PASSED_ON = frozenset(
    {"PATH", "HOME", "USERPROFILE", "LANG", "LC_ALL", "LD_LIBRARY_PATH"}
    | {"SYSTEMROOT", "TMP", "TEMP", "TMPDIR"}
)


def bare_environment() -> dict[str, str]:
    """The part of this process's environment that a child may see."""
    return {key: value for key, value in os.environ.items() if key.upper() in _PASSED_ON}


def confine(megabytes: int) -> tuple[BinaryIO, BinaryIO]:
    """Give up memory above `megabytes`, the network and other programs, for good.

    Returns stdin and stdout, from now on for frames alone: what a library prints goes nowhere.
    """
    streams = _take_streams()
    logging.disable()
    warnings.simplefilter("ignore")
    limit_memory(megabytes)
    forbid_network_and_programs()
    return streams


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return requests, replies
