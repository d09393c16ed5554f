"""The demonstration's texts: enough of them, all different, all fictional, all fitting together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from html.parser import HTMLParser
from itertools import combinations

import pytest

from app.demo.text import (
    DemoPost,
    accounts,
    departments,
    leads,
    opinions,
    phrases,
    platforms,
    posts,
    reports,
    staff,
)

TODAY = date(2026, 11, 24)
LEVELS = ("first", "second", "final")
ALLOWED = {"p", "h2", "h3", "strong", "em", "blockquote", "ul", "ol", "li"}
DECISIONS = {"pass", "return", "reject"}
FATES = {"", "draft", "returned", "rejected", "taken_down", "void"}
# 公民身份号码, 手机, 固定电话 other than the invented code 0000, 银行卡.
PERSONAL = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|0(?!000-)\d{2,3}-?\d{7,8}|\d{16,19})(?!\d)"
)


@pytest.fixture(scope="module")
def written() -> list[DemoPost]:
    return posts(TODAY)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>|\s", "", html)


def parts(html: str, length: int = 12) -> set[str]:
    text = plain(html)
    return {text[start : start + length] for start in range(len(text) - length + 1)}


class Tags(HTMLParser):
    """Collects what a text is made of, and refuses what is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: list[object] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_there_is_enough_to_fill_the_panel(written: list[DemoPost]) -> None:
    assert len([one for one in departments() if one.parent]) == 6
    assert len(staff()) == 16
    assert len(platforms()) == 4
    assert len(accounts()) == 12
    assert len(written) >= 96
    assert len(leads()) >= 25
    assert len(reports()) >= 12


def test_the_posts_hold_enough_text_of_varied_length(written: list[DemoPost]) -> None:
    lengths = sorted(len(plain(post.body)) for post in written)
    assert sum(lengths) >= 230_000
    chinese = sum(len(re.findall("[\u4e00-\u9fff]", post.body)) for post in written)
    assert chinese >= 200_000
    assert lengths[5] <= 400
    assert lengths[-5] >= 4000


def test_no_post_repeats_another(written: list[DemoPost]) -> None:
    assert [title for title, count in Counter(p.title for p in written).items() if count > 1] == []
    found = {post.slug: parts(post.body) for post in written}
    holders: dict[str, list[str]] = defaultdict(list)
    for slug, pieces in found.items():
        for piece in pieces:
            holders[piece].append(slug)
    shared = Counter(pair for slugs in holders.values() for pair in combinations(slugs, 2))
    for (one, other), count in shared.items():
        assert count <= 0.2 * min(len(found[one]), len(found[other])), (one, other)


def test_bodies_are_made_of_the_allowed_elements_only(written: list[DemoPost]) -> None:
    for post in written:
        for html in filter(None, (post.body, post.earlier_body)):
            tags = Tags(html)
            assert tags.found <= ALLOWED, post.slug
            assert tags.attributes == [], post.slug
            assert "{" not in html, post.slug


def test_no_text_holds_personal_numbers_or_latin_words(written: list[DemoPost]) -> None:
    texts = [f"{p.title}{p.summary}{p.byline}{plain(p.body)}{p.source_name}" for p in written]
    texts += [f"{one.title}{one.content}{one.contact}" for one in leads()]
    texts += [f"{one.title}{one.content}" for one in reports()]
    for text in texts:
        assert PERSONAL.search(text) is None, PERSONAL.search(text)
        assert re.search("[A-Za-z]{2,}", text) is None, text[:40]
    assert all(re.fullmatch(r"000\d{8}", one.mobile) for one in staff())


def test_the_same_day_gives_the_same_texts_and_another_day_other_dates(
    written: list[DemoPost],
) -> None:
    assert posts(TODAY) == written
    later = {post.slug: post for post in posts(date(2026, 11, 25))}
    path = next(post for post in written if post.slug == "riverside-path")
    assert "11月22日" in path.body
    assert "11月23日" in later["riverside-path"].body


def test_events_lie_in_the_last_ninety_days(written: list[DemoPost]) -> None:
    assert all(0 <= (TODAY - post.event_on).days <= 90 for post in written)
    assert [post.event_on for post in written] == sorted(post.event_on for post in written)


def test_everything_named_exists(written: list[DemoPost]) -> None:
    codes = {one.code for one in departments()}
    logins = {one.login for one in staff()}
    ids = {one.platform_id for one in accounts()}
    slugs = {post.slug for post in written}
    assert {one.parent for one in departments()} <= codes | {None}
    assert {one.department for one in staff()} <= codes
    assert {one.platform for one in accounts()} == {one.code for one in platforms()}
    for account in accounts():
        assert account.department in codes
        assert {account.administrator, *account.operators} <= logins
    for post in written:
        assert {post.department} <= codes, post.slug
        assert {post.author} <= logins, post.slug
        assert set() < set(post.accounts) <= ids, post.slug
        assert {post.fate} <= FATES, post.slug
        assert {remark.level for remark in post.remarks} <= set(LEVELS), post.slug
        assert {remark.decision for remark in post.remarks} <= DECISIONS, post.slug
    for lead in leads():
        assert {lead.department} <= codes
        assert {lead.registered_by} <= logins
        assert {lead.post} <= slugs | {None}
        assert bool(lead.post) == (lead.state == "adopted")
        assert bool(lead.reason) == (lead.state == "declined")
    for report in reports():
        assert report.handler in logins
        assert {report.account} <= ids | {None}
        assert {report.post} <= slugs | {None}
        assert report.state == (report.steps[-1][0] if report.steps else "registered")


def test_natural_keys_are_unique() -> None:
    for keys in (
        [one.code for one in departments()],
        [one.login for one in staff()],
        [one.number for one in staff()],
        [one.mobile for one in staff()],
        [one.platform_id for one in accounts()],
    ):
        assert len(keys) == len(set(keys))


def test_nobody_writes_for_a_department_out_of_reach(written: list[DemoPost]) -> None:
    root = next(one.code for one in departments() if one.parent is None)
    home = {one.login: one.department for one in staff()}
    assert [p.slug for p in written if home[p.author] not in (root, p.department)] == []


def test_every_post_fits_the_platforms_it_is_meant_for(written: list[DemoPost]) -> None:
    limits = {one.code: one for one in platforms()}
    platform_of = {one.platform_id: limits[one.platform] for one in accounts()}
    for post in written:
        for platform in {platform_of[account] for account in post.accounts}:
            for text, limit in (
                (post.title, platform.title_limit),
                (post.earlier_title, platform.title_limit),
                (post.byline, platform.author_limit),
                (post.summary, platform.summary_limit),
                (plain(post.body), platform.body_limit),
            ):
                assert limit is None or len(text) <= limit, (post.slug, platform.code)


def test_earlier_versions_differ_and_say_why_they_came_back(written: list[DemoPost]) -> None:
    earlier = [post for post in written if post.earlier_body]
    assert len(earlier) >= 12
    for post in earlier:
        now = (post.title, post.summary, post.body)
        assert (post.earlier_title, post.earlier_summary, post.earlier_body) != now, post.slug
        assert any(one.decision == "return" for one in post.remarks), post.slug


def test_reprints_name_their_source_and_fates_their_reason(written: list[DemoPost]) -> None:
    for post in written:
        assert post.source == "original" or post.source_name, post.slug
        assert bool(post.reason) == (post.fate in ("taken_down", "void")), post.slug


@pytest.mark.parametrize("level", LEVELS)
def test_reviewers_have_words_for_every_decision(level: str) -> None:
    assert len(phrases(level)) >= 5
    assert len(opinions(level, "pass")) >= 8
    assert all(len(opinions(level, decision)) >= 2 for decision in ("return", "reject"))
