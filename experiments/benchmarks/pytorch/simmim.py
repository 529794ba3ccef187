"""SimMIM on any encoder: a 1 x 1 convolution and PixelShuffle predict the image, L1 counts where it was hidden."""
import torch
from torch import nn
from torch.nn import functional as F


def normalise_locally(images, window):
    """Pixels minus the mean, over the deviation, of the window around each (SimMIM with SwinV2), by average pooling."""
    inside = F.avg_pool2d(torch.ones_like(images), window, 1, window // 2, count_include_pad=True) * window ** 2
    mean = F.avg_pool2d(images, window, 1, window // 2, count_include_pad=True) * window ** 2 / inside
    squares = F.avg_pool2d(images ** 2, window, 1, window // 2, count_include_pad=True) * window ** 2 / inside
    variance = (squares - mean ** 2) * (inside / (inside - 1))
    return (images - mean) / (variance.clamp(min=0) + 1e-6) ** 0.5


class SimMim(nn.Module):
    def __init__(self, encoder, mask_patch, target_window=None):
        super().__init__()
        self.encoder, self.mask_patch, self.target_window = encoder, mask_patch, target_window
        stride = encoder.output_stride
        self.decoder = nn.Sequential(nn.Conv2d(encoder.width, 3 * stride ** 2, 1), nn.PixelShuffle(stride))

    def forward(self, images, mask):                                # [B, 3, H, W], [B, h, w]
        features = self.encoder(images, mask)                       # [B, l, D]
        side = int(features.shape[1] ** 0.5)
        picture = self.decoder(features.transpose(1, 2).reshape(len(images), -1, side, side))
        pixels = mask.repeat_interleave(self.mask_patch, 1).repeat_interleave(self.mask_patch, 2).unsqueeze(1)
        truth = images if self.target_window is None else normalise_locally(images, self.target_window)
        error = F.l1_loss(truth, picture, reduction="none")
        return (error * pixels).sum() / (pixels.sum() + 1e-5) / 3
