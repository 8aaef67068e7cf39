"""A try of a downloaded model on a few words: whether what it gives makes sense."""

import numpy as np

from components.embedders import SentenceTransformerEmbedder
from components.errors import WeightsError
from components.model_hub.catalog import Offer
from components.rerankers import CrossEncoderReranker

Model = SentenceTransformerEmbedder | CrossEncoderReranker

_QUESTION = "How far can the new lamp be seen?"
_TEXTS = (
    "The new lamp can be seen for eighteen nautical miles in clear weather.",
    "Nine boats lie in the harbour, and two of them are for hire.",
    "Minutes of the meeting: the roof is to be mended before winter.",
)


def try_model(model: Model, offer: Offer) -> int:
    """Return the vectors' dimension, 0 for a reranker. Raises WeightsError on senseless output."""
    if isinstance(model, CrossEncoderReranker):
        scores = model.relevance(_QUESTION, [("", text) for text in _TEXTS])
        if np.ptp(scores) == 0:
            raise WeightsError(
                f"{offer.name} gives every passage the same score, so it cannot rank them."
            )
        return 0
    vectors = np.concatenate([model.encode(_TEXTS), model.encode_questions([_QUESTION])])
    lengths = np.linalg.norm(vectors, axis=1)
    if vectors.ndim != 2 or not np.isfinite(vectors).all() or np.abs(lengths - 1).max() > 0.01:
        raise WeightsError(f"{offer.name} gives vectors that are not finite and of unit length.")
    if np.allclose(vectors[0], vectors[1], atol=1e-6):
        raise WeightsError(f"{offer.name} gives different passages the same vector.")
    return int(vectors.shape[1])
