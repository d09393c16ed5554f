"""Attachments: what is taken, whose they are, and that a file follows its transaction."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask_wtf import FlaskForm
from PIL import Image
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict

from app.core import clock
from app.core.actor import Actor, acting_as
from app.core.attachments import (
    ANYTHING,
    DOCUMENTS,
    PICTURES,
    Attachment,
    AttachmentFileField,
    AttachmentFilesField,
    adopt,
    attachments_of,
    find,
    remove,
    store,
    sweep,
)
from app.core.attachments.inspecting import inspect
from app.core.attachments.kinds import MOST_MEMBERS
from app.core.attachments.naming import clean_name
from app.core.attachments.storage import files, path_of
from app.core.database import write
from app.core.errors import Refused
from app.extensions import db
from tests.core.toys import ToyBook, ToyBranch, count_sql

pytestmark = pytest.mark.usefixtures("toy_app")

MEGABYTE = 1024 * 1024
SEES_BOOKS = frozenset({("can_show", "ToyBook")})


def picture(kind: str = "PNG", colour: str = "darkred") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, kind)
    return target.getvalue()


def office(*members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in members or ["[Content_Types].xml"]:
            archive.writestr(member, "<Types/>")
    return target.getvalue()


def upload(name: str, content: bytes = b"") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def make_book(isbn: str = "1", branch: int = 1) -> ToyBook:
    with write() as session:
        if session.get(ToyBranch, branch) is None:
            session.add(ToyBranch(id=branch, name=f"分馆{branch}", code=f"B{branch}"))
        book = ToyBook(title="县志", isbn=isbn, department_id=branch)
        session.add(book)
    return book


def keep(
    book_id: int, content: bytes | None = None, name: str = "封面.png", **options: Any
) -> Attachment:
    content = picture() if content is None else content
    slot = options.get("slot", "attachment")
    with write() as session:
        return store(
            session, upload(name, content), "ToyBook", book_id, slot, ANYTHING, 20 * MEGABYTE
        )


def on_disk() -> set[str]:
    return {path.name for path in files()}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("领导讲话.docx", "领导讲话.docx"),
        ("C:\\Users\\张\\桌面\\领导讲话.docx", "领导讲话.docx"),
        ("../../etc/passwd", "passwd"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie: x.png"),
        ("", "附件"),
        ("..", "附件"),
        ("   .pdf", "pdf"),
        ("长" * 400 + ".pdf", "长" * 183 + ".pdf"),
        ("x." + "y" * 300, ("x." + "y" * 300)[:183]),
        ("半\ud83d个.png", "半个.png"),
    ],
)
def test_of_a_name_only_the_name_is_kept(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", picture()),
        ("A.JPG", picture("JPEG")),
        ("a.webp", picture("WEBP")),
        ("a.gif", picture("GIF")),
        ("a.pdf", b"\xef\xbb\xbf%PDF-1.7\n"),
        ("a.docx", office()),
        ("a.ofd", office("OFD.xml")),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.txt", "第一行\n".encode("gb18030")),
        ("a.csv", ("字" * 40000).encode()),
        ("a.mp4", b"\0\0\0\x18ftypmp42"),
        ("a.wav", b"RIFF\0\0\0\0WAVE"),
        ("a.zip", office("x")),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name: str, content: bytes) -> None:
    file = upload(name, content)
    inspect(file, ANYTHING, MEGABYTE)
    assert file.stream.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"<html><script>alert(1)</script>"),
        ("a.png", picture("JPEG")),
        ("a.jpg", picture()[:60]),
        ("a.pdf", office()),
        ("a.docx", office("word/document.xml")),
        ("a.docx", b"PK\x03\x04 and nothing more"),
        ("a.docx", office("[Content_Types].xml", *map(str, range(MOST_MEMBERS)))),
        ("a.doc", office()),
        ("a.txt", b"\x7fELF\0\0\0"),
        ("a.csv", b"\xff\xfe\xff\xff\xff\xff\xff\xff"),
        ("a.mp4", b"MZ"),
    ],
)
def test_a_file_that_is_something_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Refused, match="与名称不符"):
        inspect(upload(name, content), ANYTHING, MEGABYTE)


def test_a_picture_that_would_unpack_to_gigabytes_is_refused() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(Refused):
        inspect(upload("a.png", bomb.getvalue()), PICTURES, MEGABYTE)


def test_a_refusal_says_what_why_and_what_to_do() -> None:
    with pytest.raises(Refused) as large:
        inspect(upload("大图.png", b"\0" * 18 * MEGABYTE), PICTURES, 10 * MEGABYTE)
    assert str(large.value) == "大图.png 有 18 兆，超过 10 兆的上限，没有上传。请压缩后再传。"
    with pytest.raises(Refused) as kind:
        inspect(upload("木马.exe", b"MZ"), PICTURES, MEGABYTE)
    assert str(kind.value) == "木马.exe 没有上传：这里不接受这种文件。可以上传：图片。"
    with pytest.raises(Refused) as page:
        inspect(upload("网页.svg", b"<svg/>"), ANYTHING, MEGABYTE)
    assert "svg" not in str(page.value).replace("网页.svg", "")
    with pytest.raises(Refused) as empty:
        inspect(upload("空.png"), PICTURES, MEGABYTE)
    assert str(empty.value) == "空.png 是空文件，没有上传。请重新选择文件。"


def test_a_stored_file_has_name_size_and_digest() -> None:
    content = picture()
    attachment = keep(make_book().id, content, "封 面.png")
    assert (attachment.name, attachment.size) == ("封 面.png", len(content))
    assert attachment.digest == hashlib.sha256(content).hexdigest()
    assert attachment.media_type == "image/png"
    assert path_of(attachment.stored_name).read_bytes() == content
    assert path_of(attachment.stored_name).stat().st_mode & 0o077 == 0


def test_storing_needs_a_write_transaction() -> None:
    with pytest.raises(RuntimeError):
        store(db.session(), upload("a.png", picture()), "ToyBook", 1, "cover", PICTURES, MEGABYTE)
    assert on_disk() == set()


def test_a_file_goes_with_its_transaction() -> None:
    book = make_book()

    def fail_late() -> None:
        with write() as session:
            store(session, upload("a.png", picture()), "ToyBook", book.id, "x", PICTURES, MEGABYTE)
            assert len(on_disk()) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert on_disk() == set()
    assert attachments_of(db.session(), "ToyBook", [book.id]) == {book.id: []}


def test_a_savepoint_decides_nothing_about_files() -> None:
    book = make_book()
    old = keep(book.id)
    with write() as session:
        with session.begin_nested():
            store(session, upload("b.png", picture()), "ToyBook", book.id, "x", PICTURES, MEGABYTE)
        assert len(on_disk()) == 2
        savepoint = session.begin_nested()
        session.delete(session.get_one(ToyBook, book.id))
        session.flush()
        savepoint.rollback()
    assert old.stored_name in on_disk()
    assert find_as_seer(old.id, departments=None) is not None


def find_as_seer(pk: int, **actor: Any) -> Attachment | None:
    return find(db.session(), pk, Actor(1, permissions=SEES_BOOKS, **actor))


def test_files_go_with_their_record_and_are_not_inherited() -> None:
    book = make_book()
    attachment = keep(book.id)
    other = keep(make_book("2").id)
    with write() as session:
        session.delete(session.get_one(ToyBook, book.id))
        session.flush()
        assert attachment.stored_name in on_disk()
    assert on_disk() == {other.stored_name}
    # SQLite may give the next row the key of the deleted one.
    with write() as session:
        session.add(ToyBook(id=book.id, title="新", isbn="9", department_id=1))
    assert attachments_of(db.session(), "ToyBook", [book.id]) == {book.id: []}


def test_files_of_many_records_are_one_statement() -> None:
    first, second, third = (make_book(str(n)) for n in range(3))
    a, b = keep(first.id), keep(first.id, slot="cover")
    c = keep(second.id)
    with count_sql() as statements:
        found = attachments_of(db.session(), "ToyBook", [first.id, second.id, third.id])
    assert [[x.id for x in found[k.id]] for k in (first, second, third)] == [
        [a.id, b.id],
        [c.id],
        [],
    ]
    assert len(statements) == 1
    covers = attachments_of(db.session(), "ToyBook", [first.id], "cover")
    assert [x.id for x in covers[first.id]] == [b.id]


def test_whoever_sees_the_record_sees_its_files() -> None:
    attachment = keep(make_book().id)
    assert find_as_seer(attachment.id, departments=(1,)) is not None
    assert find_as_seer(attachment.id, departments=(2,)) is None
    assert find_as_seer(attachment.id, departments=()) is None
    assert find_as_seer(999, departments=None) is None
    without_permission = Actor(1, departments=None)
    assert find(db.session(), attachment.id, without_permission) is None


def test_a_file_of_an_unknown_kind_of_record_is_nobodys() -> None:
    with write() as session:
        lost = store(session, upload("a.png", picture()), "Gone", 1, "x", PICTURES, MEGABYTE)
    actor = Actor(1, permissions=frozenset({("can_show", "Gone")}), departments=None)
    assert find(db.session(), lost.id, actor) is None


def test_a_file_sent_before_its_record_is_the_senders_alone() -> None:
    sender, other = Actor(1, permissions=SEES_BOOKS, departments=None), Actor(2, departments=None)
    book = make_book()
    with acting_as(sender):
        attachment = keep(0)
    assert find(db.session(), attachment.id, sender) is not None
    assert find(db.session(), attachment.id, other) is None
    assert find(db.session(), attachment.id, Actor(None)) is None
    with acting_as(other), write() as session:
        adopt(session, [attachment.id], "ToyBook", book.id)
    assert attachments_of(db.session(), "ToyBook", [book.id])[book.id] == []
    with acting_as(sender), write() as session:
        adopt(session, [attachment.id], "ToyBook", book.id)
    assert [a.id for a in attachments_of(db.session(), "ToyBook", [book.id])[book.id]] == [
        attachment.id
    ]


def test_a_removed_file_is_off_the_list_but_stays_evidence() -> None:
    book, other = make_book(), make_book("2")
    attachment = keep(book.id)
    with write() as session:
        remove(session, "ToyBook", other.id, [attachment.id])
    assert len(attachments_of(db.session(), "ToyBook", [book.id])[book.id]) == 1
    with write() as session:
        remove(session, "ToyBook", book.id, [attachment.id])
    assert attachments_of(db.session(), "ToyBook", [book.id])[book.id] == []
    assert find_as_seer(attachment.id, departments=None) is not None


def test_the_sweep_takes_what_nobody_can_reach() -> None:
    kept = keep(make_book().id)
    with acting_as(Actor(1)):
        abandoned = keep(0)
    orphan = path_of("ab" * 16)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left by a killed process")
    assert sweep() == 0
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert sweep() == 2
    assert on_disk() == {kept.stored_name}
    assert find(db.session(), abandoned.id, Actor(1)) is None


# --- form fields ----------------------------------------------------------------------------


class Papers(FlaskForm):
    papers = AttachmentFilesField("附件", allowed=DOCUMENTS, max_bytes=MEGABYTE, most=3)
    cover = AttachmentFileField("封面", slot="cover", allowed=PICTURES, max_bytes=MEGABYTE)


def filled(book: ToyBook, files: Any, **fields: Any) -> Papers:
    form = Papers(formdata=CombinedMultiDict((MultiDict(files), MultiDict(fields))))
    for name in ("papers", "cover"):
        form[name].load(db.session(), "ToyBook", book.id)
    return form


def save(form: Papers, book: ToyBook) -> dict[str, list[str]]:
    assert form.validate(), form.errors
    with write() as session:
        form.papers.save(session, "ToyBook", book.id)
        form.cover.save(session, "ToyBook", book.id)
    kept = attachments_of(db.session(), "ToyBook", [book.id])[book.id]
    return {s: [a.name for a in kept if a.slot == s] for s in ("attachment", "cover")}


def test_a_form_adds_and_removes_files() -> None:
    book = make_book()
    files = [("papers", upload("甲.png", picture())), ("papers", upload("乙.docx", office()))]
    assert save(filled(book, files), book) == {"attachment": ["甲.png", "乙.docx"], "cover": []}
    first = attachments_of(db.session(), "ToyBook", [book.id])[book.id][0]
    nothing = [("papers", upload("")), ("cover", upload(""))]
    again = filled(book, nothing, **{"papers-remove": str(first.id)})
    assert save(again, book) == {"attachment": ["乙.docx"], "cover": []}


def test_a_form_cannot_remove_the_files_of_another_record() -> None:
    book, other = make_book(), make_book("2")
    foreign = keep(other.id)
    form = filled(book, [], **{"papers-remove": f"{foreign.id}"})
    save(form, book)
    assert attachments_of(db.session(), "ToyBook", [other.id])[other.id] == [foreign]
    assert filled(book, [], **{"papers-remove": "x' OR 1=1"}).validate()


def test_a_new_cover_takes_the_place_of_the_old() -> None:
    book = make_book()
    assert save(filled(book, [("cover", upload("一.png", picture()))]), book)["cover"] == ["一.png"]
    assert save(filled(book, [("cover", upload("二.png", picture()))]), book)["cover"] == ["二.png"]
    assert save(filled(book, []), book)["cover"] == ["二.png"]


def test_wrong_files_are_refused_beside_the_field() -> None:
    book = make_book()
    form = filled(
        book, [("papers", upload("甲.exe", b"MZ")), ("cover", upload("乙.pdf", b"%PDF-"))]
    )
    assert not form.validate()
    assert "这里不接受这种文件" in form.papers.errors[0]
    assert form.cover.errors == ["乙.pdf 没有上传：这里不接受这种文件。可以上传：图片。"]
    many = [("papers", upload(f"{n}.png", picture())) for n in range(4)]
    crowd = filled(book, many)
    assert not crowd.validate()
    assert crowd.papers.errors == ["最多 3 个文件，这样会有 4 个。请先移除几个。"]
