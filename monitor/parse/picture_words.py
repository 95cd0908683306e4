"""PNG, JPEG, WebP -> what the engine reads in each tile, inside the process of `child`; needs the extra `ocr`.

What the engine gives is passed on as it is: `monitor.parse.picture` makes lines of it.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import rapidocr
from PIL import Image, ImageFile, ImageOps

from monitor.errors import ItemError
from monitor.parse.tiles import tile_borders

FORMATS: Final = ("PNG", "JPEG", "WEBP")
MAX_SIDE: Final = 40_000  # pixels
MAX_PIXELS: Final = 60_000_000  # a screenshot of 1440 x 40000
LEAST_SIDE: Final = 16
MAX_THREADS: Final = 4
PHOTO_SIDE: Final = 2000  # pixels of a tile as the engine looks at it
SCREEN_SIDE: Final = 4000
MAX_TILE: Final = 8_500_000  # pixels: with more of them it needs more than 2 GB of memory
MODELS: Final = {"Det": "*det*.onnx", "Rec": "*rec*.onnx"}
_FEW: Final = 3  # lines: of fewer nothing is concluded
_SURE: Final = 0.9
_MORE: Final = 10  # letters
_TRIAL: Final = 1200  # pixels: a picture from twice as many a side on is made smaller before it is turned about
_NARROW: Final = 3  # times as long as wide
_BRIGHT: Final = 128
_UPRIGHT: Final = (None, 1)
_TURNED: Final = 0x0112  # EXIF: which way up
_JPEGS: Final = frozenset({"JPEG", "MPO"})  # telephones put a second, smaller picture behind: MPO
_Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """First {"width", "height", "engine", …}, then {"top", "bottom", "lines"} each. Raises ItemError.

    A picture that lies on its side or stands on its head is read once more, turned: it begins anew with its "width".
    """
    warnings.simplefilter("ignore")
    image, frames, cut = _decoded(stream)
    pixels = _as_rgb(image)
    engine, name = _engine(_side_for(pixels, photo=image.format in _JPEGS))
    about = {"engine": name, "frames": frames, "cut": cut}
    lines: list[dict[str, Any]] = []
    for value in _tiles(engine, pixels, {**about, "turned": 0}):
        lines += value.get("lines", ())
        yield value
    if turned := _turned(engine, pixels, lines):
        yield from _tiles(engine, np.rot90(pixels, -turned), {**about, "turned": turned})


def _tiles(engine: rapidocr.RapidOCR, pixels: _Pixels, about: dict[str, Any]) -> Iterator[dict[str, Any]]:
    height, width = pixels.shape[:2]
    yield {"width": width, "height": height, **about}
    for top, bottom in tile_borders(width, height):
        yield {"top": top, "bottom": bottom, "lines": _lines(engine, pixels[top:bottom, :, ::-1])}


def _turned(engine: rapidocr.RapidOCR, pixels: _Pixels, lines: Sequence[Mapping[str, Any]]) -> int:
    """Quarter turns clockwise after which much more of a picture can be read than `lines`; 0 for none."""
    read = sum(len(line["text"]) for line in lines)
    legible = _legible(lines)
    if len(lines) < _FEW or legible * 2 > read:
        return 0
    small = _middle(pixels)
    found = {turns: _legible(_lines(engine, np.rot90(small, -turns)[:, :, ::-1])) for turns in (1, 2, 3)}
    best = max(found, key=lambda turns: found[turns])
    return best if found[best] > 2 * legible + _MORE else 0


def _legible(lines: Sequence[Mapping[str, Any]]) -> int:
    """The letters of lines that lie and of which the engine is sure."""
    return sum(len(line["text"]) for line in lines if line["score"] >= _SURE and _lies(line["box"]))


def _lies(corners: Sequence[Sequence[float]]) -> bool:
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return max(across) - min(across) > max(down) - min(down)


def _middle(pixels: _Pixels) -> _Pixels:
    """The middle of a picture, not much longer than wide and no larger than a trial needs."""
    height, width = pixels.shape[:2]
    most = 2 * min(height, width)
    top, left = max(0, height - most) // 2, max(0, width - most) // 2
    middle = Image.fromarray(pixels[top : top + most, left : left + most])
    return np.asarray(middle.reduce(max(1, max(middle.size) // _TRIAL)))


def _decoded(stream: BinaryIO) -> tuple[Image.Image, int, bool]:
    """The first picture of a file, how many it has, and whether the file ends before the picture does."""
    Image.MAX_IMAGE_PIXELS = None  # our own bounds, with our own words
    image = _opened(stream)
    frames = 1 if image.format in _JPEGS else int(getattr(image, "n_frames", 1))
    try:
        image.load()
        return image, frames, False
    except OSError:
        pass
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    stream.seek(0)
    image = _opened(stream)
    try:
        image.load()
    except OSError as error:
        raise ItemError("", "parse", f"is damaged ({error})") from error
    return image, frames, True


def _opened(stream: BinaryIO) -> Image.Image:
    try:
        image = Image.open(stream, formats=FORMATS)
    except (OSError, ValueError, SyntaxError) as error:
        raise ItemError("", "parse", "is damaged, or no picture behind its first bytes") from error
    width, height = image.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        most = f"{MAX_PIXELS // 1_000_000} million pixels or {MAX_SIDE:,} a side"
        raise ItemError("", "parse", f"has {width} x {height} pixels, more than {most}; cut it into parts")
    if min(width, height) < LEAST_SIDE:
        raise ItemError("", "parse", f"has {width} x {height} pixels, too few for words")
    return image


def _as_rgb(image: Image.Image) -> _Pixels:
    """The picture as people see it: turned upright, on a ground against which its letters stand out, 8 bits a colour.

    Only a JPEG is turned: browsers do not turn the others, and what is drawn over the picture must fit it.
    """
    if image.format in _JPEGS and image.getexif().get(_TURNED) not in _UPRIGHT:
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _from_deep(np.asarray(image, dtype=np.float32))
    if image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info:
        return _on_a_ground(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("RGB"))


def _from_deep(grey: np.ndarray[Any, np.dtype[np.float32]]) -> _Pixels:
    """More than 8 bits a pixel, from the darkest to the brightest that there is."""
    low, high = float(grey.min()), float(grey.max())
    scaled = ((grey - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)
    return np.repeat(scaled[:, :, None], 3, axis=2)


def _on_a_ground(rgba: _Pixels) -> _Pixels:
    """White letters without a ground get a black one, all else a white one."""
    alpha = rgba[:, :, 3:].astype(np.uint16)
    seen = rgba[:, :, :3][rgba[:, :, 3] > _BRIGHT]
    bright = alpha.min() < _BRIGHT and seen.size and float(seen.mean()) > _BRIGHT
    ground = np.uint16(0 if bright else 255)
    return ((rgba[:, :, :3] * alpha + ground * (255 - alpha)) // 255).astype(np.uint8)


def _side_for(pixels: _Pixels, *, photo: bool) -> int:
    """Pixels of a tile's longer side up to which it is not made smaller: the small letters of wide screens count."""
    height, width = pixels.shape[:2]
    tall = max(bottom - top for top, bottom in tile_borders(width, height))
    most = math.isqrt(MAX_TILE * max(width, tall) // min(width, tall))
    return PHOTO_SIDE if photo else max(PHOTO_SIDE, min(SCREEN_SIDE, most))


def _engine(side: int) -> tuple[rapidocr.RapidOCR, str]:
    """The engine with the models that lie beside its program: nothing is ever fetched.

    Args: side, pixels of the longer side of a picture from which on it makes it smaller.
    """
    folder = Path(rapidocr.__file__).parent / "models"
    models = {part: sorted(folder.glob(pattern)) for part, pattern in MODELS.items()}
    if not all(models.values()):
        raise ItemError("", "parse", "needs a rapidocr with its models inside: pip install --force-reinstall rapidocr")
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    settings: dict[str, Any] = {f"{part}.model_path": str(found[0]) for part, found in models.items()}
    settings |= {
        "Global.use_cls": False, "Global.max_side_len": side, "Global.log_level": "critical", "Global.text_score": 0.0,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }  # fmt: skip
    name = f"rapidocr {version('rapidocr')} ({models['Rec'][0].stem}), onnxruntime {version('onnxruntime')}"
    try:
        return rapidocr.RapidOCR(params=settings), name
    except Exception as error:
        raise ItemError("", "parse", f"breaks its reader ({type(error).__name__})") from error


def _thickened(pixels: _Pixels) -> _Pixels:
    """A narrow strip with more of its edge to the right or below: the engine makes the shorter side 736 pixels long."""
    height, width = pixels.shape[:2]
    least = min(SCREEN_SIDE, max(height, width)) // _NARROW
    return np.pad(pixels, ((0, max(0, least - height)), (0, max(0, least - width)), (0, 0)), mode="edge")


def _lines(engine: rapidocr.RapidOCR, pixels: _Pixels) -> list[dict[str, Any]]:
    """The lines of one tile in pixels of the tile: corners of the line, of each character, and how sure both are."""
    try:
        found = engine(np.ascontiguousarray(_thickened(pixels)), return_word_box=True, return_single_char_box=True)
    except Exception as error:  # what it says of itself names files of this machine
        raise ItemError("", "parse", f"breaks its reader ({type(error).__name__})") from error
    if found.boxes is None or not found.txts:
        return []
    return [
        {"text": text, "score": float(score), "box": box.tolist(),
         "words": [[word, float(sure), [list(map(float, corner)) for corner in box]] for word, sure, box in words]}
        for text, score, box, words in zip(found.txts, found.scores, found.boxes, found.word_results, strict=False)
    ]  # fmt: skip
