"""Writing: sanitised, its editor remembered, never over somebody else, never under review."""

from __future__ import annotations

import pytest

from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from app.platforms.models import Account
from app.posts.models import Post
from app.posts.services import correct_post, save_post
from tests.posts.committee import Committee

pytestmark = pytest.mark.both_engines


def read(post: Post) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True)


def people(post: Post) -> dict[int, bool]:
    return {row.staff_id: row.is_author for row in read(post).contributors}


def test_a_new_post_belongs_to_who_writes_it(committee: Committee) -> None:
    with committee.acting("author"):
        post = save_post({"title": "新稿"})
    assert people(post) == {committee.staff["author"]: True}
    fresh = read(post)
    assert fresh.department_id == committee.departments["traffic"]
    assert (fresh.state, fresh.number, fresh.submissions) == ("draft", None, 0)
    assert fresh.created_by_id == committee.staff["author"]


def test_what_an_editor_sends_is_cleaned(committee: Committee) -> None:
    post = committee.write(body='<p onclick="x()">正文<script>x()</script></p>')
    assert read(post).body == "<p>正文</p>"
    with committee.acting("author"):
        save_post({"body": "<p>改<iframe src='//example.org'></iframe></p>"}, post.id)
    assert read(post).body == "<p>改</p>"


def test_an_editor_is_remembered_and_stays_no_author(committee: Committee) -> None:
    post = committee.write()
    with committee.acting("clerk"):
        save_post({"title": "改了题目"}, post.id)
    assert people(post) == {committee.staff["author"]: True, committee.staff["clerk"]: False}
    assert [row.id for row in read(post).authors] == [committee.staff["author"]]


def test_who_wrote_for_others_is_remembered_too(committee: Committee) -> None:
    with committee.acting("clerk"):
        post = save_post({"title": "代写", "authors": [committee.staff["author"]]})
    assert people(post) == {committee.staff["author"]: True, committee.staff["clerk"]: False}


def test_authors_change_but_nobody_is_forgotten(committee: Committee) -> None:
    post = committee.write()
    with committee.acting("author"):
        save_post({"authors": [committee.staff["clerk"]]}, post.id)
        with pytest.raises(Refused) as refused:
            save_post({"authors": []}, post.id)
    assert refused.value.field == "authors"
    assert people(post) == {committee.staff["author"]: False, committee.staff["clerk"]: True}


def test_of_two_who_save_the_second_is_told(committee: Committee) -> None:
    post = committee.write()
    seen = post.version_id
    with committee.acting("clerk"):
        save_post({"title": "甲的题目"}, post.id, seen)
    with committee.acting("author"), pytest.raises(Refused):
        save_post({"title": "乙的题目"}, post.id, seen)
    assert read(post).title == "甲的题目"


def test_lists_count_as_changes_too(committee: Committee) -> None:
    """Authors and accounts are no columns of the post, but an old form must notice them."""
    post = committee.write()
    for values in ({"accounts": []}, {"authors": [committee.staff["clerk"]]}):
        before = read(post).version_id
        with committee.acting("author"):
            save_post(values, post.id)
        assert read(post).version_id > before


def test_a_post_out_of_sight_is_none(committee: Committee) -> None:
    post = committee.write()
    with committee.acting("stranger"), pytest.raises(Refused):
        save_post({"title": "越权"}, post.id)
    assert read(post).title == post.title


def test_the_address_of_a_source_is_one(committee: Committee) -> None:
    with committee.acting("author"), pytest.raises(Refused) as refused:
        save_post({"title": "转载", "source_url": "javascript:alert(1)"})
    assert refused.value.field == "source_url"


def test_what_a_submission_lacks_is_named(committee: Committee) -> None:
    lacking = {
        "正文": {"body": "<p> </p>"},
        "账号": {"accounts": []},
        "转载": {"source_kind": "reprint"},
    }
    for word, values in lacking.items():
        outcome = committee.do("author", "submit", committee.write(**values))
        assert word in outcome.skipped[0].reason
    picture = committee.write()
    with committee.acting("author"):
        save_post({"body": f'<img src="/attachment/{committee.attach(picture).id}">'}, picture.id)
    assert committee.do("author", "submit", picture).moved, "a picture alone says something too"


def test_a_correction_is_a_post_of_its_own(committee: Committee) -> None:
    wrong = committee.post_in("published", summary="摘要", policy_basis="清发〔2026〕1号")
    with committee.acting("clerk"):
        post = correct_post(wrong.id)
    fresh = read(post)
    assert (fresh.corrects_id, fresh.state, fresh.number) == (wrong.id, "draft", None)
    assert (fresh.title, fresh.body, fresh.summary) == (wrong.title, wrong.body, wrong.summary)
    assert [row.id for row in fresh.accounts] == [committee.account]
    # Whose words it carries on has worked on it.
    assert people(post) == {committee.staff["clerk"]: True, committee.staff["author"]: False}
    assert read(wrong).state == "published"
    # It has the whole way before it.
    committee.do("clerk", "submit", post).or_refuse()
    assert read(post).number != wrong.number


def test_only_what_is_published_is_corrected_and_by_a_clerk(committee: Committee) -> None:
    with committee.acting("clerk"), pytest.raises(Refused):
        correct_post(committee.post_in("approved").id)
    with committee.acting("reader"), pytest.raises(Refused):
        correct_post(committee.post_in("published").id)
    with committee.acting("stranger"), pytest.raises(Refused):
        correct_post(committee.post_in("published").id)


def test_deleting_a_draft_takes_its_own_along(committee: Committee) -> None:
    post = committee.write()
    with write() as session:
        session.delete(session.get_one(Post, post.id))
    db.session.rollback()
    assert db.session.get(Post, post.id) is None
    assert db.session.get(Account, committee.account) is not None
