"""审批单: everything an inspector asks for stands on it, and nothing typed is read as markup."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.platforms.models import Account
from app.posts.models import Post
from app.posts.paper import approval_data, approval_form
from tests.posts.committee import Committee

HOSTILE = '“#panic("x")” $a_b$ *粗* <label> @ref \\ ` [ ] { } 〔2026〕'


def fresh(post: Post) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True)


def texts(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def test_it_names_all_three_levels_with_opinion_name_and_time(committee: Committee) -> None:
    post = committee.write(title="老街的灯")
    committee.do("author", "submit", post)
    for login, name in (("first", "first"), ("second", "second"), ("final", "final")):
        committee.do(login, f"pass_{name}", post, opinion=f"{login}同意")
    data = approval_data(db.session(), fresh(post))
    said = texts(data)
    assert "老街的灯" in said
    account = db.session.get_one(Account, committee.account)
    assert said.count(account.platform.name) == 1
    assert data["number"] == fresh(post).number
    assert data["hash"] == fresh(post).content_hash
    for level, login in zip(data["levels"], ("first", "second", "final"), strict=True):
        assert level["opinion"] == f"{login}同意"
        assert level["who"] == f"人员{login}"
        assert level["decision"] == "通过"
        assert all(done for _label, done in level["ticks"])


def test_it_says_batch_and_opened(committee: Committee) -> None:
    posts = [committee.write() for _ in range(2)]
    for post in posts:
        committee.do("author", "submit", post)
    committee.open("first", posts[0])
    committee.do("first", "pass_first", *posts)
    opened, unopened = (
        approval_data(db.session(), fresh(post))["levels"][0]["how"] for post in posts
    )
    assert "共 2 篇" in opened
    assert "打开于" in opened
    assert "审核前未打开" in unopened


def test_earlier_rounds_stay_and_what_was_taken_back_counts_no_more(committee: Committee) -> None:
    post = committee.write()
    committee.do("author", "submit", post)
    committee.do("first", "return", post, opinion="请写明来源")
    committee.do("author", "submit", post)
    committee.do("first", "pass_first", post)
    committee.do("first", "recall", post)
    data = approval_data(db.session(), fresh(post))
    assert "请写明来源" in texts(data["earlier"])
    assert [level["decision"] for level in data["levels"]] == ["尚未审核"] * 3


@pytest.mark.parametrize("state", ["draft", "first_review", "published"])
def test_it_prints_in_any_state_and_takes_texts_as_texts(
    app: Flask, committee: Committee, state: str
) -> None:
    app.config["ORGANISATION"] = HOSTILE
    post = committee.post_in(state, title=HOSTILE, summary=HOSTILE, policy_basis=HOSTILE)
    paper = approval_form(db.session(), fresh(post))
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 5_000
