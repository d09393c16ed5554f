"""Platforms and what each of them takes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped

from app.core.entity import Choice, ChoiceType, Entity, field


class PlatformKind(Choice):
    """平台类型."""

    wechat = "wechat", _l("WeChat official account")
    weibo = "weibo", _l("Weibo")
    douyin = "douyin", _l("Douyin")
    website = "website", _l("Official website")
    other = "other", _l("Other")


# 0 is no limit; of WeChat alone the documentation gives figures.
USUAL_LIMITS: dict[PlatformKind, dict[str, int]] = {
    PlatformKind.wechat: {
        "title_limit": 32,
        "author_limit": 16,
        "summary_limit": 128,
        "body_limit": 20000,
    }
}


def usual_limit(kind: PlatformKind, name: str) -> int:
    """What is stored where a limit is left empty."""
    return USUAL_LIMITS.get(kind, {}).get(name, 0)


def _limit(name: str, label: object) -> Mapped[int]:
    """A column for the most characters that a platform takes of something."""
    limit: Mapped[int] = field(
        label,
        Integer,
        default=lambda context: usual_limit(context.get_current_parameters()["kind"], name),
        info={"least": 0},
        help=_l(
            "In characters; 0 means no limit. Left empty it is %(number)s for WeChat official "
            "accounts, by that platform's documentation, and no limit for others.",
            number=usual_limit(PlatformKind.wechat, name),
        ),
    )
    return limit


class Platform(Entity):
    """平台. A place that is published on, with its limits (一(二), 三(三)3)."""

    __tablename__ = "platform"
    __table_args__ = (
        CheckConstraint(
            "title_limit >= 0 AND author_limit >= 0 AND summary_limit >= 0 AND body_limit >= 0",
            name="limits",
        ),
        CheckConstraint("gap_days >= 1", name="gap_days"),
    )

    singular = _l("Platform")
    # So few that a form offers all of them.
    few = True
    everybodys = True

    kind: Mapped[PlatformKind] = field(_l("Kind"), ChoiceType(PlatformKind))
    name: Mapped[str] = field(_l("Name"), String(64), unique=True)
    title_limit: Mapped[int] = _limit("title_limit", _l("Longest title"))
    author_limit: Mapped[int] = _limit("author_limit", _l("Longest byline"))
    summary_limit: Mapped[int] = _limit("summary_limit", _l("Longest summary"))
    body_limit: Mapped[int] = _limit("body_limit", _l("Longest text"))
    gap_days: Mapped[int] = field(
        _l("Longest gap in days"),
        Integer,
        default=14,
        info={"least": 1},
        help=_l(
            "An account without a post for so many days is late. 14 by default: inspections of "
            "government new media count two weeks without an update as unqualified."
        ),
    )
    active: Mapped[bool] = field(_l("In use"), Boolean, default=True)
