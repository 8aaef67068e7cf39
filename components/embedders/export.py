"""Write a BERT encoder as ONNX with int8 weights: python -m components.embedders.export FROM TO.

The graph takes the word pieces of one text, unpadded (so it needs no mask), and gives its
mean-pooled unit vector. Weights are quantized per channel, in seven bits: eight overflow in the
16-bit sums of CPUs without VNNI.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel


class _UnpaddedEncoder(torch.nn.Module):
    """Word pieces (1, n) → unit vector (1, d)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        hidden = self.model.embeddings(
            input_ids=input_ids, token_type_ids=torch.zeros_like(input_ids)
        )
        for layer in self.model.encoder.layer:
            hidden = layer(hidden)
        return torch.nn.functional.normalize(hidden.mean(dim=1), dim=-1)


def export(folder: Path, target: Path) -> None:
    """Read the encoder in `folder`, write ONNX to `target`."""
    example = torch.tensor([[101, 7592, 2088, 102]])
    with TemporaryDirectory(dir=target.parent) as temporary:
        plain = Path(temporary) / "float32.onnx"
        torch.onnx.export(
            _UnpaddedEncoder(folder),
            (example,),
            str(plain),
            input_names=["input_ids"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": {1: "pieces"}},
            opset_version=17,
            dynamo=False,  # the newer exporter needs one more package, for the same graph
        )
        quantize_dynamic(
            plain, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
