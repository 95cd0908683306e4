"""PNG, JPEG, WebP -> what the engine reads in each tile, inside the process of `child`; needs the extra `ocr`.

What the engine gives is passed on as it is: `monitor.parse.picture` makes lines of it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
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
MODELS: Final = {"Det": "*det*.onnx", "Rec": "*rec*.onnx"}
_BRIGHT: Final = 128
_UPRIGHT: Final = (None, 1)
_TURNED: Final = 0x0112  # EXIF: which way up


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """First {"width", "height", "engine", "frames", "cut"}, then {"top", "bottom", "lines"} each. Raises ItemError."""
    warnings.simplefilter("ignore")
    image, frames, cut = _decoded(stream)
    pixels = _as_rgb(image)
    engine, name = _engine()
    height, width = pixels.shape[:2]
    yield {"width": width, "height": height, "engine": name, "frames": frames, "cut": cut}
    for top, bottom in tile_borders(width, height):
        yield {"top": top, "bottom": bottom, "lines": _lines(engine, pixels[top:bottom, :, ::-1])}


def _decoded(stream: BinaryIO) -> tuple[Image.Image, int, bool]:
    """The first picture of a file, how many it has, and whether the file ends before the picture does."""
    Image.MAX_IMAGE_PIXELS = None  # our own bounds, with our own words
    image = _opened(stream)
    frames = int(getattr(image, "n_frames", 1))
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


def _as_rgb(image: Image.Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The picture as people see it: turned upright, on a ground against which its letters stand out, 8 bits a colour.

    Only a JPEG is turned: browsers do not turn the others, and what is drawn over the picture must fit it.
    """
    if image.format == "JPEG" and image.getexif().get(_TURNED) not in _UPRIGHT:
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _from_deep(np.asarray(image, dtype=np.float32))
    if image.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in image.info:
        return _on_a_ground(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("RGB"))


def _from_deep(grey: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """More than 8 bits a pixel, from the darkest to the brightest that there is."""
    low, high = float(grey.min()), float(grey.max())
    scaled = ((grey - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)
    return np.repeat(scaled[:, :, None], 3, axis=2)


def _on_a_ground(rgba: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """White letters without a ground get a black one, all else a white one."""
    alpha = rgba[:, :, 3:].astype(np.uint16)
    seen = rgba[:, :, :3][rgba[:, :, 3] > _BRIGHT]
    bright = alpha.min() < _BRIGHT and seen.size and float(seen.mean()) > _BRIGHT
    ground = np.uint16(0 if bright else 255)
    return ((rgba[:, :, :3] * alpha + ground * (255 - alpha)) // 255).astype(np.uint8)


def _engine() -> tuple[rapidocr.RapidOCR, str]:
    """The engine with the models that lie beside its program: nothing is ever fetched."""
    folder = Path(rapidocr.__file__).parent / "models"
    models = {part: sorted(folder.glob(pattern)) for part, pattern in MODELS.items()}
    if not all(models.values()):
        raise ItemError("", "parse", "needs a rapidocr with its models inside: pip install --force-reinstall rapidocr")
    threads = min(MAX_THREADS, os.cpu_count() or 1)
    settings: dict[str, Any] = {f"{part}.model_path": str(found[0]) for part, found in models.items()}
    settings |= {
        "Global.use_cls": False, "Global.log_level": "critical", "Global.text_score": 0.0,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }  # fmt: skip
    name = f"rapidocr {version('rapidocr')} ({models['Rec'][0].stem}), onnxruntime {version('onnxruntime')}"
    try:
        return rapidocr.RapidOCR(params=settings), name
    except Exception as error:
        raise ItemError("", "parse", f"breaks its reader ({type(error).__name__})") from error


def _lines(engine: rapidocr.RapidOCR, pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> list[dict[str, Any]]:
    """The lines of one tile in pixels of the tile: corners of the line, of each character, and how sure both are."""
    try:
        found = engine(np.ascontiguousarray(pixels), return_word_box=True, return_single_char_box=True)
    except Exception as error:  # what it says of itself names files of this machine
        raise ItemError("", "parse", f"breaks its reader ({type(error).__name__})") from error
    if found.boxes is None or not found.txts:
        return []
    return [
        {"text": text, "score": float(score), "box": box.tolist(),
         "words": [[word, float(sure), [list(map(float, corner)) for corner in box]] for word, sure, box in words]}
        for text, score, box, words in zip(found.txts, found.scores, found.boxes, found.word_results, strict=False)
    ]  # fmt: skip
