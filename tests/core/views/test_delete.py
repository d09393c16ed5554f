"""Deleting: by a form alone, whole, and never what is used."""

from __future__ import annotations

from flask_babel import gettext as _

from tests.core.views.library import Library
from tests.core.views.toys import Volume


def test_it_takes_a_form_that_asks_first(library: Library) -> None:
    row = library.volume(title="红楼梦")
    library.keeper.get(f"/volume/{row.id}/delete", 405)
    page = library.keeper.get(f"/volume/{row.id}")
    (form,) = page.all("form", action=f"/volume/{row.id}/delete", method="post")
    assert "红楼梦" in form.one("button")["data-ask"]
    assert library.total(Volume) == 1
    page = library.keeper.post(form["action"])
    assert page.title == "图书列表"
    assert "红楼梦" in page.text
    assert library.total(Volume) == 0


def test_it_takes_the_links_of_the_row_along(library: Library) -> None:
    theme = library.theme("古典")
    row = library.volume(themes=[theme])
    library.keeper.post(f"/volume/{row.id}/delete")
    assert library.total(Volume) == 0
    assert library.again(theme) is not None


def test_what_others_refer_to_is_not_deleted(library: Library) -> None:
    row = library.volume(title="红楼梦")
    library.slip(row)
    page = library.keeper.post(f"/volume/{row.id}/delete")
    assert "红楼梦" in page.one("main").text
    assert library.again(row) is not None
    hall = library.hall()
    library.volume(hall=hall)
    library.keeper.post(f"/hall/{hall.id}/delete")
    assert library.again(hall) is not None


def test_what_was_used_is_not_deleted(library: Library) -> None:
    row = library.volume()
    library.keeper.post("/volume/move/shelve", ids=row.id)
    library.keeper.post(f"/volume/{row.id}/delete")
    assert library.again(row) is not None


def test_it_is_not_there_for_others(library: Library) -> None:
    row, foreign = library.volume(), library.volume(department=library.west)
    library.keeper.post(f"/volume/{foreign.id}/delete", 404)
    library.keeper.post("/volume/999999/delete", 404)
    library.person(Volume="list show edit").post(f"/volume/{row.id}/delete", 403)
    assert library.total(Volume) == 2


def test_a_view_without_the_door_has_no_such_address(library: Library) -> None:
    theme = library.theme("古典")
    allowed = library.person(Theme="list show add edit")
    allowed.post(f"/theme/{theme.id}/delete", 404)
    assert library.again(theme) is not None
    assert _("Delete") not in allowed.get(f"/theme/{theme.id}").buttons()
