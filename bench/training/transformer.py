# The peer of transformer.ts in PyTorch: the same model, batch and optimizer. Takes a step for each line on standard input and prints its
# milliseconds, so that the two can be run in turn.
import sys, time, torch
import torch.nn as nn, torch.nn.functional as F

features, batch = int(sys.argv[1]), int(sys.argv[2])
vocabulary, length, layers, heads = 16, 24, 2, 8
torch.set_num_threads(2)
torch.manual_seed(0)

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.qkv, self.out = nn.Linear(features, 3 * features), nn.Linear(features, features)
        self.up, self.down = nn.Linear(features, 4 * features), nn.Linear(4 * features, features)
    def forward(self, x, mask):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, heads, d // heads).transpose(1, 2) for y in self.qkv(self.n1(x)).split(d, -1))
        w = torch.softmax(q @ k.transpose(-1, -2) * (d // heads) ** -0.5 + mask, -1)
        x = x + self.out((w @ v).transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.n2(x))))

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(vocabulary, features), nn.Embedding(length, features)
        self.blocks = nn.ModuleList(Block() for _ in range(layers))
        self.norm, self.head = nn.LayerNorm(features), nn.Linear(features, vocabulary, bias=False)
    def forward(self, tokens):
        mask = torch.full((length, length), -1e9).triu(1)
        x = self.tok(tokens) + self.pos.weight
        for block in self.blocks: x = block(x, mask)
        return self.head(self.norm(x))

model = Model()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
data = torch.randint(0, vocabulary, (batch, length))
for _ in sys.stdin:
    start = time.perf_counter()
    loss = F.cross_entropy(model(data).view(-1, vocabulary), data.view(-1))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    print((time.perf_counter() - start) * 1000, flush=True)
