"""People of two departments, and what they do in the library."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.core.database import write
from app.extensions import db
from app.people.models import Department, Staff
from app.people.services.permissions import sync_permissions
from tests.core.views.toys import Hall, Slip, Theme, Volume
from tests.factories.people import PASSWORD, DepartmentFactory, StaffFactory, make_role
from tests.reading import Page, read

ALL = "list show add edit delete export import"
EVERYTHING = {
    "Volume": f"{ALL} shelve take_back sell",
    "Slip": ALL,
    "Hall": ALL,
    "Theme": "list show add edit",
}


class Person:
    """Somebody at a browser, signed in (or a visitor)."""

    def __init__(self, app: Flask, staff: Staff | None) -> None:
        self.staff = staff
        self.client: FlaskClient = app.test_client()
        if staff is not None:
            entry = {"username": staff.username, "password": PASSWORD}
            assert self.client.post("/login/", data=entry).status_code == 302

    def get(self, address: str, status: int = 200) -> Page:
        """The page of an address."""
        answer = self.client.get(address)
        page = read(answer)
        assert answer.status_code == status, (answer.status_code, page.text)
        return page

    def post(self, address: str, status: int = 302, **fields: Any) -> Page:
        """The page that answers a form, after the redirect that a success answers with."""
        return self.send(address, fields, status)

    def send(self, address: str, fields: dict[str, Any], status: int = 302) -> Page:
        """The same, with the fields as a mapping."""
        answer = self.client.post(address, data=fields)
        assert answer.status_code == status, (answer.status_code, read(answer).text)
        if status == 302:
            return read(self.client.get(answer.location))
        return read(answer)


class Library:
    """The panel with two departments side by side, east and west, below one root."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        sync_permissions()
        self.root: Department = DepartmentFactory(parent=None, name="总馆", code="0")
        self.east: Department = DepartmentFactory(name="东馆", code="E")
        self.west: Department = DepartmentFactory(name="西馆", code="W")
        self._serial = count(1)

    def person(
        self, department: Department | None = None, roles: Any = (), **grants: str
    ) -> Person:
        """Somebody of a department (east) who may do what is granted: `person(Volume="list")`."""
        roles = [*roles, make_role(f"角色{next(self._serial)}", **grants).name] if grants else roles
        return Person(self.app, StaffFactory(department=department or self.east, roles=roles))

    @cached_property
    def keeper(self) -> Person:
        """Somebody of the east who may do everything."""
        return self.person(**EVERYTHING)

    @cached_property
    def visitor(self) -> Person:
        """Nobody in particular."""
        return Person(self.app, None)

    def volume(self, department: Department | None = None, **values: Any) -> Volume:
        """A volume of a department (east)."""
        number = next(self._serial)
        given = {"title": f"书{number}", "isbn": f"{number:06d}", **values}
        return self._store(Volume(department_id=(department or self.east).id, **given))

    def hall(self, department: Department | None = None, name: str = "大厅") -> Hall:
        """A hall of a department (east)."""
        return self._store(Hall(department_id=(department or self.east).id, name=name))

    def theme(self, name: str) -> Theme:
        """A theme."""
        return self._store(Theme(name=name))

    def slip(self, volume: Volume, reader: str = "读者甲") -> Slip:
        """A slip of a volume."""
        return self._store(Slip(volume=volume, reader=reader))

    @staticmethod
    def _store(row: Any) -> Any:
        with write() as session:
            session.add(row)
        return row

    @staticmethod
    def again(row: Any) -> Any:
        """The row as it is stored now, or None."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.get(type(row), row.id)

    @staticmethod
    def rows(model: Any) -> list[Any]:
        """All rows of a model as they are stored now, oldest first."""
        db.session.rollback()
        db.session.expire_all()
        return list(db.session.query(model).order_by(model.id))

    def values(self, row: Any) -> dict[str, Any]:
        """The values of all its columns, and the keys of what it names."""
        row = self.again(row)
        found = {c.key: getattr(row, c.key) for c in row.__mapper__.column_attrs}
        for name, relation in row.__mapper__.relationships.items():
            if relation.uselist:
                found[name] = [other.id for other in getattr(row, name)]
        return found

    @staticmethod
    def total(model: Any) -> int:
        """How many rows there are."""
        db.session.rollback()
        return db.session.query(model).count()
