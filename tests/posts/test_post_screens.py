"""Posts on the clerk's screens: the list, the form, the page of one post."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.core.attachments import attachments_of
from app.extensions import db
from app.posts.models import Post, PostVersion
from tests.posts.committee import WAYS, Committee
from tests.reading import read as page_of

SignIn = Callable[..., FlaskClient]
MOST_STATEMENTS = 12


def read(post: Post | int) -> Post:
    db.session.rollback()
    return db.session.get_one(Post, getattr(post, "id", post), populate_existing=True)


def form(committee: Committee, post: Post | None = None, **values: Any) -> dict[str, Any]:
    """What the form sends."""
    given = {
        "title": "城北首末站今天启用",
        "body": "<p>市民可在站内换乘。</p>",
        "source_kind": "original",
        "accounts": [str(committee.account)],
        "department": str(committee.departments["traffic"]),
        "authors": [str(committee.staff["author"])],
        "form": "text",
        "priority": "normal",
        "version": str(post.version_id) if post else "",
    }
    return {**given, **values}


def newest() -> Post:
    db.session.rollback()
    return db.session.query(Post).order_by(Post.id.desc()).first() or pytest.fail("there is none")


def test_a_clerk_writes_submits_and_fixes(committee: Committee, sign_in: SignIn) -> None:
    client = sign_in(committee.person("author"))
    answer = client.post("/post/add", data=form(committee, body="<p>正文</p><script>x</script>"))
    post = newest()
    assert answer.location == f"/post/{post.id}"
    assert post.body == "<p>正文</p>"
    assert [row.id for row in post.authors] == [committee.staff["author"]]
    client.post("/post/move/submit", data={"ids": post.id, "version": post.version_id})
    assert read(post).state == "first_review"
    committee.do("first", "return", post, opinion="标题太长。").or_refuse()
    for url in (f"/post/{post.id}", f"/post/{post.id}/edit"):
        assert "人员first" in client.get(url).text
        assert "标题太长。" in client.get(url).text
    post = read(post)
    client.post(f"/post/{post.id}/edit", data=form(committee, post, title="首末站启用"))
    assert read(post).title == "首末站启用"


@pytest.mark.parametrize("state", sorted(set(WAYS) - {"draft", "returned"}))
def test_the_form_does_not_open_and_says_why(
    committee: Committee, sign_in: SignIn, state: str
) -> None:
    post = committee.post_in(state)
    client = sign_in(committee.person("author"))
    for answer in (
        client.get(f"/post/{post.id}/edit"),
        client.post(f"/post/{post.id}/edit", data=form(committee, post, title="改题")),
    ):
        assert answer.status_code in (302, 400, 409, 422)
    page = client.get(f"/post/{post.id}").text
    assert "修改" in page
    assert f"/post/{post.id}/edit" not in page
    assert read(post).title == post.title


def test_of_two_who_save_the_second_sees_what_changed(
    committee: Committee, sign_in: SignIn
) -> None:
    post = committee.write()
    mine = form(committee, post, title="乙的题目")
    with committee.acting("clerk"):
        from app.posts.services import save_post

        save_post({"title": "甲的题目"}, post.id)
    answer = sign_in(committee.person("author")).post(f"/post/{post.id}/edit", data=mine)
    assert answer.status_code == 422
    assert "甲的题目" in answer.text
    assert "乙的题目" in answer.text
    assert read(post).title == "甲的题目"


def test_files_make_their_sender_a_contributor(committee: Committee, sign_in: SignIn) -> None:
    post = committee.write()
    file = (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "竣工验收意见.pdf")
    data = form(
        committee, post, title=post.title, body=post.body, files=[file],
        authors=[str(committee.staff["author"])],
    )  # fmt: skip
    answer = sign_in(committee.person("clerk")).post(
        f"/post/{post.id}/edit", data=data, content_type="multipart/form-data"
    )
    assert answer.status_code == 302, answer.text
    fresh = read(post)
    (attachment,) = attachments_of(db.session(), "Post", [post.id])[post.id]
    assert attachment.name == "竣工验收意见.pdf"
    assert {row.staff_id for row in fresh.contributors} == {
        committee.staff["author"],
        committee.staff["clerk"],
    }


def test_a_reprint_needs_its_source(committee: Committee, sign_in: SignIn) -> None:
    client = sign_in(committee.person("author"))
    answer = client.post("/post/add", data=form(committee, source_kind="reprint"))
    assert answer.status_code == 422
    assert "转载必须写明来源" in answer.text
    assert db.session.query(Post).count() == 0


def test_only_what_never_was_submitted_is_deleted(committee: Committee, sign_in: SignIn) -> None:
    client = sign_in(committee.person("author"))
    draft, returned = committee.write().id, committee.post_in("returned").id
    client.post(f"/post/{draft}/delete")
    client.post(f"/post/{returned}/delete")
    db.session.rollback()
    assert list(db.session.scalars(select(Post.id))) == [returned]
    withdrawn = committee.post_in("first_review")
    committee.do("author", "withdraw", withdrawn).or_refuse()
    client.post(f"/post/{withdrawn.id}/delete")
    assert read(withdrawn).state == "draft"


def test_judging_is_no_button_of_the_list_or_the_page(
    committee: Committee, sign_in: SignIn
) -> None:
    """What is decided is what was read: the desk and the review page alone ask for it."""
    post = committee.post_in("first_review")
    client = sign_in(committee.person("many"))
    for url in ("/post/", f"/post/{post.id}"):
        page = client.get(url).text
        assert "/post/move/pass_first" not in page
        assert "/post/move/return" not in page
    client.post("/post/move/pass_first", data={"ids": post.id})
    client.post("/post/move/return", data={"ids": post.id, "opinion": "从旁门退回"})
    assert read(post).state == "first_review"


@pytest.mark.parametrize("state", ["draft", "second_review", "returned", "published"])
def test_opening_a_post_asks_little(
    committee: Committee, sign_in: SignIn, statements: Any, state: str
) -> None:
    post = committee.post_in(state, authors=[committee.staff["author"], committee.staff["clerk"]])
    for login in ("author", "many"):
        client = sign_in(committee.person(login))
        url = f"/post/{post.id}"
        with statements() as sql:
            assert client.get(url).status_code == 200
        assert [s for s in sql if not s.startswith("SELECT")] == []
        assert len(sql) <= MOST_STATEMENTS, sql


def test_the_list_asks_the_same_for_many(
    committee: Committee, sign_in: SignIn, statements: Any
) -> None:
    client = sign_in(committee.person("author"))
    counted = []
    for _ in range(2):
        for state in ("draft", "first_review", "returned"):
            committee.post_in(state)
        with statements() as sql:
            assert client.get("/post/").status_code == 200
        counted.append(len(sql))
    assert counted[0] == counted[1] <= MOST_STATEMENTS


def test_an_import_writes_drafts_as_if_they_were_typed(
    committee: Committee, sign_in: SignIn
) -> None:
    """No state, no number, no HTML, and whoever imports has worked on every one of them."""
    committee.add("importer", "traffic", "list show add edit import submit")
    client = sign_in(committee.person("importer"))
    content = (
        "标题,正文,状态,编号,形式\n"
        "一号线开通,今天<script>x()</script>开通。,已发布,新媒〔2026〕0001号,视频\n"
        "二号线开通,明天开通。,待发布,,文字\n"
    )
    file = (io.BytesIO(content.encode()), "稿件.csv")
    answer = client.post("/post/import", data={"file": file})
    assert answer.status_code == 302, answer.text
    address = answer.location
    fields = page_of(client.get(address)).form(named="column-0")
    defaults = {
        "authors": [str(committee.staff["author"])],
        "department": str(committee.departments["traffic"]),
    }
    answer = client.post(address, data={**fields, **defaults})
    assert answer.status_code == 302, answer.text
    assert "新增 2" in page_of(client.get(f"{address}/report")).text
    assert db.session.query(Post).count() == 0, "the report writes nothing"
    client.post(f"{address}/report", data={"all": "1"})
    db.session.rollback()
    posts = db.session.query(Post).order_by(Post.id).all()
    assert [(p.title, p.state, p.number, p.form) for p in posts] == [
        ("一号线开通", "draft", None, "video"),
        ("二号线开通", "draft", None, "text"),
    ]
    assert posts[0].body == "<p>今天&lt;script&gt;x()&lt;/script&gt;开通。</p>"
    for post in posts:
        people = {row.staff_id: row.is_author for row in post.contributors}
        assert people == {committee.staff["author"]: True, committee.staff["importer"]: False}


def test_a_correction_is_started_from_the_page(committee: Committee, sign_in: SignIn) -> None:
    wrong = committee.post_in("published")
    client = sign_in(committee.person("clerk"))
    assert f"/post/{wrong.id}/correct" in client.get(f"/post/{wrong.id}").text
    answer = client.post(f"/post/{wrong.id}/correct")
    post = newest()
    assert answer.location == f"/post/{post.id}/edit"
    assert post.corrects_id == wrong.id
    assert "更正稿" in client.get(f"/post/{post.id}").text
    reader = sign_in(committee.person("reader"))
    assert f"/post/{wrong.id}/correct" not in reader.get(f"/post/{wrong.id}").text
    reader.post(f"/post/{wrong.id}/correct")
    assert newest().id == post.id


def test_handing_over_asks_to_whom_and_why(committee: Committee, sign_in: SignIn) -> None:
    post = committee.write()
    client = sign_in(committee.person("second"))
    page = client.post("/post/move/reassign", data={"ids": post.id})
    assert page.status_code == 200
    assert "新作者" in page.text
    found = client.get("/post/options/authors?q=人员clerk").json
    assert [row["id"] for row in found] == [committee.staff["clerk"]]
    form = {"ids": post.id, "asked": "1", "author": committee.staff["clerk"], "reason": ""}
    assert client.post("/post/move/reassign", data=form).status_code == 422
    client.post("/post/move/reassign", data={**form, "reason": "原作者调岗。"})
    assert {row.id for row in read(post).authors} == {
        committee.staff["author"],
        committee.staff["clerk"],
    }


def test_many_are_submitted_at_once(committee: Committee, sign_in: SignIn) -> None:
    posts = [committee.write() for _ in range(3)] + [committee.write(body="")]
    client = sign_in(committee.person("author"))
    result = client.post("/post/move/submit", data={"ids": [post.id for post in posts]})
    assert result.status_code == 200
    assert "还没有正文" in result.text
    assert [read(post).state for post in posts] == ["first_review"] * 3 + ["draft"]


def png() -> tuple[io.BytesIO, str]:
    """A picture as an editor sends it."""
    content = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(content, "PNG")
    content.seek(0)
    return content, "候车大厅.png"


def test_a_picture_in_the_text_belongs_to_the_post(committee: Committee, sign_in: SignIn) -> None:
    client = sign_in(committee.person("author"))
    assert "/post/picture" in client.get("/post/add").text
    answer = client.post("/post/picture", data={"file": png()}).json
    url = answer["url"]
    assert client.get(url).status_code == 200
    other = sign_in(committee.person("clerk"))
    assert other.get(url).status_code == 404, "until it is saved its sender alone sees it"
    body = f'<p>新站启用。</p><img src="{url}" alt="大厅"><img src="https://example.org/x.png">'
    client.post("/post/add", data=form(committee, body=body))
    post = newest()
    assert post.body == f'<p>新站启用。</p><img src="{url}" alt="大厅">'
    assert other.get(url).status_code == 200
    assert sign_in(committee.person("stranger")).get(url).status_code == 404
    committee.do("author", "submit", post).or_refuse()
    version = db.session.query(PostVersion).one()
    (picture,) = version.content["attachments"]
    assert url.endswith(f"/{picture['id']}")
    assert len(picture["digest"]) == 64
    frame = client.get(f"/post/{post.id}/content/1")
    assert url in frame.text
    assert "img-src 'self'" in frame.headers["Content-Security-Policy"]
    assert "script" not in frame.headers["Content-Security-Policy"]


def test_a_picture_taken_out_of_the_text_is_no_file_of_the_post_any_more(
    committee: Committee, sign_in: SignIn
) -> None:
    client = sign_in(committee.person("author"))
    answer = client.post("/post/picture", data={"file": png()}).json
    picture = f'<img src="{answer["url"]}">'
    client.post("/post/add", data=form(committee, body=f"<p>有图</p>{picture}"))
    post = newest()
    for body, number in (("<p>无图</p>", 0), (f"<p>又有图</p>{picture}", 1)):
        client.post(f"/post/{post.id}/edit", data=form(committee, read(post), body=body))
        db.session.rollback()
        assert len(attachments_of(db.session(), "Post", [post.id])[post.id]) == number
    committee.do("author", "submit", post).or_refuse()


def test_what_is_no_picture_is_refused_in_words(committee: Committee, sign_in: SignIn) -> None:
    client = sign_in(committee.person("author"))
    wrong = (io.BytesIO(b"<script>alert(1)</script>"), "图.png")
    answer = client.post("/post/picture", data={"file": wrong})
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["error"]
    assert client.post("/post/picture", data={}).status_code == 400
    for login in ("reader", "first"):
        barred = sign_in(committee.person(login))
        assert barred.post("/post/picture", data={"file": png()}).status_code == 403
