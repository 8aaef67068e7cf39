"""The reader: an encoder that reads a question and a passage once, with four small heads."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel


@dataclass(frozen=True, slots=True)
class Readings:
    """What the reader says of b passages of at most n word pieces; all are logits.

    `relevance` and `answers` have shape (b,), the others (b, n), one for each word piece: whether
    it stands in a sentence that answers, whether it begins the short answer, whether it ends it.
    """

    relevance: Tensor
    answers: Tensor
    answering: Tensor
    begins: Tensor
    ends: Tensor


class ReaderModel(nn.Module):
    """all-MiniLM-L6-v2, or another BERT in `folder`, with heads that start from the seed."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # Dropout costs nearly half of a step on a processor; words are dropped instead.
        self.encoder = AutoModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            # On a processor the fused attention's backward pass takes twice as long as the plain.
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.of_passage = nn.Linear(width, 2)
        self.of_pieces = nn.Linear(width, 3)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Readings:
        """All of shape (b, n); `mask` is 1 where a word piece stands."""
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state.float()
        with torch.autocast("cpu", enabled=False):  # what is read off is whole again
            relevance, answers = self.of_passage(hidden[:, 0]).unbind(-1)
            answering, begins, ends = self.of_pieces(hidden).unbind(-1)
        return Readings(relevance, answers, answering, begins, ends)
