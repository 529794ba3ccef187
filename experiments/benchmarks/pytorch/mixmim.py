"""MixMIM: each image is mixed with another of the batch, both are reconstructed, and tokens attend to their own image alone."""
import torch
from torch import nn

from swin import PatchMerging, WindowAttention, cut, join
from vit import Block, LayerNorm, Mlp, PatchEmbed


class MixBlock(nn.Module):
    def __init__(self, width, heads, side, window):
        super().__init__()
        self.side, self.window = side, window
        self.norm1, self.norm2 = LayerNorm(width), LayerNorm(width)
        self.attn = WindowAttention(width, heads, window)
        self.mlp = Mlp(width, 4 * width)

    def forward(self, x, apart):                                    # [B, L, D], [nW, N, N]
        windows = cut(self.norm1(x).view(len(x), self.side, self.side, -1), self.window)
        x = x + join(self.attn(windows, apart), self.window, self.side).reshape(x.shape)
        return x + self.mlp(self.norm2(x))


class MixStage(nn.Module):
    def __init__(self, blocks, downsample):
        super().__init__()
        self.blocks, self.downsample = nn.ModuleList(blocks), downsample

    def forward(self, x, origin):                                   # origin [1, side, side, 1], 1 where the partner is seen
        first = self.blocks[0]
        cells = cut(origin, first.window).squeeze(-1)
        apart = (cells[:, :, None] != cells[:, None, :]).float() * -1e30
        for block in self.blocks:
            x = block(x, apart)
        return x if self.downsample is None else self.downsample(x)


class MixMim(nn.Module):
    def __init__(self, image, patch, width, depths, heads, windows, decoder_width, decoder_depth, decoder_heads, normalised):
        super().__init__()
        self.normalised, self.stride = normalised, patch * 2 ** (len(depths) - 1)
        side, last = image // patch, width * 2 ** (len(depths) - 1)
        self.side, tokens = side, (image // self.stride) ** 2
        self.patch_embed = PatchEmbed(patch, width, LayerNorm(width))
        self.absolute_pos_embed = nn.Parameter(torch.zeros(1, side * side, width), requires_grad=False)
        stages = []
        for i, depth in enumerate(depths):
            blocks = [MixBlock(width * 2 ** i, heads[i], side // 2 ** i, min(windows[i], side // 2 ** i)) for _ in range(depth)]
            stages.append(MixStage(blocks, PatchMerging(side // 2 ** i, width * 2 ** i, False) if i + 1 < len(depths) else None))
        self.layers = nn.ModuleList(stages)
        self.norm = LayerNorm(last)
        self.decoder_embed = nn.Linear(last, decoder_width)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, decoder_width))
        self.decoder_pos_embed = nn.Parameter(torch.zeros(1, tokens, decoder_width), requires_grad=False)
        self.decoder_blocks = nn.ModuleList([Block(decoder_width, decoder_heads, eps=1e-5) for _ in range(decoder_depth)])
        self.decoder_norm = LayerNorm(decoder_width)
        self.decoder_pred = nn.Linear(decoder_width, 3 * self.stride ** 2)

    def target(self, images):                                       # [B, l, p p 3]
        batch, _, height, width = images.shape
        p = self.stride
        x = images.reshape(batch, 3, height // p, p, width // p, p).permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, 3 * p * p)
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + 1e-6) ** 0.5 if self.normalised else x

    def forward(self, images, mask):                                # mask [B, g, g]; the first holds for the batch
        cells = mask[:1].float().unsqueeze(-1)                      # [1, g, g, 1]
        x = self.patch_embed(images)
        spread = self.side // cells.shape[1]
        origin = cells.repeat_interleave(spread, 1).repeat_interleave(spread, 2)
        hidden = origin.flatten(1, 2).type_as(x)                    # [1, L, 1]
        x = x * (1 - hidden) + x.flip(0) * hidden + self.absolute_pos_embed
        for stage in self.layers:
            grid = int(x.shape[1] ** 0.5)
            scale = grid // cells.shape[1]
            x = stage(x, cells.repeat_interleave(scale, 1).repeat_interleave(scale, 2))
        x = self.decoder_embed(self.norm(x))
        hidden = cells.flatten(1, 2).type_as(x)                     # [1, l, 1]
        token = self.mask_token.expand_as(x).type_as(x)
        x = torch.cat([x * (1 - hidden) + token * hidden, x * hidden + token * (1 - hidden)]) + self.decoder_pos_embed
        for block in self.decoder_blocks:
            x = block(x)
        own, other = self.decoder_pred(self.decoder_norm(x)).chunk(2)
        unmixed = own * hidden + other.flip(0) * (1 - hidden)
        return (unmixed - self.target(images)).square().mean()
