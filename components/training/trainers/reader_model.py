"""The reader's model: an encoder that reads a question and a passage, with two linear heads."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel


@dataclass(frozen=True, slots=True)
class Readings:
    """Logits for b passages of at most n word pieces.

    `relevance` and `answers` have shape (b,), the others (b, n): whether a word piece is in a
    sentence that answers, begins the short answer, ends it.
    """

    relevance: Tensor
    answers: Tensor
    answering: Tensor
    begins: Tensor
    ends: Tensor


class ReaderModel(nn.Module):
    """The BERT in `folder`, all-MiniLM-L6-v2 here, with heads of random weights."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # Dropout costs nearly half of a step on a CPU; word pieces are masked instead.
        self.encoder = AutoModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            # On a CPU, the fused attention's backward pass takes twice as long as the plain one.
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.of_passage = nn.Linear(width, 2)
        self.of_pieces = nn.Linear(width, 3)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Readings:
        """Read inputs of shape (b, n); `mask` is 1 at word pieces and 0 at padding."""
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state.float()
        with torch.autocast("cpu", enabled=False):  # the heads are in full precision
            relevance, answers = self.of_passage(hidden[:, 0]).unbind(-1)
            answering, begins, ends = self.of_pieces(hidden).unbind(-1)
        return Readings(relevance, answers, answering, begins, ends)
