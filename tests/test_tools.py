"""The tools that set-up and lint rely on."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools import build_static, catalogue


def test_the_icon_list_is_read_once_each() -> None:
    text = "# marks\ncheck\ncircle-check filled  # published\n\ncheck\n"
    assert build_static.icon_names(text) == [("check", False), ("circle-check", True)]


def test_a_wrong_line_in_the_icon_list_is_an_error() -> None:
    with pytest.raises(SystemExit, match=r"icons.txt:2"):
        build_static.icon_names("check\ncheck red\n")


def test_the_sprite_holds_each_icon_under_its_name() -> None:
    sprite = build_static.sprite([("check", False), ("circle-check", True)])
    assert '<symbol id="check" viewBox="0 0 24 24" fill="none"' in sprite
    assert '<symbol id="circle-check-filled" viewBox="0 0 24 24" fill="currentColor"' in sprite


def test_every_missing_icon_is_named() -> None:
    with pytest.raises(SystemExit, match=r"no-such \(outline\), nor-this \(filled\)"):
        build_static.sprite([("no-such", False), ("check", False), ("nor-this", True)])


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Save", "保存"), ""),
        (Message("Save %(what)s", "保存%(what)s"), ""),
        (Message("%(month)s/%(day)s", "%(month)s/%(day)s"), ""),
        (Message("No option {name!r}.", "没有 {name!r}。"), ""),
        (Message("Save %(what)s", "保存%(that)s"), "other placeholders"),
        (Message("No option {name!r}.", "没有 {name}。"), "other placeholders"),
        (Message("Save", "Save"), "not Chinese"),
        (Message("Save", "保存", flags=["fuzzy"]), "fuzzy"),
        (Message(("post", "posts"), ("篇",)), "plural"),
    ],
)
def test_a_message_is_checked(message: Message, fault: str) -> None:
    found = list(catalogue.faults_of(message))
    assert [fault in text for text in found] == ([True] if fault else [])


def test_the_catalogue_holds_what_the_code_says_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PO", tmp_path / "messages.po")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    room = tmp_path / "app/posts"
    (room / "templates/posts").mkdir(parents=True)
    (room / "views.py").write_text('title = _("Posts")\n', encoding="utf-8")
    (room / "templates/posts/list.html").write_text('{{ _("Write a post") }}', encoding="utf-8")
    written = Catalog(locale="zh")
    written.add("Posts", "稿件")
    written.add("Gone", "已去")
    catalogue.write(written)

    faults = "\n".join(catalogue.faults())
    assert "missing: 'Write a post' (posts/templates/posts/list.html)" in faults
    assert "used nowhere: 'Gone'" in faults
    assert "'Posts'" not in faults

    catalogue.update()
    kept = catalogue.read()
    assert kept["Posts"].string == "稿件"
    assert kept["Write a post"].string == ""
    assert "Gone" not in kept
    assert "no Chinese: 'Write a post'" in "\n".join(catalogue.faults())
