"""Covers for the demonstration's posts: a river between hills, drawn from a seed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 675
# Drawn larger and shrunk, which smooths the edges.
SCALE = 2

Colour = tuple[int, int, int]
Curve = Callable[[float], float]


@dataclass(frozen=True)
class Palette:
    """The colours of one hour and season."""

    sky_top: str
    sky_low: str
    sun: str
    hills: tuple[str, str, str]
    water_top: str
    water_low: str
    bank: str
    path: str
    tree: str


PALETTES = (
    Palette("#bcd2e6", "#f3e6d3", "#fdf1d8", ("#a0b4c5", "#6f8d9f", "#4d7a6b"),
            "#b3cbdd", "#6b93b0", "#3f6b4f", "#d9c7a3", "#2f5540"),
    Palette("#8fb8de", "#e9f3f7", "#fffbe8", ("#a9c4d6", "#7ba3a1", "#5b9275"),
            "#b9dbe6", "#5f9fc0", "#4d8a55", "#e4d6b0", "#34694a"),
    Palette("#f0b58a", "#fbe6c8", "#fff0c9", ("#d9a58c", "#a97c77", "#6d6163"),
            "#f1c9a4", "#a78a90", "#5a5a4c", "#d9b98a", "#40443b"),
    Palette("#c9d3dc", "#eef0ef", "#fafaf5", ("#bac5cc", "#93a3a9", "#748a85"),
            "#d3dde1", "#92a9b3", "#66796c", "#cfc8b8", "#4c6157"),
    Palette("#9fb7d9", "#f7dfc2", "#ffe9b3", ("#b9a98d", "#c08f4c", "#9a7a3b"),
            "#c6d3dc", "#7b98ad", "#8a7a3c", "#e6d29a", "#a4542f"),
    Palette("#2d4468", "#8c9dbb", "#f4efd8", ("#51678a", "#3c5274", "#2f4560"),
            "#7f93b3", "#3a527a", "#22384a", "#6d7f92", "#1b2d3b"),
)  # fmt: skip


def cover(seed: int) -> bytes:
    """A picture of 1200 × 675, the same for the same seed.

    Args:
        seed: any number; it also chooses the palette.

    Returns:
        PNG, at most 60 kB.
    """
    random = Random(seed)
    palette = PALETTES[seed % len(PALETTES)]
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
    draw = ImageDraw.Draw(image)
    shore = random.uniform(0.60, 0.66)
    _gradient(draw, 0.0, shore + 0.05, palette.sky_top, palette.sky_low)
    _sun(draw, random, palette)
    for depth, colour in enumerate(palette.hills):
        base = 0.44 + 0.075 * depth
        _fill(draw, _ridge(random, base, 0.13 - 0.035 * depth), colour)
    _gradient(draw, shore, 1.0, palette.water_top, palette.water_low)
    _ripples(draw, random, shore)
    far_bank = _ridge(random, shore, 0.006)
    _fill(draw, lambda x: far_bank(x) - 0.02, palette.hills[2], until=lambda x: far_bank(x) + 0.02)
    _trees(draw, random, palette, shore)
    bank = _bank(random)
    _fill(draw, bank, palette.bank)
    _fill(draw, lambda x: bank(x) + 0.07 + 0.05 * x, palette.path)
    return _png(image)


def _rgb(colour: str) -> Colour:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def _gradient(draw: ImageDraw.ImageDraw, top: float, low: float, first: str, last: str) -> None:
    start, end = round(top * HEIGHT * SCALE), round(low * HEIGHT * SCALE)
    above, below = _rgb(first), _rgb(last)
    # Steps of several rows of one colour: the eye does not see them, the file is small.
    step = 6 * SCALE
    for y in range(start, end, step):
        share = (y - start) / (end - start)
        colour = tuple(round(a + (b - a) * share) for a, b in zip(above, below, strict=True))
        draw.rectangle((0, y, WIDTH * SCALE, min(y + step, end)), fill=colour)


def _sun(draw: ImageDraw.ImageDraw, random: Random, palette: Palette) -> None:
    x, y = random.uniform(0.2, 0.85) * WIDTH * SCALE, random.uniform(0.16, 0.34) * HEIGHT * SCALE
    radius = random.uniform(28, 44) * SCALE
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=palette.sun)


def _ridge(random: Random, base: float, height: float) -> Curve:
    waves = [
        (height / (n + 1), random.uniform(2.0, 4.5) * (n + 1), random.uniform(0, math.tau))
        for n in range(3)
    ]
    return lambda x: base - sum(a * math.sin(f * x + shift) for a, f, shift in waves)


def _bank(random: Random) -> Curve:
    start, slope = random.uniform(0.84, 0.9), random.uniform(-0.08, 0.08)
    swell = random.uniform(0.01, 0.035)
    return lambda x: start + slope * (x - 0.5) - swell * math.sin(5 * x)


def _fill(draw: ImageDraw.ImageDraw, top: Curve, colour: str, until: Curve | None = None) -> None:
    steps = [n / 150 for n in range(151)]
    upper = [(x * WIDTH * SCALE, top(x) * HEIGHT * SCALE) for x in steps]
    lower = until or (lambda x: 1.01)
    under = [(x * WIDTH * SCALE, lower(x) * HEIGHT * SCALE) for x in reversed(steps)]
    draw.polygon(upper + under, fill=colour)


def _ripples(draw: ImageDraw.ImageDraw, random: Random, shore: float) -> None:
    for _ in range(random.randint(4, 7)):
        x = random.uniform(0.1, 0.8) * WIDTH * SCALE
        y = random.uniform(shore + 0.06, shore + 0.2) * HEIGHT * SCALE
        length = random.uniform(0.04, 0.13) * WIDTH * SCALE
        draw.line((x, y, x + length, y), fill="#f2f6f8", width=2 * SCALE)


def _trees(draw: ImageDraw.ImageDraw, random: Random, palette: Palette, shore: float) -> None:
    for centre in (random.uniform(0.08, 0.25), random.uniform(0.72, 0.9)):
        for _ in range(random.randint(2, 4)):
            x = (centre + random.uniform(-0.07, 0.07)) * WIDTH * SCALE
            foot = (shore + random.uniform(0.0, 0.02)) * HEIGHT * SCALE
            width, height = random.uniform(14, 22) * SCALE, random.uniform(26, 40) * SCALE
            crown = foot - height * 1.5
            draw.line((x, crown, x, foot), fill=palette.tree, width=4 * SCALE)
            draw.ellipse((x - width, crown - height, x + width, crown + height), fill=palette.tree)


def _png(image: Image.Image) -> bytes:
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    # A palette halves the file; without dithering the flat areas stay flat.
    flat = small.quantize(128, dither=Image.Dither.NONE)
    out = BytesIO()
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()
