"""A photo as a phone takes it of a card: 12 megapixels on their side, about two megabytes."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 4_000, 3_000
# Turn it a quarter, as most phones say of what they took upright.
ORIENTATION, QUARTER = 0x0112, 6
COARSE = 40
GRAIN = 5.0
BYTES = 2_000_000
QUALITIES = range(50, 96)


def photo(size: int = BYTES, width: int = WIDTH, height: int = HEIGHT, seed: int = 1) -> bytes:
    """A JPEG of the best quality that has at most ``size`` bytes, else of the least there is."""
    picture = _card(width, height, np.random.default_rng(seed))
    low, high = QUALITIES[0], QUALITIES[-1]
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(_saved(picture, middle)) <= size else (low, middle - 1)
    return _saved(picture, low)


def _card(width: int, height: int, random: np.random.Generator) -> Image.Image:
    """Light that falls unevenly on a card with lines of print, and the grain of a camera."""
    light = random.integers(90, 230, (height // COARSE, width // COARSE, 3), dtype=np.uint8)
    picture = Image.fromarray(light).resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    edge = width // 10
    draw.rectangle((edge, edge, width - edge, height - edge), fill=(236, 230, 214))
    for place in range(2 * edge, height - 2 * edge, max(1, height // 30)):
        draw.text((2 * edge, place), "BASIC LIFE SUPPORT 261205 19C4 " * 4, "black")
    pixels = np.asarray(picture, dtype=np.float32)
    grain = random.normal(0, GRAIN, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def _saved(picture: Image.Image, quality: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = QUARTER
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, exif=exif)
    return file.getvalue()
