"""Swin and SwinV2 with windows cut by roll and partition, as people write them in PyTorch."""
import math

import torch
from torch import nn
from torch.nn import functional as F

from vit import LayerNorm, Mlp, PatchEmbed


def cut(x, window):                                                 # [B, H, W, D] to [B nW, w w, D]
    batch, height, width, channels = x.shape
    x = x.view(batch, height // window, window, width // window, window, channels)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, window * window, channels)


def join(windows, window, side):                                    # [B nW, w w, D] to [B, H, W, D]
    count = side // window
    x = windows.view(-1, count, count, window, window, windows.shape[-1])
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, side, side, windows.shape[-1])


def pair_index(window):                                             # [N, N]
    places = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")).flatten(1)
    offsets = (places[:, :, None] - places[:, None, :]).permute(1, 2, 0) + window - 1
    return offsets[..., 0] * (2 * window - 1) + offsets[..., 1]


def shift_mask(side, window, shift):                                # [nW, N, N]
    regions = torch.zeros(1, side, side, 1)
    number = 0
    edges = (slice(0, -window), slice(-window, -shift), slice(-shift, None))
    for rows in edges:
        for columns in edges:
            regions[:, rows, columns] = number
            number += 1
    cells = cut(regions, window).squeeze(-1)
    return (cells[:, None, :] != cells[:, :, None]).float() * -100.0


class WindowAttention(nn.Module):
    def __init__(self, width, heads, window):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.register_buffer("relative_position_index", pair_index(window))
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def project(self, x):                                           # [W, N, D] to three of [W, heads, N, d]
        return self.qkv(x).reshape(len(x), x.shape[1], 3, self.heads, -1).permute(2, 0, 3, 1, 4)

    def logits(self, q, k):
        return (q * self.scale) @ k.transpose(-2, -1)

    def bias(self):                                                 # [heads, N, N]
        size = self.relative_position_index.shape[0]
        return self.relative_position_bias_table[self.relative_position_index.view(-1)].view(size, size, -1).permute(2, 0, 1).contiguous()

    def forward(self, x, mask=None):                                # [W, N, D], [nW, N, N]
        q, k, v = self.project(x)
        logits = self.logits(q, k) + self.bias().unsqueeze(0)
        if mask is not None:
            count, size = mask.shape[0], mask.shape[1]
            logits = (logits.view(-1, count, self.heads, size, size) + mask.unsqueeze(1)).view(-1, self.heads, size, size)
        return self.proj((logits.softmax(-1) @ v).transpose(1, 2).reshape(x.shape))


class CosineAttention(WindowAttention):
    def __init__(self, width, heads, window):
        super().__init__(width, heads, window)
        del self.relative_position_bias_table
        self.logit_scale = nn.Parameter(math.log(10) * torch.ones(heads, 1, 1))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 512), nn.ReLU(inplace=True), nn.Linear(512, heads, bias=False))
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.q_bias = nn.Parameter(torch.zeros(width))
        self.v_bias = nn.Parameter(torch.zeros(width))
        offsets = torch.arange(-(window - 1), window, dtype=torch.float32)
        table = torch.stack(torch.meshgrid(offsets, offsets, indexing="ij"), -1).unsqueeze(0) / max(1, window - 1) * 8
        self.register_buffer("relative_coords_table", table.sign() * torch.log2(table.abs() + 1) / 3)

    def project(self, x):
        bias = torch.cat([self.q_bias, torch.zeros_like(self.v_bias), self.v_bias])
        return F.linear(x, self.qkv.weight, bias).reshape(len(x), x.shape[1], 3, self.heads, -1).permute(2, 0, 3, 1, 4)

    def logits(self, q, k):
        scale = self.logit_scale.clamp(max=math.log(100)).exp()
        return (F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1)) * scale

    def bias(self):
        size = self.relative_position_index.shape[0]
        table = self.cpb_mlp(self.relative_coords_table).view(-1, self.heads)
        return 16 * torch.sigmoid(table[self.relative_position_index.view(-1)].view(size, size, -1).permute(2, 0, 1).contiguous())


class SwinBlock(nn.Module):
    def __init__(self, width, heads, side, window, shifted, cosine):
        super().__init__()
        self.side, self.window = side, min(window, side)
        self.shift = self.window // 2 if shifted and side > window else 0
        self.norm1, self.norm2 = LayerNorm(width), LayerNorm(width)
        self.attn = (CosineAttention if cosine else WindowAttention)(width, heads, self.window)
        self.mlp = Mlp(width, 4 * width)
        self.cosine = cosine
        self.register_buffer("attn_mask", shift_mask(side, self.window, self.shift) if self.shift else None)

    def attend(self, x):                                            # [B, L, D]
        image = x.view(len(x), self.side, self.side, -1)
        if self.shift:
            image = torch.roll(image, (-self.shift, -self.shift), (1, 2))
        image = join(self.attn(cut(image, self.window), self.attn_mask), self.window, self.side)
        if self.shift:
            image = torch.roll(image, (self.shift, self.shift), (1, 2))
        return image.reshape(x.shape)

    def forward(self, x):
        if self.cosine:                                             # SwinV2 normalises behind each branch
            x = x + self.norm1(self.attend(x))
            return x + self.norm2(self.mlp(x))
        x = x + self.attend(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchMerging(nn.Module):
    def __init__(self, side, width, norm_after):
        super().__init__()
        self.side, self.norm_after = side, norm_after
        self.reduction = nn.Linear(4 * width, 2 * width, bias=False)
        self.norm = LayerNorm(2 * width if norm_after else 4 * width)

    def forward(self, x):
        x = x.view(len(x), self.side, self.side, -1)
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1).flatten(1, 2)
        return self.norm(self.reduction(x)) if self.norm_after else self.reduction(self.norm(x))


class Stage(nn.Module):
    def __init__(self, blocks, downsample):
        super().__init__()
        self.blocks, self.downsample = nn.ModuleList(blocks), downsample

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x if self.downsample is None else self.downsample(x)


class MaskedSwin(nn.Module):
    """SimMIM's Swin or SwinV2: hidden patches enter as the mask token."""

    def __init__(self, image, patch, width, depths, heads, window, cosine=False):
        super().__init__()
        self.width = width * 2 ** (len(depths) - 1)
        self.output_stride = patch * 2 ** (len(depths) - 1)
        self.patch_embed = PatchEmbed(patch, width, LayerNorm(width))
        self.mask_token = nn.Parameter(torch.zeros(1, 1, width))
        stages = []
        for i, depth in enumerate(depths):
            side, channels = image // patch // 2 ** i, width * 2 ** i
            blocks = [SwinBlock(channels, heads[i], side, window, j % 2 == 1, cosine) for j in range(depth)]
            stages.append(Stage(blocks, PatchMerging(side, channels, cosine) if i + 1 < len(depths) else None))
        self.layers = nn.ModuleList(stages)
        self.norm = LayerNorm(self.width)

    def forward(self, images, mask):
        x = self.patch_embed(images)
        hidden = mask.flatten(1).unsqueeze(-1).type_as(x)
        x = x * (1 - hidden) + self.mask_token.expand_as(x) * hidden
        for stage in self.layers:
            x = stage(x)
        return self.norm(x)                                         # [B, l, D]
