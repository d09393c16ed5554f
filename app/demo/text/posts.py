"""The demonstration's posts, read from `app/demo/content/posts`.

A file holds one post: lines `name: value`, an empty line, the text (see `markup`). The lines are
the fields of `DemoPost`, those not given keep their default; besides these,

- `event: 12` is the day of the event, in days before today;
- `was: now => then` makes an earlier version: there, `now` (found exactly once in title, summary
  or text) read `then`; it may be repeated;
- `remark: second return …` is what a reviewer of that level said, of the earlier version if
  there is one and the decision is a return, otherwise of the text as it stands; may be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.demo.text.markup import fill_dates, to_html
from app.demo.text.records import CONTENT

LISTS = frozenset({"accounts"})
REPEATED = frozenset({"was", "remark"})


@dataclass(frozen=True)
class Remark:
    """审核意见 on one post: level (first, second, final), decision (pass, return, reject)."""

    level: str
    decision: str
    opinion: str


@dataclass(frozen=True)
class DemoPost:
    """稿件. `fate` is the state it must end in because its texts say so, or empty.

    `source` is original, reprint or circular (通稿); `form` text, picture, video, audio, h5, live
    or long_picture. `reason` goes with a fate that needs one (taken_down, void, revised).
    """

    slug: str
    title: str
    body: str
    summary: str
    event_on: date
    byline: str
    author: str = "yunying"
    department: str = "xianwei"
    source: str = "original"
    source_name: str = ""
    source_url: str = ""
    form: str = "text"
    policy_basis: str = ""
    accounts: tuple[str, ...] = ("qinghe-fabu-wx",)
    priority: str = "normal"
    sensitive: bool = False
    fate: str = ""
    reason: str = ""
    remarks: tuple[Remark, ...] = ()
    earlier_title: str = ""
    earlier_summary: str = ""
    earlier_body: str = ""

    def remark(self, level: str, decision: str) -> str:
        """What the reviewer of a level said when so deciding, or an empty string."""
        for remark in self.remarks:
            if (remark.level, remark.decision) == (level, decision):
                return remark.opinion
        return ""


def posts(today: date) -> list[DemoPost]:
    """The posts, oldest event first.

    Args:
        today: the day that events and dates in the texts count back from.

    Raises:
        ValueError: a file breaks the rules above; the message names it.
    """
    made = [_post(slug, fields, text, today) for slug, fields, text in _files()]
    return sorted(made, key=lambda post: (post.event_on, post.slug))


@cache
def _files() -> list[tuple[str, dict[str, Any], str]]:
    found = []
    for path in sorted((CONTENT / "posts").rglob("*.md")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        fields: dict[str, Any] = {}
        for line in head.splitlines():
            name, colon, value = line.partition(": ")
            if not colon:
                raise ValueError(f"{path.name}: no colon in {line!r}")
            if name in REPEATED:
                fields.setdefault(name, []).append(value)
            elif name in LISTS:
                fields[name] = tuple(value.split())
            else:
                fields[name] = value
        found.append((path.stem, fields, text))
    return found


def _post(slug: str, fields: dict[str, Any], text: str, today: date) -> DemoPost:
    fields = dict(fields)
    event = today - timedelta(days=int(fields.pop("event")))
    now = (fields.pop("title"), fields.pop("summary"), text)
    then = _earlier(slug, now, fields.pop("was", []))
    title, summary, body = (fill_dates(part, event) for part in now)
    if then:
        fields["earlier_title"] = fill_dates(then[0], event)
        fields["earlier_summary"] = fill_dates(then[1], event)
        fields["earlier_body"] = to_html(fill_dates(then[2], event))
    return DemoPost(
        slug=slug,
        title=title,
        summary=summary,
        body=to_html(body),
        event_on=event,
        sensitive=fields.pop("sensitive", "no") == "yes",
        remarks=tuple(Remark(*line.split(" ", 2)) for line in fields.pop("remark", [])),
        **fields,
    )


def _earlier(slug: str, now: tuple[str, str, str], changes: list[str]) -> tuple[str, ...]:
    # Written as changes to the text, so that the two versions cannot drift apart.
    parts = list(now)
    for change in changes:
        new, arrow, old = change.partition(" =>")
        places = [index for index, part in enumerate(parts) if new in part]
        if not arrow or len(places) != 1 or parts[places[0]].count(new) != 1:
            raise ValueError(f"{slug}: not exactly one place for {change!r}")
        parts[places[0]] = parts[places[0]].replace(new, old.strip())
    return tuple(parts) if changes else ()
