"""Letters seen in a picture, by the engine of the extra ``ocr``: one per process, two threads.

Its models come with its package: nothing is fetched.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from agency.reading.lines import THOUSAND, Box, Line, Point, Quad

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float32]

THREADS = 2
# Where text stands is found in a smaller picture, which takes a quarter of the memory; the letters
# are read in the picture as it came.
LONGEST_SIDE_TO_FIND = 1216
# A crop taller than this many times its width holds a line that runs up or down.
TALL = 1.5
# So many of the longest lines tell whether the page stands on its head.
ASKED = 9
# What was seen is never wholly sure, and what was read in two ways hardly.
SUREST, DOUBTED = 0.999, 0.3
# As <malloc.h> has it, and bytes.
M_MMAP_THRESHOLD, LARGE_BLOCK = -3, 4 << 20
PARAMETERS = {
    "Global.log_level": "error",
    "Global.use_preprocess_img": False,
    "Det.limit_type": "max",
    "Det.limit_side_len": LONGEST_SIDE_TO_FIND,
    "Rec.rec_batch_num": 2,
    "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@cache
def engine() -> Any:
    """The engine, made when it is first asked for and then kept: it takes a second to load."""
    from rapidocr import RapidOCR

    _keep_no_large_blocks()
    made = RapidOCR(params=PARAMETERS)
    made.return_word_box = True
    return made


def _keep_no_large_blocks() -> None:
    """Have the C library give what was large back at once, where it can be told to.

    It would keep holes between blocks of many sizes: a fifth more memory, for a fifth less time.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)


def load() -> None:
    """Load the three models, each of which is otherwise loaded when it is first used."""
    white = np.full((48, 192, 3), 255, np.uint8)
    engine()(white, use_det=True, use_cls=False, use_rec=False)
    engine().cls_and_rotate([white])
    engine().recognize_txt([white])


def seen_lines(picture: Pixels, page: int = 1) -> list[Line]:
    """The lines in a picture of blue, green and red, whichever way up it is."""
    found = _found(picture)
    if not len(found):
        return []
    pixels, corners, back = _on_its_feet(picture, found)
    if not len(corners):
        return []
    crops = [_cut_out(pixels, one) for one in corners]
    read = [agreed(*both) for both in zip(_read(crops), _read(_clearer(crops)), strict=True)]
    height, width = picture.shape[:2]
    scale = np.array([THOUSAND / width, THOUSAND / height])
    straight = _straightened(corners)
    return [
        Line(text, sure, page, _quad(back(one) * scale), _box(level))
        for (text, sure), one, level in zip(read, corners, straight, strict=True)
        if text.strip()
    ]


def _found(picture: Pixels) -> Corners:
    """The four corners of each piece of text, from its top left or, turned, from some corner."""
    import cv2

    height, width = picture.shape[:2]
    scale = min(LONGEST_SIDE_TO_FIND / max(height, width), 1.0)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = engine()(small, use_det=True, use_cls=False, use_rec=False).boxes
    found: Corners = np.asarray([] if boxes is None else boxes, np.float32) / np.float32(scale)
    return found


def _on_its_feet(picture: Pixels, corners: Corners) -> tuple[Pixels, Corners, Any]:
    """Picture and boxes turned so that the lines run from left to right, and the way back."""
    height, width = picture.shape[:2]
    turns = 1 if _run_down(corners) else 0
    turned, there = _turned(picture, corners, turns)
    if _is_upside_down(turned, there):
        turns += 2
        turned, there = _turned(picture, corners, turns)
    across, down = _lengths(there)
    # What still runs up or down is the edge of the paper, a crease, or a note in the margin.
    there = there[down <= TALL * across]
    return turned, there, lambda points: _turned_back(points, turns, width, height)


def _run_down(corners: Corners) -> bool:
    """Whether most of the text, by its length, runs up or down."""
    across, down = _lengths(corners)
    tall = down > TALL * across
    return bool(down[tall].sum() > across[~tall].sum())


def _lengths(corners: Corners) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    across = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    down = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    return across, down


def _turned(picture: Pixels, corners: Corners, turns: int) -> tuple[Pixels, Corners]:
    """By ``turns`` quarters to the left, the corners of each box beginning at its top left again.

    A quarter to the left takes (x, y) to (y, width - x).
    """
    points = corners
    for turn in range(turns):
        width = picture.shape[1] if turn % 2 == 0 else picture.shape[0]
        points = np.stack([points[..., 1], width - points[..., 0]], axis=-1)
        points = np.roll(points, -1, axis=1)
    return np.ascontiguousarray(np.rot90(picture, turns)), points.astype(np.float32)


def _turned_back(points: Corners, turns: int, width: int, height: int) -> Corners:
    """The points of one box where they are on the picture as it came."""
    for turn in reversed(range(turns)):
        side = width if turn % 2 == 0 else height
        points = np.stack([side - points[..., 1], points[..., 0]], axis=-1)
    return points


def _is_upside_down(picture: Pixels, corners: Corners) -> bool:
    across, _ = _lengths(corners)
    longest = np.argsort(-across)[:ASKED]
    _, said = engine().cls_and_rotate([_cut_out(picture, corners[one]) for one in longest])
    turned = sum(str(label) == "180" for label, _ in said.cls_res)
    return 2 * turned > len(longest)


def _cut_out(picture: Pixels, corners: Corners) -> Pixels:
    """What stands between four corners, straightened."""
    import cv2

    across, down = _lengths(corners[None])
    width, height = max(int(across[0]), 2), max(int(down[0]), 2)
    there = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, there)
    cut = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8)


def _clearer(crops: list[Pixels]) -> list[Pixels]:
    """The same pieces a little larger, their darkest made black and their brightest white."""
    import cv2

    made = []
    for crop in crops:
        dark, bright = np.percentile(crop, (2, 98))
        spread = (crop.astype(np.float32) - dark) * (255 / max(bright - dark, 1))
        larger = cv2.resize(np.clip(spread, 0, 255).astype(np.uint8), None, fx=1.25, fy=1.25)
        margin = max(larger.shape[0] // 12, 1)
        framed = cv2.copyMakeBorder(larger, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        made.append(np.asarray(framed, np.uint8))
    return made


def _read(crops: list[Pixels]) -> list[tuple[str, list[float]]]:
    """Each piece's text, and how sure each of its characters is."""
    said = engine().recognize_txt(crops)
    both = zip(said.txts, said.word_results, strict=True)
    return [(text, list(info.confs[: len(text)]) if text else []) for text, info in both]


def agreed(
    one: tuple[str, list[float]], other: tuple[str, list[float]]
) -> tuple[str, tuple[float, ...]]:
    """What was read twice, as the surer time; where the other time differs, it is doubted."""
    one, other = sorted((one, other), key=lambda read: sum(read[1]) / max(len(read[1]), 1))[::-1]
    text, sure = one[0], [min(how, SUREST) for how in one[1]]
    for edit in Levenshtein.opcodes(text, other[0]):
        start, end = edit.src_start, edit.src_end
        # A blank that is seen once and not again says nothing of the letters around it.
        differs = text[start:end] + other[0][edit.dest_start : edit.dest_end]
        if edit.tag == "equal" or not differs.strip():
            continue
        for at in range(max(start - (start == end), 0), max(end, start)):
            sure[at] = min(sure[at], DOUBTED)
    return text, tuple(sure)


def _straightened(corners: Corners) -> Corners:
    """The corners on a page of which most text is level."""
    across = corners[:, 1] - corners[:, 0]
    long = across[np.argsort(-np.abs(across[:, 0]))[: max(len(across) // 2, 1)]]
    angle = -float(np.median(np.arctan2(long[:, 1], long[:, 0])))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(corners @ turn, np.float32)


def _box(corners: Corners) -> Box:
    """A level box about the middle of a line: tilted ends make it no taller than its letters."""
    left, right = corners[[0, 3], 0].mean(), corners[[1, 2], 0].mean()
    top, bottom = corners[[0, 1], 1].mean(), corners[[2, 3], 1].mean()
    return Box(float(left), float(top), float(right), float(bottom))


def _quad(corners: Corners) -> Quad:
    first, second, third, fourth = (_point(one) for one in corners)
    return first, second, third, fourth


def _point(one: NDArray[np.float32]) -> Point:
    return float(one[0]), float(one[1])
