"""Write a BERT encoder as ONNX with int8 weights: python -m components.embedders.export FROM TO.

The graph takes the word pieces of one text, unpadded (so it needs no mask), and returns its
mean-pooled unit vector.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel


class _UnpaddedEncoder(nn.Module):
    """Word pieces (1, n) → unit vector (1, d)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        model = AutoModel.from_pretrained(folder).eval()
        self.embeddings = model.embeddings
        self.layers = unpadded_layers(model)

    def forward(self, input_ids: Tensor) -> Tensor:
        hidden = self.embeddings(input_ids=input_ids, token_type_ids=torch.zeros_like(input_ids))
        for layer in self.layers:
            hidden = layer(hidden)
        return nn.functional.normalize(hidden.mean(dim=1), dim=-1)


class _Layer(nn.Module):
    """A layer of BERT without mask and dropout, with query, key and value as one product."""

    def __init__(self, layer: Any, *, heads: int) -> None:
        super().__init__()
        self.layer = layer
        attention = layer.attention.self
        self.width = attention.query.out_features // heads
        self.heads = heads
        scale = self.width**-0.5  # of the attention, folded into the query's weights
        parts = (attention.query, scale), (attention.key, 1.0), (attention.value, 1.0)
        self.query_key_value = nn.Linear(heads * self.width, 3 * heads * self.width)
        with torch.no_grad():
            self.query_key_value.weight.copy_(torch.cat([part.weight * by for part, by in parts]))
            self.query_key_value.bias.copy_(torch.cat([part.bias * by for part, by in parts]))

    def forward(self, hidden: Tensor) -> Tensor:
        """Attend over `hidden`, shape (1, n, width), and return the same shape."""
        length = hidden.shape[1]
        split = self.query_key_value(hidden).reshape(length, 3, self.heads, self.width)
        query, key, value = split.permute(1, 2, 0, 3)  # each (heads, n, width)
        weights = torch.softmax(query @ key.transpose(-1, -2), dim=-1)
        mixed = (weights @ value).transpose(0, 1).reshape(1, length, self.heads * self.width)
        attended = self.layer.attention.output
        hidden = attended.LayerNorm(attended.dense(mixed) + hidden)
        wide = nn.functional.gelu(self.layer.intermediate.dense(hidden))
        return torch.as_tensor(self.layer.output.LayerNorm(self.layer.output.dense(wide) + hidden))


def unpadded_layers(model: Any) -> nn.ModuleList:
    """Return the layers of a BERT for inputs without padding, (1, n, width) → (1, n, width)."""
    heads = model.config.num_attention_heads
    return nn.ModuleList(_Layer(layer, heads=heads) for layer in model.encoder.layer)


def write_onnx(
    model: nn.Module, inputs: dict[str, Tensor], outputs: list[str], target: Path, **axes: Any
) -> None:
    """Write the model as ONNX with int8 weights; `axes` names the dimensions that vary."""
    with TemporaryDirectory(dir=target.parent) as temporary:
        float32 = Path(temporary) / "float32.onnx"
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            str(float32),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,  # the newer exporter needs another package for the same graph
        )
        quantize_dynamic(
            float32,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Seven bits: eight overflow in the 16-bit sums of CPUs without VNNI.
            reduce_range=True,
        )


if __name__ == "__main__":
    write_onnx(
        _UnpaddedEncoder(Path(sys.argv[1])),
        {"input_ids": torch.tensor([[101, 7592, 2088, 102]])},
        ["embedding"],
        Path(sys.argv[2]),
        input_ids={1: "pieces"},
    )
