"""What an editor, a paste or an attacker sends, and what of it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.sanitise import sanitise

KEPT = [
    "<p>第一段，<strong>重点</strong>与<em>语气</em>。</p><h2>小标题</h2><ul><li>一</li></ul>",
    "<blockquote>引文</blockquote><ol><li>其一</li><li>其二</li></ol>",
    '<table><thead><tr><th colspan="2">项目</th></tr></thead><tbody><tr><td>甲</td><td>1</td></tr>'
    "</tbody></table>",
    '<img src="/attachment/12" alt="候车大厅">',
    '<a href="https://example.org/a?b=1" rel="noopener noreferrer">链接</a>',
    "1 &lt; 2 &amp; 3",
    "",
]


@pytest.mark.parametrize("html", KEPT)
def test_what_the_editor_offers_stays_to_the_letter(html: str) -> None:
    assert sanitise(html) == html


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>alert(1)</script><p>正文</p>", "<p>正文</p>"),
        ('<p onclick="steal()" style="color:red" class="big" id="x">正文</p>', "<p>正文</p>"),
        ("<style>p{display:none}</style>正文", "正文"),
        ("<iframe src='https://example.org'>里面</iframe>正文", "正文"),
        ("<svg><script>1</script><a href='x'>图</a></svg>正文", "正文"),
        ("<form action='/post/1/delete'><button>按</button></form>", "按"),
        ("<!-- 备注 -->正文", "正文"),
        ("<span>一</span><font>二</font>", "一二"),
        ('<a href="javascript:alert(1)">点我</a>', '<a rel="noopener noreferrer">点我</a>'),
        ('<a href=" java\nscript:alert(1)">点我</a>', '<a rel="noopener noreferrer">点我</a>'),
        ('<a href="/logout/">点我</a>', '<a rel="noopener noreferrer">点我</a>'),
        ('<a href="//example.org">点我</a>', '<a rel="noopener noreferrer">点我</a>'),
        ('<img src="https://example.org/spy.gif">', ""),
        ('<img src="data:image/svg+xml,x">', ""),
        ('<img src="/logout/">', ""),
        ('<img src="/attachment/1/../../logout/">', ""),
        # A mark inside an attribute must not end the tag that is taken out.
        ('<p>甲<img alt="><form action=/x>">乙</p>', "<p>甲乙</p>"),
        ('<img src="/attachment/1" srcset="https://example.org/x 2x" onerror="x()">',
         '<img src="/attachment/1">'),
        ("<p>没有结束<strong>的标记", "<p>没有结束<strong>的标记</strong></p>"),
    ],
)  # fmt: skip
def test_what_is_dropped(html: str, kept: str) -> None:
    assert sanitise(html) == kept


MARKS = """<p>|</p>|<img src=|"/attachment/1"|>|<a href=|'x'|<svg>|<math>|&lt;|<table>|<td>|</td>
<!--|-->|<style>|<title>|&#0;|\x00|文字|<""".replace("\n", "|").split("|")


@given(st.lists(st.sampled_from(MARKS), max_size=12).map("".join))
def test_once_is_enough(html: str) -> None:
    """Otherwise saving without a change would change the text."""
    once = sanitise(html)
    assert sanitise(once) == once
    assert "\x00" not in once
