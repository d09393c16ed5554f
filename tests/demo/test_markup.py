"""The marks in the demonstration's articles become HTML and dates, and nothing else does."""

from __future__ import annotations

from datetime import date

from app.demo.text.markup import fill_dates, to_html


def test_the_marks_become_html_and_all_else_is_escaped() -> None:
    text = "## 小标题\n- 一\n- **二**\n1. 甲\n> 引文\n正文<script>与*着重*&"
    assert to_html(text) == (
        "<h2>小标题</h2><ul><li>一</li><li><strong>二</strong></li></ul><ol><li>甲</li></ol>"
        "<blockquote><p>引文</p></blockquote>"
        "<p>正文&lt;script&gt;与<em>着重</em>&amp;</p>"
    )


def test_dates_count_from_the_event() -> None:
    text = "{d} {d+9} {w} {w-1} {m} {m-1} {y}"
    assert fill_dates(text, date(2026, 1, 25)) == "1月25日 2月3日 星期日 星期六 1月 12月 2026"
