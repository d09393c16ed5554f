"""The demonstration's covers: small, different, and the same every time."""

from __future__ import annotations

from app.demo.pictures import PALETTES, cover


def test_covers_are_small_different_and_always_the_same() -> None:
    pictures = [cover(seed) for seed in range(2 * len(PALETTES))]
    assert len(set(pictures)) == len(pictures)
    assert all(one.startswith(b"\x89PNG") and len(one) <= 60_000 for one in pictures)
    assert cover(3) == pictures[3]
