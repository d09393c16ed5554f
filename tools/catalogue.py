"""Keeps the Chinese catalogue in step with the code: `python -m tools.catalogue update|check`.

Messages come from `app/` (Python and templates) and from `translations/upstream.txt`, the texts
of libraries that ours must replace.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import flask_appbuilder
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "translations/zh/LC_MESSAGES/messages.po"
UPSTREAM = ROOT / "translations/upstream.txt"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: dict[str, None] = dict.fromkeys(("_", "_l", "gettext", "lazy_gettext"))
OPTIONS = {"**/templates/**.html": {"silent": "false"}}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+(?:!r)?\}")
WORD = re.compile(r"[A-Za-z]{2}")
HAN = re.compile(r"[\u4e00-\u9fff]")


def messages_of(folder: Path) -> dict[str, str]:
    """Finds every message in a source tree, with one file that uses it."""
    found = extract_from_dir(folder, METHODS, OPTIONS, keywords=KEYWORDS)
    return {message: name for name, _line, message, _notes, _context in found if message}


def upstream() -> list[str]:
    """Reads the list of other people's texts that we translate."""
    lines = UPSTREAM.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def wanted() -> dict[str, str]:
    """Finds every message the catalogue must hold, with where it is used."""
    return {**dict.fromkeys(upstream(), UPSTREAM.name), **messages_of(ROOT / "app")}


def read() -> Catalog:
    """Reads the Chinese catalogue, an empty one if there is none yet."""
    if not PO.exists():
        return Catalog(locale="zh")
    with PO.open("rb") as file:
        return read_po(file, locale="zh", abort_invalid=True)


def write(catalogue: Catalog) -> None:
    """Writes the catalogue, without places and times: they would change with every line of code."""
    catalogue.header_comment = "# The texts people read. See CONTRIBUTING.md."
    catalogue.project, catalogue.version, catalogue.fuzzy = "sanshen", "1", False
    file = io.BytesIO()
    write_po(file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    unsaid = ("POT-Creation", "PO-Revision", "Generated-By", "Report-", "Last-T", "Language-T")
    dropped = tuple(f'"{name}' for name in unsaid)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text("".join(line for line in lines if not line.startswith(dropped)), encoding="utf-8")


def update() -> None:
    """Adds what is new, drops what is gone, keeps what is translated, in alphabetical order."""
    catalogue, template = read(), Catalog()
    for message in wanted():
        template.add(message)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    write(catalogue)
    empty = [m.id for m in catalogue if m.id and not m.string]
    print(f"{PO.relative_to(ROOT)}: {len(catalogue)} messages, {len(empty)} without Chinese")


def faults() -> Iterator[str]:
    """Says what is wrong with the catalogue, a line each."""
    catalogue, messages = read(), wanted()
    for name, place in sorted(messages.items()):
        message = catalogue.get(name)
        if message is None:
            yield f"missing: {name!r} ({place}); run `make messages`"
        elif not message.string:
            yield f"no Chinese: {name!r} ({place})"
        else:
            yield from faults_of(message)
    for message in catalogue:
        if message.id and message.id not in messages:
            yield f"used nowhere: {message.id!r}"
    yield from (f"obsolete: {name!r}" for name in catalogue.obsolete)
    yield from (f"Flask-AppBuilder has no Chinese for {text!r}" for text in unlisted())


def faults_of(message: Message) -> Iterator[str]:
    """Says what is wrong with one translated message."""
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        yield f"plural, which Chinese does not have: {message.id!r}"
        return
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    if sorted(PLACEHOLDER.findall(message.id)) != sorted(PLACEHOLDER.findall(message.string)):
        yield f"other placeholders: {message.id!r} → {message.string!r}"
    # A sentence without one Chinese character was copied, not translated.
    if WORD.search(PLACEHOLDER.sub("", message.id)) and not HAN.search(message.string):
        yield f"not Chinese: {message.id!r} → {message.string!r}"


def unlisted() -> list[str]:
    """Finds Flask-AppBuilder's own messages without Chinese that the list does not name."""
    # Sign-in by a third party is not offered.
    never_shown = {"Sign In with "}
    package = Path(flask_appbuilder.__file__).parent
    with (package / "translations/zh/LC_MESSAGES/messages.mo").open("rb") as file:
        shipped = read_mo(file)
    known = {message.id for message in shipped if message.string} | set(upstream()) | never_shown
    return sorted(text for text in messages_of(package) if text not in known)


def main() -> None:
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["check"]:
            if found := list(faults()):
                sys.exit("\n".join([*found[:40], f"{len(found)} faults in the catalogue"]))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
