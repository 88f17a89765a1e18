"""A picture as PNG: the colours of the picture, its letters, its width, whatever fonts a machine has."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

import pytest

from api.advice.foot.feet import Foot
from api.advice.met_pad.advise import PadRequest, positions_of
from api.advice.triage.request import Symptoms
from api.pictures.drawing.png import WIDTHS, png
from api.pictures.foot.diagram import diagram
from api.pictures.foot.palette import FONT, LIGHT_AND_DARK
from api.rulebook.load import shipped_rulebook

BOOK = shipped_rulebook()
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def drawing() -> str:
    request = PadRequest(foot=Foot(262.5, 195, 100), side="left", symptoms=Symptoms(pain_sites=("mth_2", "heel")))
    return diagram(positions_of(request, BOOK)[0], ("mth_2", "heel"), BOOK)


def pixels_of(image: bytes) -> list[bytes]:
    """Return the pixels (red, green, blue) of a PNG of 8 bits a channel, read without a library."""
    width, height, bits, kind = struct.unpack(">IIBB", image[16:26])
    assert image[:8] == b"\x89PNG\r\n\x1a\n" and bits == 8
    size = {2: 3, 6: 4}[kind]
    data, position = b"", 8
    while position < len(image):
        (length,), name = struct.unpack(">I", image[position : position + 4]), image[position + 4 : position + 8]
        data += image[position + 8 : position + 8 + length] if name == b"IDAT" else b""
        position += 12 + length
    raw, row, before = zlib.decompress(data), width * size, bytearray(width * size)
    pixels = []
    for nth in range(height):
        start = nth * (row + 1)
        line = bytearray(raw[start + 1 : start + 1 + row])
        _unfilter(raw[start], line, before, size)
        pixels += [bytes(line[x : x + 3]) for x in range(0, row, size)]
        before = line
    return pixels


def _unfilter(kind: int, line: bytearray, before: bytearray, size: int) -> None:
    for x in range(len(line)):
        left, up = line[x - size] if x >= size else 0, before[x]
        corner = before[x - size] if x >= size else 0
        guess = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
        line[x] = (line[x] + (0, left, up, (left + up) // 2, guess)[kind]) & 255


def test_the_colours_of_the_picture_are_seen() -> None:
    pixels = pixels_of(png(drawing(), 300))
    counted = Counter(pixels)
    for name, share in (("paper", 0.3), ("skin", 0.03), ("print", 0.08)):
        colour = bytes.fromhex(LIGHT_AND_DARK[name][0].removeprefix("#"))
        assert counted[colour] / len(pixels) > share, name
    assert counted[b"\0\0\0"] == 0
    assert sum(pixel[0] > 180 and pixel[1] < 120 and pixel[2] < 120 for pixel in pixels) > 30


def test_letters_are_drawn_though_no_font_of_the_machine_is_used() -> None:
    def dark(words: str, weight: int) -> int:
        text = f'<text x="2" y="15" font-size="14" font-weight="{weight}" font-family="{FONT}">{words}</text>'
        paper = '<rect width="100" height="20" fill="#ffffff"/>'
        image = png(f'<svg {NAMESPACE} viewBox="0 0 100 20">{paper}{text}</svg>', 200)
        return sum(pixel[0] < 128 for pixel in pixels_of(image))

    assert dark(" ", 400) == 0 < dark("5 mm × 7", 400) < dark("5 mm × 7", 600)


@pytest.mark.parametrize("width", [*WIDTHS, 640])
def test_it_is_as_wide_as_was_asked(width: int) -> None:
    image = png(f'<svg {NAMESPACE} viewBox="0 0 20 10"><rect width="20" height="10"/></svg>', width)
    assert struct.unpack(">II", image[16:24]) == (width, width // 2)
