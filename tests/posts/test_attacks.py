"""Attempts to get past the three reviews; docs/attacks.md lists them with what holds each."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from app.core.attachments import Attachment
from app.core.database import write
from app.core.workflow import TransitionRecord
from app.extensions import db
from app.posts.models import Post, ReviewRecord
from app.posts.services import correct_post, save_post
from app.posts.ticks import ticks_of
from tests.factories.people import StaffFactory, make_role
from tests.posts.committee import NAMES, Committee

SignIn = Callable[..., FlaskClient]
LONG_NUMBER = "9" * 5000


def read(post: Post) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True)


def records(post: Post) -> int:
    db.session.rollback()
    number = select(func.count()).select_from(ReviewRecord).filter_by(post_id=post.id)
    return db.session.scalar(number) or 0


def submit_again(committee: Committee, post: Post, **values: Any) -> None:
    committee.do("author", "withdraw", post).or_refuse()
    with committee.acting("author"):
        save_post(values, post.id)
    committee.do("author", "submit", post).or_refuse()


def decision(post: Post, number: int, **values: str) -> dict[str, Any]:
    """What the forms of the review page and of a batch send."""
    points = {f"tick_{tick.name}": "y" for tick in ticks_of(number)}
    form = {"decision": "pass", "seen": post.content_hash, "opinion": "同意。", "asked": "1"}
    return {**form, f"seen-{post.id}": post.content_hash, "ids": [post.id], **points, **values}


class TestPicturesInTheText:
    """A digest knows what a picture shows only if the picture is a file of the post."""

    def test_the_picture_of_another_record(self, committee: Committee) -> None:
        other = committee.write()
        file = committee.attach(other)
        post = committee.write(body=f'<p>如图。</p><img alt="桥" src="/attachment/{file.id}">')
        assert committee.do("author", "submit", post).skipped

    def test_a_picture_that_is_still_to_come(self, committee: Committee) -> None:
        post = committee.write(body='<p>如图。</p><img src="/attachment/4711">')
        assert committee.do("author", "submit", post).skipped

    def test_its_own_picture_taken_off_the_files(self, committee: Committee) -> None:
        post = committee.write()
        file = committee.attach(post)
        with committee.acting("author"):
            save_post({"body": f'<p>如图。</p><img src="/attachment/{file.id}">'}, post.id)
        committee.do("author", "submit", post).or_refuse()
        committee.do("first", "return", post).or_refuse()
        with write() as session:
            session.get_one(Attachment, file.id).removed_at = file.created_at
        assert committee.do("author", "submit", post).skipped

    def test_another_content_below_its_key(self, committee: Committee) -> None:
        post = committee.write()
        file = committee.attach(post)
        with committee.acting("author"):
            save_post({"body": f'<p>如图。</p><img src="/attachment/{file.id}">'}, post.id)
        for login, name in (("author", "submit"), ("first", "pass_first")):
            committee.do(login, name, post).or_refuse()
        with write() as session:
            session.execute(delete(Attachment).where(Attachment.id == file.id))
        committee.attach(post, "blue")
        assert committee.do("second", "pass_second", post).skipped


class TestOwnWords:
    def test_a_correction_of_ones_own_text(self, committee: Committee) -> None:
        post = committee.post_in("published", author="many")
        committee.add("corrector", "root", "list show add edit submit correct")
        with committee.acting("corrector"):
            correction = correct_post(post.id)
        committee.do("corrector", "submit", correction).or_refuse()
        assert committee.do("many", "pass_first", correction).skipped
        assert committee.do("first", "pass_first", correction).moved

    def test_a_picture_sent_for_the_text_of_another(self, committee: Committee) -> None:
        """Its sender saves the post as it stands, and it becomes a file of the post."""
        with committee.acting("many"):
            file = committee.attach(None)
        post = committee.write(body=f'<p>如图。</p><img src="/attachment/{file.id}">')
        with committee.acting("many"):
            save_post({}, post.id)
        committee.do("author", "submit", post).or_refuse()
        assert committee.do("many", "pass_first", post).skipped


class TestForms:
    @pytest.mark.parametrize("name", [*NAMES.values(), "return", "reject", "publish"])
    def test_the_buttons_of_the_list_decide_nothing(
        self, committee: Committee, sign_in: SignIn, name: str
    ) -> None:
        states = ("first_review", "second_review", "final_review", "approved")
        posts = [committee.post_in(state) for state in states]
        client = sign_in(committee.person("many"))
        for post in posts:
            client.post(f"/post/move/{name}", data=decision(post, 1, recheck="y", state="approved"))
        assert [read(post).state for post in posts] == list(states)

    def test_a_form_of_the_level_before(self, committee: Committee, sign_in: SignIn) -> None:
        posts = [committee.post_in("first_review") for _ in range(2)]
        client = sign_in(committee.person("many"))
        page = client.get(f"/review/{posts[0].id}").text
        assert 'name="level" value="1"' in page
        committee.do("first", "pass_first", *posts)
        form = decision(posts[0], 1, decision="return", level="1")
        answer = client.post(f"/review/{posts[0].id}", data=form)
        assert answer.status_code == 422
        client.post("/batch/return?level=1", data=decision(posts[1], 1))
        assert [read(post).state for post in posts] == ["second_review"] * 2

    def test_a_refused_batch_still_means_what_was_chosen(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        post = committee.post_in("first_review")
        form = decision(post, 1, opinion=" ")
        submit_again(committee, post, title="换了题目")
        answer = sign_in(committee.person("first")).post("/batch/return?level=1", data=form)
        assert answer.status_code == 422
        assert form["seen"] in answer.text
        assert read(post).content_hash not in answer.text

    @pytest.mark.parametrize(
        ("state", "sensitive"), [("first_review", True), ("final_review", False)]
    )
    def test_a_batch_of_one_is_one(
        self, committee: Committee, sign_in: SignIn, state: str, sensitive: bool
    ) -> None:
        post = committee.post_in(state, sensitive=sensitive)
        login, level = ("final", 3) if state == "final_review" else ("first", 1)
        client = sign_in(committee.person(login))
        for ids in ([post.id], [post.id, post.id], [post.id, 4711]):
            form = {**decision(post, level), "ids": ids}
            client.post(f"/batch/{NAMES[level]}", data=form)
        assert (read(post).state, records(post)) == (state, level - 1)
        assert client.post(f"/review/{post.id}", data=decision(post, level)).status_code == 302

    def test_pressed_twice(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.post_in("first_review")
        client = sign_in(committee.person("many"))
        for _press in range(2):
            client.post(f"/review/{post.id}", data=decision(post, 1, level="1"))
        assert (read(post).state, records(post)) == ("second_review", 1)

    def test_numbers_without_end(self, committee: Committee, sign_in: SignIn) -> None:
        post = committee.write()
        client = sign_in(committee.person("author"))
        edit = client.post(f"/post/{post.id}/edit", data={"files-remove": LONG_NUMBER})
        assert edit.status_code == 422
        move = {"ids": post.id, "version": LONG_NUMBER}
        assert client.post("/post/move/submit", data=move).status_code == 400
        assert read(post).state == "draft"


class TestHistory:
    def test_a_record_with_a_history_is_not_deleted(
        self, committee: Committee, sign_in: SignIn
    ) -> None:
        """Its key would go to the next record, which would show that history as its own."""
        post = committee.write()
        clerk = committee.staff["clerk"]
        committee.do("second", "reassign", post, author=clerk).or_refuse()
        client = sign_in(committee.person("author"))
        client.post(f"/post/{post.id}/delete")
        assert read(post).state == "draft"
        kept = select(TransitionRecord).filter_by(subject="Post", subject_id=post.id)
        assert db.session.scalars(kept).one().name == "reassign"


class TestImport:
    def test_a_default_that_is_no_key(self, committee: Committee, sign_in: SignIn) -> None:
        role = make_role("导入", Post="list show add import")
        person = StaffFactory(roles=[role.name])
        client = sign_in(person)
        upload = {"file": (BytesIO("标题,正文\n甲,文\n".encode()), "a.csv")}
        step = client.post("/post/import", data=upload).location
        form = {"column-0": "title", "column-1": "body", "authors": [str(person.id)]}
        answer = client.post(step, data={**form, "department": [str(committee.root.id), "x" * 9]})
        assert client.get(answer.location or step).status_code == 200
        assert client.get(step.replace("/post/", "/lead/")).status_code in (403, 404)
        other = sign_in(StaffFactory(roles=[role.name]))
        assert other.get(step).status_code == 404, "a staged file is its sender's alone"
