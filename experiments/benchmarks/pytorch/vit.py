"""The vision transformer as people write it in PyTorch: the yardstick of `mim bench`, not used by MimLab.

Parameter names are those of released checkpoints, so that both sides start from the same file.
"""
import torch
from torch import nn
from torch.nn import functional as F


class LayerNorm(nn.LayerNorm):
    """In float32 under autocast too: CPU kernels of PyTorch 1.13 refuse a bfloat16 input with float32 weights."""

    def forward(self, x):
        return super().forward(x.float())


class PatchEmbed(nn.Module):
    def __init__(self, patch, width, norm=None):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch)
        self.norm = norm or nn.Identity()

    def forward(self, images):                                      # [B, 3, H, W]
        return self.norm(self.proj(images).flatten(2).transpose(1, 2))  # [B, L, D]


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Attention(nn.Module):
    """Self-attention; `split_bias` is BEiT's and SimMIM's way, queries and values with a bias and keys without."""

    def __init__(self, width, heads, split_bias=False):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=not split_bias)
        self.proj = nn.Linear(width, width)
        if split_bias:
            self.q_bias = nn.Parameter(torch.zeros(width))
            self.v_bias = nn.Parameter(torch.zeros(width))
        self.split_bias = split_bias

    def forward(self, x, bias=None):                                # [B, N, D], [heads, N, N]
        batch, tokens, width = x.shape
        added = torch.cat([self.q_bias, torch.zeros_like(self.v_bias), self.v_bias]) if self.split_bias else self.qkv.bias
        q, k, v = F.linear(x, self.qkv.weight, added).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        logits = (q * self.scale) @ k.transpose(-2, -1)             # [B, heads, N, N]
        if bias is not None:
            logits = logits + bias
        return self.proj((logits.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width, heads, ratio=4, layer_scale=None, split_bias=False, eps=1e-6):
        super().__init__()
        self.norm1 = LayerNorm(width, eps)
        self.attn = Attention(width, heads, split_bias)
        self.norm2 = LayerNorm(width, eps)
        self.mlp = Mlp(width, int(ratio * width))
        self.scaled = layer_scale is not None
        if self.scaled:
            self.gamma_1 = nn.Parameter(layer_scale * torch.ones(width))
            self.gamma_2 = nn.Parameter(layer_scale * torch.ones(width))

    def forward(self, x, bias=None):
        attended = self.attn(self.norm1(x), bias)
        x = x + (self.gamma_1 * attended if self.scaled else attended)
        mixed = self.mlp(self.norm2(x))
        return x + (self.gamma_2 * mixed if self.scaled else mixed)


class RelativePositionBias(nn.Module):
    """A learned number for each head and offset between patches, and three for the class token (BEiT)."""

    def __init__(self, grid, heads):
        super().__init__()
        span = 2 * grid - 1
        self.relative_position_bias_table = nn.Parameter(torch.zeros(span * span + 3, heads))
        places = torch.stack(torch.meshgrid(torch.arange(grid), torch.arange(grid), indexing="ij")).flatten(1)
        offsets = (places[:, :, None] - places[:, None, :]).permute(1, 2, 0) + grid - 1
        index = torch.zeros(grid * grid + 1, grid * grid + 1, dtype=torch.long)
        index[1:, 1:] = offsets[..., 0] * span + offsets[..., 1]
        index[0, :], index[:, 0], index[0, 0] = span * span, span * span + 1, span * span + 2
        self.register_buffer("relative_position_index", index)

    def forward(self):                                              # [heads, N, N]
        size = self.relative_position_index.shape[0]
        return self.relative_position_bias_table[self.relative_position_index.view(-1)].view(size, size, -1).permute(2, 0, 1).contiguous()


class MaskedViT(nn.Module):
    """SimMIM's ViT: hidden patches enter as the mask token."""

    output_stride = property(lambda self: self.patch)

    def __init__(self, image, patch, width, depth, heads, layer_scale=0.1, shared_bias=True, absolute=False):
        super().__init__()
        self.patch, self.width = patch, width
        self.patch_embed = PatchEmbed(patch, width)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.mask_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, (image // patch) ** 2 + 1, width)) if absolute else None
        self.rel_pos_bias = RelativePositionBias(image // patch, heads) if shared_bias else None
        self.blocks = nn.ModuleList([Block(width, heads, layer_scale=layer_scale, split_bias=True) for _ in range(depth)])
        self.norm = LayerNorm(width, 1e-6)

    def forward(self, images, mask):                                # [B, 3, H, W], [B, h, w]
        x = self.patch_embed(images)
        hidden = mask.flatten(1).unsqueeze(-1).type_as(x)
        x = x * (1 - hidden) + self.mask_token.expand_as(x) * hidden
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1)
        if self.pos_embed is not None:
            x = x + self.pos_embed
        bias = self.rel_pos_bias() if self.rel_pos_bias is not None else None
        for block in self.blocks:
            x = block(x, bias)
        return self.norm(x)[:, 1:]                                  # [B, L, D]
