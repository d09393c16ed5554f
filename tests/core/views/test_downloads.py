"""The address of attachments: whole, under their own name, for those who see the owner."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from werkzeug.datastructures import FileStorage

from app.core.attachments import ANYTHING, Attachment, store
from app.core.attachments.storage import path_of
from app.core.database import write
from tests.core.test_attachments import office, picture
from tests.core.views.library import Library, Person
from tests.core.views.toys import Volume


def keep(volume: Volume, name: str = "封面.png", content: bytes | None = None) -> Attachment:
    file = FileStorage(io.BytesIO(picture() if content is None else content), filename=name)
    with write() as session:
        return store(session, file, "Volume", volume.id, "attachment", ANYTHING, 1024 * 1024)


def download(person: Person, attachment: Attachment, status: int = 200) -> Any:
    answer = person.client.get(f"/attachment/{attachment.id}")
    assert answer.status_code == status
    return answer


def test_a_download_bears_its_chinese_name(library: Library) -> None:
    name = "关于“春耕”的通知（定稿）.docx"
    answer = download(library.keeper, keep(library.volume(), name, office()))
    assert answer.data == office()
    kind, _plain, utf8 = answer.headers["Content-Disposition"].split("; ")
    assert kind == "attachment"
    assert unquote(utf8.removeprefix("filename*=UTF-8''")) == name
    assert answer.headers["Content-Length"] == str(len(office()))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_pictures_and_paper_are_shown_in_place(library: Library) -> None:
    volume = library.volume()
    shown = download(library.keeper, keep(volume))
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    paper = download(library.keeper, keep(volume, "a.pdf", b"%PDF-1.7"))
    assert paper.headers["Content-Disposition"].startswith("inline")
    others = {"a.txt": b"<script>", "a.zip": office("x"), "a.mp4": b"\0\0\0\0ftyp"}
    for name, content in others.items():
        answer = download(library.keeper, keep(volume, name, content))
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_who_does_not_see_the_owner_finds_nothing(library: Library) -> None:
    attachment = keep(library.volume())
    download(library.person(library.west, Volume="list show"), attachment, 404)
    download(library.person(library.east, Volume="list"), attachment, 404)
    download(library.person(library.root, Volume="show"), attachment)
    for address in ("/attachment/999999", f"/attachment/{2**70}", "/attachment/x"):
        assert library.keeper.client.get(address).status_code == 404
    assert library.visitor.client.get(f"/attachment/{attachment.id}").status_code == 302


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_file_changed_on_the_disk_is_reported_not_served(
    damage: str, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    attachment = keep(library.volume())
    path: Path = path_of(attachment.stored_name)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.unlink() if damage == "gone" else path.write_bytes(content)
    answer = download(library.keeper, attachment, 302)
    assert b"PNG" not in answer.data
    assert "与上传时不一致" in library.keeper.get(answer.location).text
    assert f"attachment {attachment.id} is missing or was changed" in caplog.text
