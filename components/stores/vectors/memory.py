"""What malloc gives out, overwritten first."""

import ctypes
import os

_MALLOPT = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
_M_PERTURB = -6
_FILLING = 0x5A
"""Any byte but 0, which switches it off."""


def fill_new_memory(wanted: bool) -> None:
    """Have new memory filled with a byte, where the C library can: glibc's M_PERTURB.

    Chroma writes the unused end of a new index to disk as it finds it in memory: with what this
    process last held there, the ids of deleted chunks for instance.
    """
    if _MALLOPT:
        _MALLOPT(_M_PERTURB, _FILLING if wanted else 0)
