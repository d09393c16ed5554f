"""What happens to each post of the demonstration, and when: a list of acts in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from app.core import clock
from app.demo.build.cast import Cast
from app.demo.text import DemoPost, opinions
from app.posts.models import PostState as S

OPENS, CLOSES = time(8, 30), time(17, 50)
LEVELS = ("first", "second", "final")
REVIEWERS = {"first": ("chushen", "chushen2"), "second": ("fushen",), "final": ("zhongshen",)}
PASS_OF = {"first": "pass_first", "second": "pass_second", "final": "pass_final"}

# The newest posts are still on their way; this is where they stand, newest first.
UNDER_WAY = (
    S.draft, S.first_review, S.second_review, S.returned, S.final_review, S.second_review,
    S.approved, S.first_review, S.draft, S.second_review, S.final_review, S.first_review,
    S.approved, S.returned, S.second_review, S.draft, S.first_review, S.approved,
    S.second_review, S.final_review, S.returned, S.first_review, S.draft, S.second_review,
    S.approved, S.final_review, S.first_review, S.second_review, S.draft, S.approved,
    S.returned, S.second_review, S.final_review, S.first_review,
)  # fmt: skip
# So many days ago the newest came to where they stand: most yesterday, some are late.
SINCE_DAYS = (1, 1, 2, 1, 3, 1, 1, 4, 1, 2, 1, 1, 6)
PASSED_LEVELS = {S.first_review: 0, S.second_review: 1, S.final_review: 2}
# Of older posts these few did not reach their readers, or did not stay with them.
ODD_FATES = {41: S.rejected, 48: S.taken_down, 55: S.void, 62: S.rejected}
# Of published posts without a detour, so many in a row go through the reviews together.
BATCH = 4


@dataclass(order=True)
class Act:
    """One thing somebody does to one post: `name` is a transition, or write, edit, publish."""

    at: datetime
    place: int
    login: str = field(compare=False)
    name: str = field(compare=False)
    slug: str = field(compare=False)
    text: str = field(compare=False, default="")


def plan(cast: Cast, posts: Sequence[DemoPost]) -> list[Act]:
    """The acts of all posts in order of time."""
    acts: list[Act] = []
    newest_first = list(reversed(posts))
    together: list[DemoPost] = []
    for place, post in enumerate(newest_first):
        fate = _fate(place, post)
        if fate == S.published and not post.earlier_body and not post.sensitive:
            together.append(post)
            if len(together) < BATCH:
                continue
            acts += _in_one_go(cast, together, place)
            together = []
        else:
            acts += _alone(cast, post, fate, place)
    for place, post in enumerate(together):
        acts += _alone(cast, post, S.published, len(newest_first) + place)
    return sorted(acts)


def _fate(place: int, post: DemoPost) -> S:
    if post.fate:
        return S(post.fate)
    if place < len(UNDER_WAY):
        return UNDER_WAY[place]
    return ODD_FATES.get(place, S.published)


def _in_one_go(cast: Cast, posts: list[DemoPost], place: int) -> Iterator[Act]:
    """Posts written one after the other and then reviewed in batches."""
    # The same seed and the same first day: all of them happen at the same moments.
    oldest = max((cast.today - post.event_on).days for post in posts)
    for number, post in enumerate(posts):
        for act in _story(cast, post, S.published, place, oldest):
            act.place = place * 10 + number
            yield act


def _alone(cast: Cast, post: DemoPost, fate: S, place: int) -> list[Act]:
    acts = list(_story(cast, post, fate, place, (cast.today - post.event_on).days))
    last_day = 1
    if fate not in (S.published, S.taken_down, S.void, S.rejected):
        last_day = SINCE_DAYS[place % len(SINCE_DAYS)]
    # Moved by whole days, so that the last act is as long ago as it should be.
    latest = cast.today - timedelta(days=last_day)
    late = (clock.local(acts[-1].at).date() - latest).days
    if late > 0 or fate in UNDER_WAY:
        for act in acts:
            act.at -= timedelta(days=late)
    for act in acts:
        act.place = place * 10
    return acts


def _story(cast: Cast, post: DemoPost, fate: S, place: int, days_ago: int) -> Iterator[Act]:
    chance = Random(f"{place}/{fate}")
    now = _Time(cast.at(max(days_ago, 3), 9, chance.randrange(5, 50)), chance)

    def act(login: str, name: str, text: str = "") -> Act:
        return Act(now.next(), place, login, name, post.slug, text)

    reviewers = {level: REVIEWERS[level][place % len(REVIEWERS[level])] for level in LEVELS}

    def passes(count: int) -> Iterator[Act]:
        for level in LEVELS[:count]:
            words = post.remark(level, "pass") or chance.choice(opinions(level, "pass"))
            yield act(reviewers[level], PASS_OF[level], words)

    yield act(post.author, "write")
    if fate == S.void:
        yield act(post.author, "void", post.reason or "与上一篇内容重复，并入上一篇。")
    if fate in (S.draft, S.void):
        return
    yield act(post.author, "submit")
    if fate == S.rejected:
        words = post.remark("first", "reject") or chance.choice(opinions("first", "reject"))
        yield act(reviewers["first"], "reject", words)
        return
    if post.earlier_body or fate == S.returned:
        level = next((level for level in LEVELS if post.remark(level, "return")), "first")
        yield from passes(LEVELS.index(level))
        words = post.remark(level, "return") or chance.choice(opinions(level, "return"))
        yield act(reviewers[level], "return", words)
        if fate == S.returned:
            return
        yield act(post.author, "edit")
        yield act(post.author, "submit")
    yield from passes(PASSED_LEVELS.get(fate, len(LEVELS)))
    if fate in (S.published, S.taken_down):
        yield act(post.author, "publish")
    if fate == S.taken_down:
        yield act(post.author, "take_down", post.reason or "活动取消，原文撤下。")


class _Time:
    """Moves on by some hours of the working day at each step."""

    def __init__(self, start: datetime, chance: Random) -> None:
        self.at = start
        self.chance = chance
        self.begun = False

    def next(self) -> datetime:
        """The moment of the next act."""
        if self.begun:
            self.at += timedelta(minutes=self.chance.randrange(40, 300))
            wall = clock.local(self.at)
            if not OPENS <= wall.time() <= CLOSES:
                morning = datetime.combine(
                    wall.date() + timedelta(days=wall.time() > CLOSES), OPENS, clock.SHANGHAI
                )
                self.at = morning + timedelta(minutes=self.chance.randrange(5, 90))
        self.begun = True
        return self.at.astimezone(clock.UTC)
