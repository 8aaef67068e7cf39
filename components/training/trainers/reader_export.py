"""Export a trained reader: python -m components.training.trainers.reader_export WEIGHTS FOLDER.

The folder gets `reader.onnx`, with int8 weights as the embedder's, and its tokenizer. The graph
takes one question and passage, unpadded, and gives what `Readings` says: (2,) of the passage,
(3, n) of its word pieces.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from components.embedders.bundled import weights_folder
from components.embedders.export import EncoderLayer
from components.training.trainers.reader_model import ReaderModel


class _UnpaddedReader(nn.Module):
    """Word pieces and their types, each (1, n) → (2,) and (3, n)."""

    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.embeddings = model.encoder.embeddings
        heads = model.encoder.config.num_attention_heads
        self.layers = nn.ModuleList(
            EncoderLayer(layer, heads=heads) for layer in model.encoder.encoder.layer
        )
        self.of_passage = model.of_passage
        self.of_pieces = model.of_pieces

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.embeddings(input_ids=ids, token_type_ids=types)
        for layer in self.layers:
            hidden = layer(hidden)
        return self.of_passage(hidden[:, 0])[0], self.of_pieces(hidden)[0].T


def export(weights: Path, folder: Path) -> None:
    """Read what the trainer wrote, write the folder."""
    model = ReaderModel(weights_folder()).eval()
    model.load_state_dict(torch.load(weights, weights_only=True))
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([[101, 7592, 102, 102, 2088, 102]])
    with TemporaryDirectory() as temporary:
        plain = Path(temporary) / "float32.onnx"
        torch.onnx.export(
            _UnpaddedReader(model),
            (ids, torch.tensor([[0, 0, 0, 1, 1, 1]])),
            str(plain),
            input_names=["ids", "types"],
            output_names=["passage", "pieces"],
            dynamic_axes={"ids": {1: "n"}, "types": {1: "n"}, "pieces": {1: "n"}},
            opset_version=17,
            dynamo=False,  # the newer exporter needs one more package, for the same graph
        )
        quantize_dynamic(
            plain,
            folder / "reader.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
    shutil.copyfile(weights_folder() / "tokenizer.json", folder / "tokenizer.json")


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
