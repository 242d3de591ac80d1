"""Writes llama.onnx beside it: a small language model of Llama's architecture with random weights, as PyTorch exports it.

Two blocks of width 32: RMS normalisation, rotary positions, four query heads that share two heads of keys and values, a gated MLP, tied embeddings;
inputs and outputs are those of the exports that are in circulation, past keys and values included.

  python3 packages/arithmetic/src/interpreter/testing/llama.py      (PyTorch 1.13)
"""
import math
import os

import torch
from torch import nn

VOCABULARY, WIDTH, HIDDEN, LAYERS, HEADS, KV_HEADS, SIZE = 48, 32, 64, 2, 4, 2, 8


class RmsNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(1 + 0.1 * torch.randn(WIDTH))

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


def rotated(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat((-second, first), -1) * sin


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(WIDTH, HEADS * SIZE, bias=False)
        self.k = nn.Linear(WIDTH, KV_HEADS * SIZE, bias=False)
        self.v = nn.Linear(WIDTH, KV_HEADS * SIZE, bias=False)
        self.o = nn.Linear(HEADS * SIZE, WIDTH, bias=False)

    def forward(self, x, mask, cos, sin, past):
        batch, length = x.shape[:2]
        split = lambda y, heads: y.view(batch, length, heads, SIZE).transpose(1, 2)
        q, k, v = split(self.q(x), HEADS), split(self.k(x), KV_HEADS), split(self.v(x), KV_HEADS)
        q, k = rotated(q, cos, sin), rotated(k, cos, sin)
        k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
        shared = lambda y: y[:, :, None].expand(-1, -1, HEADS // KV_HEADS, -1, -1).reshape(batch, HEADS, -1, SIZE)
        scores = q @ shared(k).transpose(2, 3) / math.sqrt(SIZE) + mask
        heads = torch.softmax(scores, -1) @ shared(v)
        return self.o(heads.transpose(1, 2).reshape(batch, length, HEADS * SIZE)), (k, v)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attention, self.norm2 = RmsNorm(), Attention(), RmsNorm()
        self.gate = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.up = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.down = nn.Linear(HIDDEN, WIDTH, bias=False)

    def forward(self, x, *context):
        attended, present = self.attention(self.norm1(x), *context)
        x = x + attended
        y = self.norm2(x)
        return x + self.down(nn.functional.silu(self.gate(y)) * self.up(y)), present


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.blocks = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.norm = RmsNorm()
        self.register_buffer("frequencies", 10000.0 ** (-torch.arange(0, SIZE, 2).float() / SIZE))

    def forward(self, input_ids, attention_mask, position_ids, *past):
        x = self.tokens(input_ids)
        angles = position_ids[:, None, :, None].float() * self.frequencies
        angles = torch.cat((angles, angles), -1)
        cos, sin = angles.cos(), angles.sin()
        keys = torch.arange(attention_mask.shape[1])
        unseen = keys[None, None, None, :] > position_ids[:, None, :, None]
        mask = torch.where(unseen | (attention_mask[:, None, None, :] == 0), torch.tensor(-1e9), torch.tensor(0.0))
        presents = []
        for i, block in enumerate(self.blocks):
            x, present = block(x, mask, cos, sin, past[2 * i : 2 * i + 2])
            presents += present
        return (self.norm(x) @ self.tokens.weight.T, *presents)


torch.manual_seed(1)
model = Llama().eval()
for weights in model.parameters():
    weights.requires_grad_(False)
batch, length, before = 2, 5, 3
past = [torch.randn(batch, KV_HEADS, before, SIZE) for _ in range(2 * LAYERS)]
example = (
    torch.randint(VOCABULARY, (batch, length)),
    torch.ones(batch, before + length, dtype=torch.long),
    torch.arange(before, before + length).expand(batch, -1).contiguous(),
    *past,
)
parts = [f"{i}.{part}" for i in range(LAYERS) for part in ("key", "value")]
inputs = ["input_ids", "attention_mask", "position_ids", *(f"past_key_values.{p}" for p in parts)]
outputs = ["logits", *(f"present.{p}" for p in parts)]
torch.onnx.export(
    model,
    example,
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "llama.onnx"),
    input_names=inputs,
    output_names=outputs,
    opset_version=16,
    dynamic_axes={
        "input_ids": {0: "batch", 1: "length"},
        "attention_mask": {0: "batch", 1: "total"},
        "position_ids": {0: "batch", 1: "length"},
        **{f"past_key_values.{p}": {0: "batch", 2: "past"} for p in parts},
    },
)
