# PyTorch on the CPU. Arguments: the workload's name and its sizes as JSON. Prints a line of JSON, then takes a step for each line of
# standard input and prints its milliseconds.
import json, os, sys, time

name, sizes = sys.argv[1], json.loads(sys.argv[2])
import torch
import torch.nn as nn, torch.nn.functional as F

torch.manual_seed(0)
torch.set_num_threads(sizes["threads"])
batch = sizes["batch"]

class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x, mask=None):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, self.heads, -1).transpose(1, 2) for y in self.qkv(self.n1(x)).split(d, -1))
        scores = (q * (d // self.heads) ** -0.5) @ k.transpose(-1, -2)
        w = torch.softmax(scores if mask is None else scores + mask, -1)
        x = x + self.out((w @ v).transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.n2(x))))

class Transformer(nn.Module):
    def __init__(self, d, vocabulary=16, length=24):
        super().__init__()
        self.tok, self.pos = nn.Embedding(vocabulary, d), nn.Embedding(length, d)
        self.blocks = nn.ModuleList(Block(d, 8) for _ in range(2))
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, vocabulary, bias=False)
        self.register_buffer("mask", torch.full((length, length), -1e9).triu(1))

    def forward(self, tokens):
        x = self.tok(tokens) + self.pos.weight
        for block in self.blocks:
            x = block(x, self.mask)
        return self.head(self.norm(x)).flatten(0, 1)

class Vit(nn.Module):
    def __init__(self, d=192, heads=3, layers=12, patch=4, side=32):
        super().__init__()
        self.patches = nn.Conv2d(3, d, patch, patch)
        self.token = nn.Parameter(torch.randn(1, 1, d) * 0.02)
        self.positions = nn.Parameter(torch.randn((side // patch) ** 2 + 1, d) * 0.02)
        self.blocks = nn.Sequential(*(Block(d, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, 10)

    def forward(self, x):
        cells = self.patches(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(len(x), -1, -1), cells], 1) + self.positions
        return self.head(self.norm(self.blocks(tokens))[:, 0])

class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.c1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.c2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.b1, self.b2 = (nn.BatchNorm2d(outputs, track_running_stats=False) for _ in range(2))
        same = stride == 1 and inputs == outputs
        self.short = nn.Identity() if same else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs, track_running_stats=False))

    def forward(self, x):
        return F.relu(self.b2(self.c2(F.relu(self.b1(self.c1(x))))) + self.short(x))

def resnet():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16, track_running_stats=False), nn.ReLU()]
    inputs = 16
    for outputs in (16, 32, 64):
        for i in range(3):
            layers.append(Residual(inputs, outputs, 2 if i == 0 and outputs > 16 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

def mlp():
    return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))

class Spectral(nn.Module):
    def __init__(self, width, modes):
        super().__init__()
        self.modes = modes
        make = lambda: nn.Parameter(torch.rand(width, width, modes, modes, dtype=torch.cfloat) / width**2)
        self.low, self.high = make(), make()
        self.local = nn.Conv2d(width, width, 1)

    def forward(self, x):
        m, spectrum = self.modes, torch.fft.rfft2(x)
        out = torch.zeros(*x.shape[:2], x.shape[2], x.shape[3] // 2 + 1, dtype=torch.cfloat)
        out[:, :, :m, :m] = torch.einsum("bixy,ioxy->boxy", spectrum[:, :, :m, :m], self.low)
        out[:, :, -m:, :m] = torch.einsum("bixy,ioxy->boxy", spectrum[:, :, -m:, :m], self.high)
        return torch.fft.irfft2(out, s=x.shape[2:]) + self.local(x)

class Fno(nn.Module):
    def __init__(self, width=20, modes=8, layers=4):
        super().__init__()
        self.lift = nn.Linear(3, width)
        self.layers = nn.ModuleList(Spectral(width, modes) for _ in range(layers))
        self.hidden, self.out = nn.Linear(width, 128), nn.Linear(128, 1)

    def forward(self, x):
        x = self.lift(x).permute(0, 3, 1, 2)
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = F.gelu(x)
        return self.out(F.gelu(self.hidden(x.permute(0, 2, 3, 1))))

labels = lambda: torch.randint(0, 10, (batch,))
def workload():
    if name == "transformer":
        tokens = torch.randint(0, 16, (batch, 24))
        return Transformer(sizes["features"]), tokens, tokens.flatten(), F.cross_entropy
    if name == "mlp":
        return mlp(), torch.randn(batch, 784), labels(), F.cross_entropy
    if name == "lenet":
        return lenet(), torch.randn(batch, 1, 28, 28), labels(), F.cross_entropy
    if name == "resnet":
        return resnet(), torch.randn(batch, 3, 32, 32), labels(), F.cross_entropy
    if name == "vit":
        return Vit(), torch.randn(batch, 3, 32, 32), labels(), F.cross_entropy
    if name == "fno":
        return Fno(), torch.randn(batch, 32, 32, 3), torch.randn(batch, 32, 32, 1), F.mse_loss

model, inputs, targets, loss = workload()
optimizer = torch.optim.Adam(model.parameters(), 1e-3, foreach=True)

def step():
    start = time.perf_counter()
    value = loss(model(inputs), targets)
    optimizer.zero_grad(set_to_none=True)
    value.backward()
    optimizer.step()
    value.item()
    return (time.perf_counter() - start) * 1000

# A reference BLAS, or kernels for an older processor than this, would not be PyTorch's speed: the product's rate says which it is.
a = torch.randn(1024, 1024)
a @ a
start = time.perf_counter()
for _ in range(5): a @ a
rate = 5 * 2 * 1024**3 / (time.perf_counter() - start) / 1e9
reals = lambda p: p.numel() * (2 if p.is_complex() else 1)
print(json.dumps({
    "version": f"PyTorch {torch.__version__}, matrix products at {rate:.0f} Gflop/s",
    "parameters": sum(reals(p) for p in model.parameters()), "first": step()}), flush=True)
for _ in sys.stdin:
    print(step(), flush=True)
