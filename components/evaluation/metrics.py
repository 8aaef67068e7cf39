"""Differences of two systems over the same questions, with their intervals."""

from collections.abc import Sequence

import numpy as np

_RESAMPLINGS = 2_000


def paired_interval(ours: Sequence[float], peer: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean difference ours − peer, by paired bootstrap (seeded).

    >>> paired_interval([1.0, 1.0, 1.0], [0.5, 0.5, 0.5])
    (0.5, 0.5)
    """
    differences = np.asarray(ours) - np.asarray(peer)
    shape = (_RESAMPLINGS, len(differences))
    draws = np.random.default_rng(0).integers(len(differences), size=shape)
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
