"""The desk, the review page and the batch, as a browser without scripts meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.posts.models import Post, PostOpening, PostVersion, ReviewRecord
from app.posts.services import save_post
from app.posts.ticks import ticks_of
from tests.posts.committee import Committee

SignIn = Callable[..., FlaskClient]
MOST_STATEMENTS = 12


def ticks(level: int) -> dict[str, str]:
    """All points of a level, ticked."""
    return {f"tick_{tick.name}": "y" for tick in ticks_of(level)}


def decision(post: Post, level: int = 1, **values: Any) -> dict[str, Any]:
    """What the form of the review page sends."""
    given = {"decision": "pass", "seen": post.content_hash, "opinion": "同意。", **ticks(level)}
    return {name: value for name, value in {**given, **values}.items() if value is not None}


def read(post: Post) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True)


def records(post: Post) -> list[ReviewRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(ReviewRecord).filter_by(post_id=post.id)))


class TestDesk:
    def test_it_shows_what_waits_the_longest_first(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        titles = [committee.post_in("first_review").title for _ in range(3)]
        hidden = [committee.post_in(s).title for s in ("draft", "second_review", "approved")]
        page = sign_in(committee.person("first")).get("/desk/").text
        places = [page.index(title) for title in titles]
        assert places == sorted(places)
        assert not any(title in page for title in hidden)

    def test_who_reviews_at_several_levels_tells_them_apart(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        first, second = (committee.post_in(s).title for s in ("first_review", "second_review"))
        client = sign_in(committee.person("many"))
        assert first in client.get("/desk/").text
        page = client.get("/desk/?level=2").text
        assert second in page
        assert first not in page
        assert client.get("/desk/?level=9").status_code == 400

    def test_it_is_for_reviewers(self, committee: Committee, sign_in: SignIn) -> None:
        for login in ("author", "reader"):
            assert sign_in(committee.person(login)).get("/desk/").status_code == 403

    def test_statements_do_not_grow(
        self, committee: Committee, sign_in: SignIn, statements: Any
    ) -> None:
        client = sign_in(committee.person("first"))
        counted = []
        for _ in range(2):
            for _ in range(4):
                committee.post_in("first_review")
            with statements() as sql:
                assert client.get("/desk/").status_code == 200
            counted.append(len(sql))
        assert counted[0] == counted[1] <= MOST_STATEMENTS, sql


class TestReviewPage:
    @pytest.mark.parametrize("view", ["", "?view=diff"])
    def test_opening_it_writes_nothing_and_asks_little(
        self, committee: Committee, sign_in: SignIn, statements: Any, view: str
    ) -> None:
        post = committee.post_in("first_review", title="初稿的题目")
        committee.open("first", post)
        committee.do("first2", "return", post).or_refuse()
        with committee.acting("author"):
            save_post({"title": "二稿的题目", "body": "<p>重写了一段。</p>"}, post.id)
        committee.do("author", "submit", post).or_refuse()
        committee.post_in("first_review")
        client = sign_in(committee.person("first"))
        url = f"/review/{post.id}{view}"
        with statements() as sql:
            answer = client.get(url)
        assert answer.status_code == 200
        assert [s for s in sql if not s.startswith("SELECT")] == []
        assert len(sql) <= MOST_STATEMENTS, sql
        assert "二稿的题目" in answer.text
        if view:
            assert "<del" in answer.text
            assert "<ins" in answer.text

    def test_a_pass_leads_to_the_next(self, committee: Committee, sign_in: SignIn) -> None:
        one, other = (committee.post_in("first_review") for _ in range(2))
        client = sign_in(committee.person("first"))
        answer = client.post(f"/review/{one.id}", data=decision(one))
        assert answer.location == f"/review/{other.id}"
        assert read(one).state == "second_review"
        (record,) = records(one)
        assert (record.decision, record.opinion) == ("pass", "同意。")
        page = client.get(answer.location).text
        assert one.title in page, "what was done is said there"
        answer = client.post(f"/review/{other.id}", data=decision(other))
        assert answer.location == "/desk/"

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        post = committee.post_in("first_review")
        client = sign_in(committee.person("first"))
        answer = client.post(f"/review/{post.id}", data=decision(post, tick_true=None))
        assert answer.status_code == 422
        assert "真实" in answer.text
        assert "同意。" in answer.text
        assert re.search(r'name="tick_accurate"[^>]*checked', answer.text)
        assert not re.search(r'name="tick_true"[^>]*checked', answer.text)
        answer = client.post(
            f"/review/{post.id}", data=decision(post, decision="return", opinion=" ")
        )
        assert answer.status_code == 422
        assert records(post) == []
        assert read(post).state == "first_review"

    @pytest.mark.parametrize(("name", "state"), [("return", "returned"), ("reject", "rejected")])
    def test_a_refusal_with_its_opinion(
        self, committee: Committee, sign_in: SignIn, name: str, state: str
    ) -> None:
        post = committee.post_in("first_review")
        client = sign_in(committee.person("first"))
        client.post(f"/review/{post.id}", data=decision(post, decision=name, opinion="数字不对。"))
        assert read(post).state == state
        assert records(post)[0].opinion == "数字不对。"

    def test_somebody_was_quicker(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.post_in("first_review")
        client = sign_in(committee.person("first"))
        committee.do("first2", "pass_first", post).or_refuse()
        answer = client.post(f"/review/{post.id}", data=decision(post, opinion="写了很久的意见"))
        assert answer.status_code == 409
        assert "写了很久的意见" in answer.text
        assert [r.reviewer_id for r in records(post)] == [committee.staff["first2"]]
        assert client.get(f"/review/{post.id}").location == f"/post/{post.id}"

    def test_it_was_submitted_again_meanwhile(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.post_in("first_review")
        form = decision(post, opinion="看的是旧稿")
        committee.do("author", "withdraw", post).or_refuse()
        with committee.acting("author"):
            save_post({"title": "换了题目"}, post.id)
        committee.do("author", "submit", post).or_refuse()
        answer = sign_in(committee.person("first")).post(f"/review/{post.id}", data=form)
        assert answer.status_code == 422
        assert "看的是旧稿" in answer.text
        assert records(post) == []

    def test_own_work_is_barred_and_says_why(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.post_in("first_review", author="many")
        client = sign_in(committee.person("many"))
        page = client.get(f"/review/{post.id}").text
        assert "您是这篇稿件的作者之一" in page
        assert 'value="pass"' not in page
        answer = client.post(f"/review/{post.id}", data=decision(post))
        assert answer.status_code == 422
        assert records(post) == []

    def test_who_comes_in(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.post_in("first_review")
        committee.add("far", "school", "list show pass_first")
        for login, status in (("author", 403), ("reader", 403), ("far", 404), ("second", 302)):
            client = sign_in(committee.person(login))
            assert client.get(f"/review/{post.id}").status_code == status, login
            answer = client.post(f"/review/{post.id}", data=decision(post))
            assert answer.status_code == (409 if login == "second" else status), login
        assert records(post) == []
        assert sign_in(committee.person("first")).get("/review/4711").status_code == 404

    def test_having_it_open_is_noted_by_a_post_alone(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        post = committee.post_in("first_review")
        version = db.session.scalars(select(PostVersion)).one()
        client = sign_in(committee.person("first"))
        client.get(f"/review/{post.id}")
        url = f"/review/opened/{version.id}"
        assert client.get(url).status_code == 405
        db.session.rollback()
        assert db.session.scalars(select(PostOpening)).all() == []
        for seconds in ("0", "42", "abc", "-1"):
            assert client.post(url, data={"seconds": seconds}).status_code == 200
        db.session.rollback()
        assert db.session.scalars(select(PostOpening)).one().seconds == 42
        assert sign_in(committee.person("author")).post(url).status_code == 403
        assert client.post("/review/opened/4711").status_code == 404


class TestBatch:
    def ask(self, client: FlaskClient, name: str, posts: list[Post]) -> Any:
        return self.ask_for(client, name, [post.id for post in posts])

    def ask_for(self, client: FlaskClient, name: str, ids: list[int]) -> Any:
        return client.post(f"/batch/{name}", data={"ids": ids})

    def answer(self, page: str, *more: str, level: int = 1, **values: str) -> dict[str, Any]:
        """What the form on the page sends back."""
        hidden = dict(re.findall(r'type="hidden"\s+name="([\w-]+)"\s+value="([^"]*)"', page))
        ids = re.findall(r'name="ids"\s+value="(\d+)"', page)
        return {**hidden, "ids": [*ids, *more], "opinion": "同意。", **ticks(level), **values}

    def test_points_and_opinion_once_a_record_each(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        posts = [committee.post_in("first_review") for _ in range(3)]
        committee.open("first", posts[0], seconds=180)
        client = sign_in(committee.person("first"))
        page = self.ask(client, "pass_first", posts)
        assert page.status_code == 200
        assert "读 3 分钟" in page.text
        assert page.text.count("还没有打开过") >= 2
        committee.do("author", "withdraw", posts[1]).or_refuse()
        result = client.post("/batch/pass_first", data=self.answer(page.text)).text
        assert "通过 2 篇，跳过 1 篇" in result
        assert "撤回" in result, "who did what to the one skipped"
        assert [read(post).state for post in posts] == ["second_review", "draft", "second_review"]
        (record,) = records(posts[0])
        assert (record.batch_size, record.opened) == (3, True)

    def test_what_is_missing_is_said_before_anything_happens(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        posts = [committee.post_in("first_review") for _ in range(2)]
        client = sign_in(committee.person("first"))
        form = self.answer(self.ask(client, "pass_first", posts).text)
        del form["tick_lawful"]
        answer = client.post("/batch/pass_first", data=form)
        assert answer.status_code == 422
        assert "合法" in answer.text
        assert re.search(r'name="tick_true"[^>]*checked', answer.text)
        page = self.ask(client, "return?level=1", posts).text
        answer = client.post("/batch/return?level=1", data=self.answer(page, opinion=" "))
        assert answer.status_code == 422
        assert records(posts[0]) == []
        answer = client.post("/batch/return?level=1", data=self.answer(page, opinion="请改格式。"))
        assert "退回 2 篇" in answer.text
        assert {r.opinion for p in posts for r in records(p)} == {"请改格式。"}

    def test_one_that_was_submitted_again_is_skipped(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        posts = [committee.post_in("first_review") for _ in range(2)]
        client = sign_in(committee.person("first"))
        page = self.ask(client, "pass_first", posts).text
        committee.do("author", "withdraw", posts[0]).or_refuse()
        with committee.acting("author"):
            save_post({"title": "换了题目"}, posts[0].id)
        committee.do("author", "submit", posts[0]).or_refuse()
        client.post("/batch/pass_first", data=self.answer(page))
        assert [read(post).state for post in posts] == ["first_review", "second_review"]

    def test_what_the_form_did_not_show_is_not_decided(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        shown, smuggled = (committee.post_in("first_review") for _ in range(2))
        client = sign_in(committee.person("first"))
        page = self.ask(client, "pass_first", [shown]).text
        client.post("/batch/pass_first", data=self.answer(page, str(smuggled.id)))
        assert read(shown).state == "second_review"
        assert read(smuggled).state == "first_review"

    def test_it_can_be_taken_back_at_once(self, committee: Committee, sign_in: SignIn) -> None:
        posts = [committee.post_in("first_review") for _ in range(2)]
        client = sign_in(committee.person("first"))
        page = self.ask(client, "pass_first", posts).text
        result = client.post("/batch/pass_first", data=self.answer(page)).text
        url = re.search(r'action="(/post/move/recall)"', result)
        assert url
        client.post(url[1], data={"ids": [post.id for post in posts]})
        assert {read(post).state for post in posts} == {"first_review"}

    def test_who_may_and_what_there_is(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.post_in("first_review")
        assert (
            self.ask(sign_in(committee.person("author")), "pass_first", [post]).status_code == 403
        )
        client = sign_in(committee.person("first"))
        for name in ("pass_second", "publish", "return?level=2", "return", "nonsense"):
            assert self.ask(client, name, [post]).status_code == 404
        assert client.post("/batch/pass_first", data={"ids": "abc"}).status_code == 400
        assert client.get("/batch/pass_first").status_code == 405
        committee.add("far", "school", "list show pass_first")
        far = sign_in(committee.person("far"))
        assert self.ask(far, "pass_first", [post]).status_code == 404

    def test_statements_do_not_grow(
        self, committee: Committee, sign_in: SignIn, statements: Any
    ) -> None:
        client = sign_in(committee.person("first"))
        counted = []
        for number in (2, 6):
            ids = [committee.post_in("first_review").id for _ in range(number)]
            with statements() as sql:
                page = self.ask_for(client, "pass_first", ids)
            with statements() as deciding:
                client.post("/batch/pass_first", data=self.answer(page.text))
            counted.append((len(sql), len(deciding)))
        assert counted[0] == counted[1]
        assert counted[0][0] <= MOST_STATEMENTS


class TestPhrases:
    def test_what_one_often_writes_is_offered_first(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        posts = [committee.post_in("first_review") for _ in range(5)]
        client = sign_in(committee.person("first"))
        opinions = (
            "可发",
            "文字已顺",
            "可发",
            "这一句说的是这一篇的事，太长，下次再也不会原样写一遍",
        )
        for post, opinion in zip(posts, opinions, strict=False):
            client.post(f"/review/{post.id}", data=decision(post, opinion=opinion))
        page = client.get(f"/review/{posts[-1].id}").text
        offered = re.findall(r'data-phrase="([^"]+)"', page)
        assert offered[:2] == ["可发", "文字已顺"]
        assert len(offered) == 6, "four of the level besides"
        other = sign_in(committee.person("first2")).get(f"/review/{posts[-1].id}").text
        assert "可发" not in re.findall(r'data-phrase="([^"]+)"', other)
