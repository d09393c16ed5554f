"""Copies what the browser needs from node_modules into app/static/build/, with an icon sprite.

No third-party file is kept in the repository: the lock names them exactly, npm brings them, and
this script takes the few files that a page may load.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
ICON_LIST = ROOT / "app/core/icons.txt"
TARGET = ROOT / "app/static/build"

# Folder below the target → files below node_modules. The licences go with them (Tabler's
# stands at the top of its files).
FILES = {
    "tabler": [
        "@tabler/core/dist/css/tabler.min.css",
        "@tabler/core/dist/js/tabler.min.js",
    ],
    "tom-select": [
        "tom-select/dist/css/tom-select.bootstrap5.min.css",
        "tom-select/dist/js/tom-select.complete.min.js",
        "tom-select/LICENSE",
    ],
    "flatpickr": [
        "flatpickr/dist/flatpickr.min.css",
        "flatpickr/dist/flatpickr.min.js",
        "flatpickr/dist/l10n/zh.js",
        "flatpickr/LICENSE.md",
    ],
    "quill": ["quill/dist/quill.snow.css", "quill/dist/quill.js", "quill/LICENSE"],
    "echarts": ["echarts/dist/echarts.min.js", "echarts/LICENSE", "echarts/NOTICE"],
    # For paper, not for pages: the machine that prints need not have a Chinese font.
    "fonts": [
        "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
        "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
        "@expo-google-fonts/noto-serif-sc/LICENSE_FONT",
    ],
}
# A map is for debugging the library, and asking for one that is not there fills the console.
SOURCE_MAP = re.compile(r"^(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)
SVG = re.compile(r"<svg\b([^>]*)>(.*?)</svg>", re.DOTALL)


def main() -> None:
    """Builds into a new folder and swaps it in, so that a failure leaves the old one whole."""
    fresh = TARGET.with_name("build.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for folder, files in FILES.items():
        for name in files:
            copy(MODULES / name, fresh / folder)
    names = icon_names(ICON_LIST.read_text(encoding="utf-8")) if ICON_LIST.exists() else []
    fresh.joinpath("icons.svg").write_text(sprite(names), encoding="utf-8")
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)
    print(f"app/static/build: {sum(map(len, FILES.values()))} files, {len(names)} icons")


def copy(source: Path, folder: Path) -> None:
    """Copies one file, without the reference to its source map."""
    folder.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".js", ".css"}:
        text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
        (folder / source.name).write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(source, folder / source.name)


def icon_names(text: str) -> list[tuple[str, bool]]:
    """Reads the icon list: a name a line, with `filled` behind it for the filled drawing.

    Returns:
        (name, filled), each once, in order.

    Raises:
        SystemExit: for a line of another form.
    """
    names: dict[tuple[str, bool], None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[1:] not in ([], ["filled"]):
            sys.exit(f"{ICON_LIST.name}:{number}: expected `name` or `name filled`, not {line!r}")
        names[words[0], len(words) == 2] = None
    return list(names)


def sprite(names: list[tuple[str, bool]]) -> str:
    """Draws the sprite: a `<symbol id="name">` (or `name-filled`) per icon.

    Raises:
        SystemExit: naming every icon that the icon set lacks.
    """
    symbols, missing = [], []
    for name, filled in names:
        style = "filled" if filled else "outline"
        path = MODULES / f"@tabler/icons/icons/{style}/{name}.svg"
        if not path.exists():
            missing.append(f"{name} ({style})")
            continue
        found = SVG.search(path.read_text(encoding="utf-8"))
        assert found, path
        drawing = re.sub(r"\s+", " ", found[2]).strip()
        # The stroke, its width and the fill are for the stylesheet to say, on the <svg> in use.
        paint = (
            'fill="currentColor" stroke="none"'
            if filled
            else 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
        )
        ident = f"{name}-filled" if filled else name
        symbols.append(f'<symbol id="{ident}" viewBox="0 0 24 24" {paint}>{drawing}</symbol>')
    if missing:
        sys.exit(f"{ICON_LIST.name}: no such icon: {', '.join(missing)}")
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    main()
