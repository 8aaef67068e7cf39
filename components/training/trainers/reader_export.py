"""Export a trained reader: python -m components.training.trainers.reader_export WEIGHTS FOLDER.

The folder gets `reader.onnx`, with int8 weights, and its tokenizer. The graph takes the word pieces
and types of one question and passage, unpadded, (1, n) each, and returns the logits of `Readings`:
(2,) for the passage, (3, n) for its word pieces.
"""

import shutil
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

from components.embedders.bundled import weights_folder
from components.embedders.export import unpadded_layers, write_onnx
from components.training.trainers.reader_model import ReaderModel


class _UnpaddedReader(nn.Module):
    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.embeddings = model.encoder.embeddings
        self.layers = unpadded_layers(model.encoder)
        self.of_passage = model.of_passage
        self.of_pieces = model.of_pieces

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.embeddings(input_ids=ids, token_type_ids=types)
        for layer in self.layers:
            hidden = layer(hidden)
        return self.of_passage(hidden[:, 0])[0], self.of_pieces(hidden)[0].T


def export(weights: Path, folder: Path) -> None:
    """Export the weights that the trainer wrote."""
    model = ReaderModel(weights_folder()).eval()
    model.load_state_dict(torch.load(weights, weights_only=True))
    inputs = {
        "ids": torch.tensor([[101, 7592, 102, 102, 2088, 102]]),
        "types": torch.tensor([[0, 0, 0, 1, 1, 1]]),
    }
    varying = {name: {1: "n"} for name in ("ids", "types", "pieces")}
    target = folder / "reader.onnx"
    write_onnx(_UnpaddedReader(model), inputs, ["passage", "pieces"], target, **varying)
    shutil.copyfile(weights_folder() / "tokenizer.json", folder / "tokenizer.json")


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
