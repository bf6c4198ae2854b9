"""What happens to a page before it reaches us: scanned, or photographed with a telephone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from agency.sampling.chance import Dice

Picture = Image.Image
Shade = NDArray[np.float32]

JPEG = "JPEG"
DESKS = ((88, 66, 48), (120, 120, 118), (46, 52, 60), (164, 140, 112))
POINTS_PER_INCH = 72
# There the shade of a hand is none, and its sum still a number.
FAR_OUTSIDE = 50


def pictured(pdf: bytes, longest: int) -> Picture:
    """The first page of a PDF, its longer side so many pixels."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    picture: Picture = page.render(scale=longest / max(page.get_size())).to_pil().convert("RGB")
    document.close()
    return picture


def scanned(pdf: bytes, dice: Dice) -> bytes:
    """A page scanned in grey at 150 dots per inch, a little askew, with specks; as a JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    fine = document[0].render(scale=300 / POINTS_PER_INCH).to_pil().convert("L")
    document.close()
    askew = fine.rotate(_within(dice, 1.2), Image.Resampling.BICUBIC, fillcolor=255)
    coarse = askew.resize((fine.width // 2, fine.height // 2), Image.Resampling.BOX)
    grain = _grain(dice)
    pixels = np.asarray(coarse, np.float32) + grain.normal(0, 4, (coarse.height, coarse.width))
    specks = grain.random((coarse.height, coarse.width))
    pixels[specks < 0.0004] = 40
    pixels[specks > 0.9996] = 255
    return _jpeg(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), 75)


def photographed(pdf: bytes, dice: Dice, turned_percent: int) -> bytes:
    """A photo with tilt, a shadow from one side, blur and the noise of a sensor; as a JPEG."""
    page = pictured(pdf, dice.between(1900, 2300))
    laid = _laid_on_a_desk(page, dice, tilt=0.035, turn=5)
    shaded = _as_shade(laid) * _slope(laid.size, dice, 0.5)[..., None]
    blurred = _as_picture(shaded).filter(ImageFilter.GaussianBlur(dice.between(6, 15) / 10))
    grain = _grain(dice).normal(0, dice.between(4, 11), (*blurred.size[::-1], 3))
    noisy = _as_picture(_as_shade(blurred) + grain)
    return _jpeg(_held(noisy, dice, turned_percent), dice.between(62, 88))


def snapped(pdf: bytes, dice: Dice, turned_percent: int) -> bytes:
    """A photo of another camera: the hand moved, warm light, dark corners, the shade of a hand, a
    crease, noise that grows with the light, and a picture sent on by a messenger; as a JPEG.
    """
    page = _creased(pictured(pdf, dice.between(1700, 2200)), dice)
    laid = _laid_on_a_desk(page, dice, tilt=0.05, turn=7)
    warm = np.array([1.0, dice.between(92, 99) / 100, dice.between(80, 95) / 100], np.float32)
    shade = _dark_corners(laid.size, 0.35) * _hand(laid.size, dice)
    shaken = _shaken(_as_shade(laid) * warm * shade[..., None], dice)
    grain = _grain(dice).normal(0, 1, shaken.shape) * np.sqrt(np.clip(shaken, 0, 255)) * 0.7
    held = _held(_as_picture(shaken + grain), dice, turned_percent)
    smaller = held.resize((held.width * 4 // 5, held.height * 4 // 5), Image.Resampling.BILINEAR)
    first = Image.open(BytesIO(_jpeg(smaller, dice.between(55, 75))))
    return _jpeg(first, dice.between(60, 80))


def _laid_on_a_desk(page: Picture, dice: Dice, tilt: float, turn: float) -> Picture:
    """The page seen from a little beside: every corner is drawn in or out by up to ``tilt``."""
    width, height = page.width * 5 // 4, page.height * 5 // 4
    desk = Image.new("RGB", (width, height), dice.pick(DESKS))
    middle = np.array([width / 2, height / 2])
    half = np.array([page.width / 2, page.height / 2])
    angle = np.radians(_within(dice, turn))
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    drawn = np.array([[1 + _within(dice, tilt) for _ in "xy"] for _ in signs])
    there = middle + (signs * half * drawn) @ spin.T
    here = half + signs * half
    moved = page.transform(
        desk.size, Image.Transform.PERSPECTIVE, _mapping(there, here), Image.Resampling.BICUBIC
    )
    white = Image.new("L", page.size, 255)
    cover = white.transform(desk.size, Image.Transform.PERSPECTIVE, _mapping(there, here))
    desk.paste(moved, mask=cover)
    return desk


def _mapping(there: NDArray[np.float64], here: NDArray[np.float64]) -> list[float]:
    """The eight numbers that take four points of the photo to four of the page."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(there, here, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return list(np.linalg.solve(np.array(rows), np.array(wanted)))


def _slope(size: tuple[int, int], dice: Dice, darkest: float) -> Shade:
    """Light that falls off towards one side, down to ``darkest`` or not so far."""
    across, down = _grid(size)
    angle = np.radians(dice.between(0, 359))
    way = np.cos(angle) * across + np.sin(angle) * down
    share = (way - way.min()) / (way.max() - way.min())
    least = darkest + dice.between(0, 35) / 100
    return np.asarray(1 - share * (1 - least), np.float32)


def _dark_corners(size: tuple[int, int], fall: float) -> Shade:
    across, down = _grid(size)
    return np.asarray(1 - fall * (across**2 + down**2) / 2, np.float32)


def _hand(size: tuple[int, int], dice: Dice) -> Shade:
    """The soft shade of a hand that comes in from an edge."""
    across, down = _grid(size)
    x, y = dice.pick((-1, 1)) * dice.between(5, 10) / 10, dice.between(-9, 9) / 10
    far = ((across - x) / 0.7) ** 2 + ((down - y) / 0.45) ** 2
    depth = dice.between(15, 45) / 100
    edge = np.exp(np.minimum((far - 1) * 6, FAR_OUTSIDE))
    return np.asarray(1 - depth / (1 + edge), np.float32)


def _creased(page: Picture, dice: Dice) -> Picture:
    """Folded once: a bright and a dark line beside each other."""
    pixels = _as_shade(page)
    at = page.height * dice.between(35, 65) // 100
    pixels[at : at + 3] *= 0.86
    pixels[at + 3 : at + 5] = np.clip(pixels[at + 3 : at + 5] * 1.08, 0, 255)
    return _as_picture(pixels)


def _shaken(pixels: Shade, dice: Dice) -> Shade:
    """Moved by a few pixels across or down while it was taken."""
    steps, axis = dice.between(2, 4), dice.below(2)
    return np.asarray(
        sum(np.roll(pixels, step, axis=axis) for step in range(steps)) / steps, np.float32
    )


def _held(picture: Picture, dice: Dice, turned_percent: int) -> Picture:
    """At times the telephone was held the other way."""
    if not dice.happens(turned_percent):
        return picture
    return picture.transpose(
        dice.pick(
            (
                Image.Transpose.ROTATE_90,
                Image.Transpose.ROTATE_180,
                Image.Transpose.ROTATE_270,
            )
        )
    )


def _grid(size: tuple[int, int]) -> tuple[Shade, Shade]:
    """From -1 to 1 across and down."""
    across = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    return np.broadcast_to(across, size[::-1]), np.broadcast_to(down, size[::-1])


def _within(dice: Dice, most: float) -> float:
    return dice.between(-1000, 1000) / 1000 * most


def _grain(dice: Dice) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(dice.below(1 << 30)))


def _as_shade(picture: Picture) -> Shade:
    return np.array(picture, np.float32)


def _as_picture(pixels: NDArray[np.floating[Any]]) -> Picture:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _jpeg(picture: Picture, quality: int) -> bytes:
    made = BytesIO()
    picture.save(made, JPEG, quality=quality)
    return made.getvalue()
