"""MAE: random patches are kept and encoded, a small transformer decodes them together with mask tokens."""
import torch
from torch import nn

from vit import Block, LayerNorm, PatchEmbed


class Mae(nn.Module):
    def __init__(self, image, patch, width, depth, heads, decoder_width, decoder_depth, decoder_heads, mask_ratio, normalised):
        super().__init__()
        self.patch, self.normalised = patch, normalised
        tokens = (image // patch) ** 2
        self.kept = int(tokens * (1 - mask_ratio))
        self.patch_embed = PatchEmbed(patch, width)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, tokens + 1, width), requires_grad=False)
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(depth)])
        self.norm = LayerNorm(width, 1e-6)
        self.decoder_embed = nn.Linear(width, decoder_width)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, decoder_width))
        self.decoder_pos_embed = nn.Parameter(torch.zeros(1, tokens + 1, decoder_width), requires_grad=False)
        self.decoder_blocks = nn.ModuleList([Block(decoder_width, decoder_heads) for _ in range(decoder_depth)])
        self.decoder_norm = LayerNorm(decoder_width, 1e-6)
        self.decoder_pred = nn.Linear(decoder_width, 3 * patch ** 2)

    def target(self, images):                                       # [B, L, p p 3]
        batch, _, height, width = images.shape
        x = images.reshape(batch, 3, height // self.patch, self.patch, width // self.patch, self.patch)
        x = x.permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, 3 * self.patch ** 2)
        return (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + 1e-6) ** 0.5 if self.normalised else x

    def forward(self, images, mask):                                # mask [B, h, w] stands for the noise that is sorted
        noise = mask.flatten(1) + torch.arange(mask[0].numel(), device=mask.device) / (2.0 * mask[0].numel())
        shuffle = noise.argsort(1)
        restore = shuffle.argsort(1)
        x = self.patch_embed(images) + self.pos_embed[:, 1:]
        x = x.gather(1, shuffle[:, :self.kept, None].expand(-1, -1, x.shape[2]))
        front = (self.cls_token + self.pos_embed[:, :1]).expand(len(x), -1, -1)
        x = torch.cat([front, x], 1)
        for block in self.blocks:
            x = block(x)
        x = self.decoder_embed(self.norm(x))
        hidden = self.mask_token.expand(len(x), restore.shape[1] - self.kept, -1).type_as(x)
        rest = torch.cat([x[:, 1:], hidden], 1).gather(1, restore[:, :, None].expand(-1, -1, x.shape[2]))
        x = torch.cat([x[:, :1], rest], 1) + self.decoder_pos_embed
        for block in self.decoder_blocks:
            x = block(x)
        error = (self.decoder_pred(self.decoder_norm(x))[:, 1:] - self.target(images)).square().mean(-1)  # [B, L]
        return (error * mask.flatten(1)).sum() / mask.sum()
