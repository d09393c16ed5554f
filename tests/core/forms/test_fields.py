"""What people type into a field, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.actor import Actor, acting_as
from app.core.database import write
from app.core.forms import form_class, unique_conflicts
from app.core.forms.builder import blanks
from app.core.show_time import exact
from app.people.models import Department
from tests.core.views.toys import Hall, Kind, Theme, Volume

Typed = Callable[..., Any]


@pytest.fixture
def typed(toy_app: Flask) -> Typed:
    """The form of some columns of a volume after something was typed, validated."""

    def fill(*names: str, row: Any = None, **values: Any) -> Any:
        data = MultiDict({"version": "1"})
        for name, value in values.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        form = form_class(Volume, names or tuple(values))(formdata=data, obj=row)
        form.validate()
        return form

    return fill


@pytest.mark.parametrize(
    "text", ["2026-5-1", "2026-05-01", " 2026.5.1 ", "2026/05/01", "2026年5月1日", "2026年05月01日"]
)
def test_a_day_is_understood_as_people_write_it(typed: Typed, text: str) -> None:
    form = typed(printed_on=text)
    assert form.errors == {}
    assert form["printed_on"].data == date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    ["今天", "2026-5", "2026-5-1-1", "5月1日", "2026-13-1", "1899-12-31", "2201-1-1", "-1-1-1"],
)
def test_what_is_no_day_is_said_and_kept(typed: Typed, text: str) -> None:
    form = typed(printed_on=text)
    assert form.errors["printed_on"] == [_("Write the date like 2026-11-23.")]
    assert form["printed_on"]._value() == text


@pytest.mark.parametrize(
    "text", ["2026-05-01 00:30", "2026-05-01T00:30", "2026-05-01 00:30:00", "2026-5-1 0:30"]
)
def test_a_moment_is_meant_on_the_clock_of_shanghai(typed: Typed, text: str) -> None:
    form = typed(lent_at=text)
    assert form.errors == {}
    assert form["lent_at"].data.isoformat() == "2026-04-30T16:30:00+00:00"
    assert exact(form["lent_at"].data) == "2026-05-01 00:30"


def test_an_empty_field_stores_what_the_column_says(typed: Typed) -> None:
    names = ("remark", "pages", "price", "printed_on", "binding", "lent", "settings", "themes")
    form = typed(*names, **dict.fromkeys(("remark", "pages", "price", "printed_on"), ""))
    assert form.errors == {}
    stored = {name: blanks(Volume, name, form[name].data) for name in names}
    assert stored == {
        "remark": "", "pages": 0, "price": None, "printed_on": None, "binding": None,
        "lent": False, "settings": {}, "themes": [],
    }  # fmt: skip


def test_an_empty_form_shows_what_would_be_stored(toy_app: Flask) -> None:
    form = form_class(Volume, ("kind", "pages", "lent", "binding"))(formdata=None)
    shown = {name: form[name].data for name in ("kind", "pages", "lent", "binding")}
    assert shown == {"kind": Kind.novel, "pages": 0, "lent": False, "binding": None}


def test_what_is_required_is_what_the_column_needs(typed: Typed) -> None:
    names = ("title", "isbn", "department", "hall", "kind", "pages", "lent", "remark", "themes")
    missing = typed(*names, title="  ").errors
    assert set(missing) == {"title", "isbn", "department"}
    assert missing["title"] == [_("Fill this in.")]


def test_a_word_without_a_default_is_nobodys_choice_but_ones_own(toy_app: Flask) -> None:
    """Where nothing is preset the first word of the list must not be taken by a press."""
    preset, open_ = form_class(Volume, ("kind", "binding"))(formdata=None), None
    assert [value for value, _label in preset["kind"].choices] == ["novel", "record"]
    assert [value for value, _label in preset["binding"].choices] == ["", "novel", "record"]
    column = Volume.__table__.c.kind
    default, column.default = column.default, None
    try:
        open_ = form_class(Volume, ("kind",))(formdata=MultiDict({"kind": ""}))
        assert [value for value, _label in open_["kind"].choices] == ["", "novel", "record"]
        assert not open_.validate()
    finally:
        column.default = default


def test_related_rows_are_found_in_scope_and_kept_out_of_it(typed: Typed) -> None:
    with write() as session:
        for key in (2, 3):
            path = f"/1/{key}/"
            session.add(Department(id=key, name=f"馆{key}", code=f"{key}", parent_id=1, path=path))
            session.add(Hall(id=key, name=f"厅{key}", department_id=key))
        volume = Volume(title="书", isbn="1", department_id=2, hall_id=3)
        session.add(volume)
    with acting_as(Actor(1, departments=(2,))):
        assert typed(hall="2")["hall"].data.name == "厅2"
        for wrong in ("3", "4", "x", "2 or 1"):
            assert typed(hall=wrong).errors["hall"] == [_("Choose one of the list.")]
        # It was chosen before the hall went out of sight.
        assert typed("hall", row=volume, hall="3").errors == {}
        assert typed("hall", row=volume, hall="").data["hall"] is None


def test_several_are_chosen_once_each_and_may_be_none(typed: Typed) -> None:
    with write() as session:
        themes = [Theme(name=name) for name in "甲乙"]
        volume = Volume(title="书", isbn="1", department_id=1, themes=themes)
        session.add(volume)
    one, two = (theme.id for theme in themes)
    assert [t.id for t in typed(themes=[str(two), str(one), str(two)])["themes"].data] == [two, one]
    # A select without a selection is not sent at all.
    assert typed("themes", "title", row=volume, title="书")["themes"].data == []


def test_unique_values_are_looked_for_before_the_database_refuses(toy_app: Flask) -> None:
    with write() as session:
        first = Volume(title="书", isbn="1", department_id=1, shelf_mark="A1")
        session.add(first)
    department = first.department
    other = Volume(title="另", isbn="2", department_id=1)
    assert unique_conflicts(other, {"isbn": "1", "department": department}) == ["isbn"]
    assert unique_conflicts(other, {"isbn": "3", "department": department}) == []
    assert unique_conflicts(other, {"shelf_mark": "A1"}) == ["shelf_mark"]
    # None is nobody's, a row is no conflict with itself, and what is not typed is not judged.
    assert unique_conflicts(other, {"shelf_mark": None}) == []
    assert unique_conflicts(first, {"isbn": "1", "shelf_mark": "A1"}) == []
    assert unique_conflicts(Volume(isbn="1", department_id=1), {"title": "书"}) == []
