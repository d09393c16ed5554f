"""Two versions side by side: fields as a table, the text with additions and removals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extensions import db
from app.posts.models import PostVersion
from app.posts.services import compare, diff, save_post
from app.posts.services.comparing import ADDED, REMOVED, SAME
from tests.posts.committee import Committee

EMPTY: dict[str, Any] = {
    "form": 1,
    "title": "题目",
    "body": "",
    "summary": "",
    "byline": "",
    "cover": None,
    "source": {"kind": "original", "name": "", "url": ""},
    "policy_basis": "",
    "accounts": [],
    "attachments": [],
    "variants": [],
}
TEXT = st.lists(st.text("一二三四ab", min_size=1, max_size=8), max_size=6)


def with_body(*lines: str) -> dict[str, Any]:
    return {**EMPTY, "body": "".join(f"<p>{line}</p>" for line in lines)}


@pytest.mark.usefixtures("app")
class TestText:
    def test_both_texts_can_be_read_from_a_comparison(self) -> None:
        @given(TEXT, TEXT)
        def check(old: list[str], new: list[str]) -> None:
            found = compare(with_body(*old), with_body(*new), {})
            pieces = [piece for paragraph in found.paragraphs for piece in paragraph.pieces]
            assert "".join(t for kind, t in pieces if kind != ADDED) == "".join(old)
            assert "".join(t for kind, t in pieces if kind != REMOVED) == "".join(new)
            assert found.nothing is (old == new)

        check()

    def test_a_changed_word_is_marked_within_its_paragraph(self) -> None:
        found = compare(
            with_body("步道全长十公里。", "沿线九个村。"),
            with_body("步道全长10.2公里。", "沿线九个村。"),
            {},
        )
        first, second = found.paragraphs
        assert first.pieces == [
            (SAME, "步道全长"), (REMOVED, "十"), (ADDED, "10.2"), (SAME, "公里。"),
        ]  # fmt: skip
        assert (first.changed, second.changed) == (True, False)
        assert (found.added, found.removed) == (4, 1)
        assert first.html == (
            '步道全长<del><span class="visually-hidden">删去：</span>十</del>'
            '<ins><span class="visually-hidden">新增：</span>10.2</ins>公里。'
        )

    def test_a_new_and_a_dropped_paragraph(self) -> None:
        found = compare(with_body("一段", "旧段", "尾段"), with_body("一段", "尾段", "新段"), {})
        kinds = [[kind for kind, _text in p.pieces] for p in found.paragraphs]
        assert kinds == [[SAME], [REMOVED], [SAME], [ADDED]]
        assert [(changed, len(run)) for changed, run in found.runs] == [
            (False, 1), (True, 1), (False, 1), (True, 1),
        ]  # fmt: skip

    def test_a_rewritten_paragraph_is_not_a_mosaic(self) -> None:
        found = compare(with_body("今天下雨，路滑。"), with_body("图书馆新到一批书。"), {})
        kinds = [[kind for kind, _text in p.pieces] for p in found.paragraphs]
        assert kinds == [[REMOVED], [ADDED]]

    def test_what_was_typed_is_no_html(self) -> None:
        found = compare(with_body("安全"), with_body("&lt;img onerror=x&gt;"), {})
        assert "<img" not in "".join(p.html for p in found.paragraphs)
        assert "&lt;img onerror=x&gt;" in "".join(p.html for p in found.paragraphs)

    def test_fields_that_differ_are_a_table(self) -> None:
        new = {
            **EMPTY,
            "title": "新题目",
            "source": {"kind": "reprint", "name": "县报", "url": ""},
            "accounts": [7],
            "attachments": [{"id": 1, "name": "意见.pdf", "digest": "0123456789" * 6}],
        }
        found = compare(EMPTY, new, {7: "清河发布（微信公众号）"})
        assert [(c.label, c.before, c.after) for c in found.fields] == [
            ("标题", "题目", "新题目"),
            ("来源", "原创", "转载"),
            ("来源名称", "", "县报"),
            ("拟发账号", "", "清河发布（微信公众号）"),
            ("附件", "", "意见.pdf（01234567）"),
        ]
        assert not found.nothing
        assert compare(EMPTY, EMPTY, {}).nothing

    def test_long_texts_take_no_long_time(self) -> None:
        from time import perf_counter

        lines = [f"第{n}段，" + "这一段写得很长。" * 20 for n in range(300)]
        changed = [line.replace("很长", "不短") if n % 3 else line for n, line in enumerate(lines)]
        start = perf_counter()
        found = compare(with_body(*lines), with_body(*changed), {})
        assert perf_counter() - start < 10
        assert not found.nothing


def test_two_versions_of_a_post(committee: Committee) -> None:
    post = committee.post_in("returned", title="初稿")
    with committee.acting("author"):
        save_post({"title": "二稿"}, post.id)
    committee.do("author", "submit", post).or_refuse()
    old, new = db.session.query(PostVersion).order_by(PostVersion.number)
    found = diff(db.session(), old, new)
    assert [(c.before, c.after) for c in found.fields] == [("初稿", "二稿")]
