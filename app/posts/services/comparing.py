"""What differs between two versions: fields as a table, the text with additions and removals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diff_match_patch import diff_match_patch
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.entity import label_of
from app.platforms.models import Account
from app.posts.content import Content, paragraphs
from app.posts.models import Post, PostVersion, SourceKind

SAME, ADDED, REMOVED = 0, 1, -1
# Beyond this share of changed characters a paragraph is another one, not a changed one.
REWRITTEN = 0.6


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the compared text as pieces of (SAME, ADDED or REMOVED, text)."""

    pieces: list[tuple[int, str]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(kind != SAME for kind, _text in self.pieces)

    @property
    def html(self) -> Markup:
        """Additions in `ins`, removals in `del`, each named for those who cannot see colour."""
        return Markup("").join(_piece(kind, text) for kind, text in self.pieces)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions.

    Attributes:
        fields: those that differ, in the order of the form.
        paragraphs: the whole text, changed and unchanged.
        added, removed: how many characters.
    """

    fields: Sequence[FieldChange]
    paragraphs: Sequence[Paragraph]
    added: int
    removed: int

    @property
    def nothing(self) -> bool:
        """Whether the two versions say the same."""
        return not self.fields and not any(one.changed for one in self.paragraphs)

    @property
    def runs(self) -> list[tuple[bool, list[Paragraph]]]:
        """The paragraphs grouped into runs of changed and unchanged ones."""
        runs: list[tuple[bool, list[Paragraph]]] = []
        for paragraph in self.paragraphs:
            if not runs or runs[-1][0] != paragraph.changed:
                runs.append((paragraph.changed, []))
            runs[-1][1].append(paragraph)
        return runs


def diff(
    session: Session, old: PostVersion, new: PostVersion, known: Iterable[Account] = ()
) -> Difference:
    """Compares two versions of a post.

    Args:
        session: for the names of accounts.
        old: what was seen before.
        new: what is there now.
        known: accounts that need not be read again.
    """
    names = {account.id: str(account) for account in known}
    missing = {key for version in (old, new) for key in version.content["accounts"]} - set(names)
    if missing:
        rows = session.scalars(select(Account).where(Account.id.in_(missing)))
        names |= {account.id: str(account) for account in rows}
    return compare(old.content, new.content, names)


def compare(old: Content, new: Content, account_names: Mapping[int, str]) -> Difference:
    """Compares two contents."""
    text = _paragraphs(paragraphs(old["body"]), paragraphs(new["body"]))
    pieces = [piece for paragraph in text for piece in paragraph.pieces]
    before, after = _fields(old, account_names), _fields(new, account_names)
    return Difference(
        fields=[
            FieldChange(label, before[label], after[label])
            for label in before
            if before[label] != after[label]
        ],
        paragraphs=text,
        added=sum(len(text) for kind, text in pieces if kind == ADDED),
        removed=sum(len(text) for kind, text in pieces if kind == REMOVED),
    )


def _fields(content: Content, account_names: Mapping[int, str]) -> dict[str, str]:
    """Label → value as text of everything but the body."""
    source = content["source"]
    values: dict[str, Any] = {
        "title": content["title"],
        "summary": content["summary"],
        "byline": content["byline"],
        "source_kind": SourceKind(source["kind"]).label,
        "source_name": source["name"],
        "source_url": source["url"],
        "policy_basis": content["policy_basis"],
        "accounts": "、".join(account_names.get(key, str(key)) for key in content["accounts"]),
    }
    texts = {str(label_of(Post, name)): str(value) for name, value in values.items()}
    texts[_("Cover")] = _file_names([content["cover"]] if content["cover"] else [])
    texts[_("Attachments")] = _file_names(content["attachments"])
    return texts


def _file_names(files: Iterable[Mapping[str, Any]]) -> str:
    # The beginning of the digest tells a file apart from another one of the same name.
    return "、".join(f"{file['name']}（{file['digest'][:8]}）" for file in files)


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Paragraph]:
    """Aligns whole paragraphs first, then compares those that took each other's place."""
    engine = diff_match_patch()
    texts = ["".join(f"{line}\n" for line in lines) for lines in (old, new)]
    one, other, known = engine.diff_linesToChars(*texts)
    blocks: list[tuple[int, str]] = engine.diff_main(one, other, False)
    engine.diff_charsToLines(blocks, known)
    result: list[Paragraph] = []
    position = 0
    while position < len(blocks):
        kind, text = blocks[position]
        position += 1
        if kind == REMOVED and position < len(blocks) and blocks[position][0] == ADDED:
            result += _replaced(engine, text, blocks[position][1])
            position += 1
        else:
            result += _whole(kind, text)
    return result


def _whole(kind: int, text: str) -> list[Paragraph]:
    return [Paragraph([(kind, line)]) for line in text.splitlines() if line]


def _replaced(engine: Any, old: str, new: str) -> list[Paragraph]:
    """Paragraphs that became others: word by word, unless hardly a word is left."""
    pieces: list[tuple[int, str]] = engine.diff_main(old, new)
    engine.diff_cleanupSemantic(pieces)
    if engine.diff_levenshtein(pieces) > REWRITTEN * max(len(old), len(new)):
        return [*_whole(REMOVED, old), *_whole(ADDED, new)]
    # Cut at line ends, whichever of the two texts they stand in.
    result = [Paragraph()]
    for kind, text in pieces:
        first, *more = text.split("\n")
        if first:
            result[-1].pieces.append((kind, first))
        result += [Paragraph([(kind, line)] if line else []) for line in more]
    return [paragraph for paragraph in result if paragraph.pieces]


def _piece(kind: int, text: str) -> Markup:
    if kind == SAME:
        return Markup("{}").format(text)
    tag, word = ("ins", _("added:")) if kind == ADDED else ("del", _("removed:"))
    return Markup('<{0}><span class="visually-hidden">{1}</span>{2}</{0}>').format(
        Markup(tag), word, text
    )
