"""What administrators do to persons, and what they cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.actor import SYSTEM, acting_as
from app.core.views import view_of
from app.extensions import db
from app.people.models import LoginCode, Staff
from app.people.services.passwords import fits
from app.people.views.staff import masked
from tests.conftest import PASSWORD
from tests.factories.people import DepartmentFactory, StaffFactory

pytestmark = pytest.mark.both_engines

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def boss(app: Flask) -> Staff:
    made: Staff = StaffFactory(roles=["系统管理员"], first_name="方志强", username="xitong")
    return made


@pytest.fixture
def admin(boss: Staff, sign_in: SignIn) -> FlaskClient:
    return sign_in(boss)


def role_id(name: str) -> int:
    from flask_appbuilder.security.sqla.models import Role

    return int(db.session.scalars(select(Role.id).where(Role.name == name)).one())


def roles_of(staff: Staff) -> set[str]:
    db.session.rollback()
    db.session.refresh(staff)
    return {role.name for role in staff.roles}


def form(staff: Staff | None = None, roles: tuple[str, ...] = (), **values: Any) -> dict[str, Any]:
    """What the form of a person sends, unchanged but for what is given."""
    data = {
        "first_name": staff.first_name if staff else "赵启明",
        "staff_number": staff.staff_number if staff else "QH0110",
        "username": staff.username if staff else "lianluo",
        "department": str(staff.department_id if staff else DepartmentFactory().id),
        "position": staff.position if staff else "干事",
        "mobile": (staff.mobile or "") if staff else "13800000110",
        "email": "",
        "version": str(staff.version_id) if staff else "",
        "roles": [str(role_id(name)) for name in roles],
    }
    return data | values


def offered(client: FlaskClient, staff: Staff) -> set[str]:
    """The verbs with a button on the page of a person."""
    page = client.get(f"/staff/{staff.id}").text
    return set(re.findall(r'action="/staff/administer/(\w+)"', page))


def newest() -> Staff:
    db.session.rollback()
    return db.session.scalars(select(Staff).order_by(Staff.id.desc())).first()  # type: ignore[return-value]


# A new person --------------------------------------------------------------------------


def test_a_new_person_gets_a_code_shown_once(admin: FlaskClient, client: FlaskClient) -> None:
    answer = admin.post("/staff/add", data=form(roles=("部门联络员",)))
    assert answer.status_code == 200
    code = CODE.search(answer.text)
    assert code, answer.text
    made = newest()
    assert made.username == "lianluo"
    assert str(made) == "赵启明"
    assert made.password is None
    assert roles_of(made) == {"部门联络员"}
    for address in (f"/staff/{made.id}", f"/staff/{made.id}/edit", "/staff/", "/"):
        assert not CODE.search(admin.get(address).text)
    data = {
        "username": "lianluo", "code": code[0],
        "password": "Chunfeng+0427", "repeated": "Chunfeng+0427",
    }  # fmt: skip
    assert client.post("/activate/", data=data).status_code == 302
    assert "赵启明" in client.get("/").text


def test_who_gives_no_address_has_none(admin: FlaskClient, reread: Any) -> None:
    admin.post("/staff/add", data=form())
    made = newest()
    assert made.email == "lianluo@sanshen.invalid"
    for address in (f"/staff/{made.id}", f"/staff/{made.id}/edit", "/staff/"):
        assert "sanshen.invalid" not in admin.get(address).text
    admin.post(f"/staff/{made.id}/edit", data=form(made, username="zhaoqm"))
    assert reread(made).email == "zhaoqm@sanshen.invalid"
    admin.post(f"/staff/{made.id}/edit", data=form(made, email="zhao@example.org"))
    assert reread(made).email == "zhao@example.org"
    assert "zhao@example.org" in admin.get(f"/staff/{made.id}").text


WRONG = [
    ("first_name", ""),
    ("first_name", "长" * 65),
    ("staff_number", ""),
    ("username", ""),
    ("username", "1abc"),
    ("username", "a b"),
    ("username", "张三"),
    ("username", "a"),
    ("mobile", "1380000011"),
    ("mobile", "23800000110"),
    ("mobile", "１３８０００００１１０"),
    ("email", "nobody"),
    ("department", ""),
    ("department", "999999"),
    ("department", "x"),
    ("roles", ["999999"]),
    ("roles", ["x"]),
]


def test_a_wrong_value_is_said_beside_the_field(admin: FlaskClient) -> None:
    right = form()
    for field, value in WRONG:
        answer = admin.post("/staff/add", data=right | {field: value})
        assert answer.status_code == 422, (field, value)
        assert f'href="#{field}"' in answer.text, (field, value)
    assert newest().username != "lianluo"


@pytest.mark.parametrize("field", ["username", "staff_number", "mobile", "email"])
def test_what_names_a_person_is_given_once(admin: FlaskClient, field: str) -> None:
    """One login per person; two are found by number and mobile."""
    taken = StaffFactory(mobile="13900000001", email="taken@example.org", username="taken")
    answer = admin.post("/staff/add", data=form(**{field: getattr(taken, field)}))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_many_persons_have_no_mobile(admin: FlaskClient) -> None:
    StaffFactory(mobile="")
    StaffFactory(mobile=None)
    assert admin.post("/staff/add", data=form(mobile="")).status_code == 200
    assert newest().mobile is None


def test_a_mobile_is_shown_in_part(admin: FlaskClient, sign_in: SignIn) -> None:
    assert masked("13812345678") == "138******78"
    assert masked(None) == ""
    staff = StaffFactory(mobile="13812345678")
    reader = sign_in(StaffFactory(roles=["安全管理员"]))
    for one in (admin, reader):
        for address in ("/staff/", f"/staff/{staff.id}"):
            page = one.get(address).text
            assert "13812345678" not in page
            assert "138******78" in page
    assert "13812345678" in admin.get(f"/staff/{staff.id}/edit").text
    assert reader.get(f"/staff/{staff.id}/edit").status_code == 403


def test_a_file_gives_no_roles_and_opens_no_login(admin: FlaskClient) -> None:
    page = admin.get("/staff/import")
    assert page.status_code == 200
    with admin.application.test_request_context(), acting_as(SYSTEM):
        view = view_of(Staff)
        assert view
        names = {target.name for target in view.import_targets()}
    assert names == {
        "first_name", "staff_number", "department", "position", "mobile", "email", "username",
    }  # fmt: skip


# Roles ---------------------------------------------------------------------------------


def test_a_role_holds_from_the_next_click_on(
    admin: FlaskClient, sign_in: SignIn, reread: Any
) -> None:
    staff = StaffFactory()
    person = sign_in(staff)
    assert person.get("/department/").status_code == 403
    answer = admin.post(f"/staff/{staff.id}/edit", data=form(staff, roles=("安全管理员",)))
    assert answer.status_code == 302, answer.text
    assert person.get("/department/").status_code == 200
    admin.post(f"/staff/{staff.id}/edit", data=form(reread(staff), roles=()))
    assert person.get("/department/").status_code == 403


def test_a_change_of_roles_makes_an_open_form_stale(admin: FlaskClient) -> None:
    staff = StaffFactory(roles=["运营人员"])
    stale = form(staff, roles=("运营人员",))
    admin.post(f"/staff/{staff.id}/edit", data=form(staff, roles=("初审员",)))
    answer = admin.post(f"/staff/{staff.id}/edit", data=stale)
    assert answer.status_code == 422
    assert roles_of(staff) == {"初审员"}


def test_nobody_changes_their_own_roles(admin: FlaskClient, boss: Staff) -> None:
    page = admin.get(f"/staff/{boss.id}/edit").text
    assert 'name="roles"' not in page
    data = form(boss, roles=("安全管理员",), position="股长")
    answer = admin.post(f"/staff/{boss.id}/edit", data=data)
    assert answer.status_code == 302, answer.text
    assert roles_of(boss) == {"系统管理员"}
    assert boss.position == "股长"


@pytest.mark.parametrize(
    "roles",
    [
        ("系统管理员", "安全管理员"),
        ("安全管理员", "审计员"),
        ("审计员", "考核员"),
        ("系统管理员", "运营人员"),
        ("安全管理员", "终审员", "委员"),
    ],
)
def test_roles_that_exclude_each_other(admin: FlaskClient, roles: tuple[str, ...]) -> None:
    staff = StaffFactory()
    answer = admin.post(f"/staff/{staff.id}/edit", data=form(staff, roles=roles))
    assert answer.status_code == 422
    assert 'href="#roles"' in answer.text
    assert "一个人不能既是" in answer.text
    assert roles_of(staff) == set()
    answer = admin.post("/staff/add", data=form(roles=roles))
    assert answer.status_code == 422
    assert not db.session.scalars(select(LoginCode)).all()


def test_roles_that_go_together(admin: FlaskClient) -> None:
    """The working group holds the clerks too (二(二)); the post decides who may review it."""
    staff = StaffFactory()
    answer = admin.post(f"/staff/{staff.id}/edit", data=form(staff, roles=("运营人员", "初审员")))
    assert answer.status_code == 302
    assert roles_of(staff) == {"运营人员", "初审员"}


def test_one_person_reviews_finally(admin: FlaskClient) -> None:
    holder = StaffFactory(roles=["终审员"], first_name="吴建国")
    staff = StaffFactory()
    answer = admin.post(f"/staff/{staff.id}/edit", data=form(staff, roles=("终审员",)))
    assert answer.status_code == 422
    assert "吴建国" in answer.text
    assert roles_of(staff) == set()
    # The holder may be saved, and hands the role over by losing it or leaving.
    assert admin.post(f"/staff/{holder.id}/edit", data=form(holder, roles=("终审员", "委员")))
    admin.post("/staff/administer/deactivate", data={"ids": holder.id})
    assert roles_of(holder) == {"终审员", "委员"}
    db.session.refresh(staff)
    answer = admin.post(f"/staff/{staff.id}/edit", data=form(staff, roles=("终审员",)))
    assert answer.status_code == 302
    page = admin.post(
        "/staff/administer/reactivate", data={"ids": holder.id}, follow_redirects=True
    )
    assert "只能由一人担任" in page.text
    db.session.rollback()
    db.session.refresh(holder)
    assert not holder.active


# Codes, closing, opening ---------------------------------------------------------------


def test_resetting_hands_out_a_code_and_ends_sessions(
    admin: FlaskClient, sign_in: SignIn, reread: Any
) -> None:
    staff = StaffFactory()
    person = sign_in(staff)
    answer = admin.post("/staff/administer/reset_password", data={"ids": staff.id})
    assert answer.status_code == 200
    assert len(CODE.findall(answer.text)) == 1
    assert person.get("/").status_code == 302
    assert not fits(reread(staff), PASSWORD)


def test_several_codes_stand_on_one_page(admin: FlaskClient, boss: Staff) -> None:
    one, other, closed = StaffFactory(), StaffFactory(), StaffFactory(active=False)
    ids = [one.id, other.id, closed.id, boss.id]
    page = admin.post("/staff/administer/reset_password", data={"ids": ids}).text
    assert len(CODE.findall(page)) == 2
    assert "登录已停用，请先启用" in page
    # One's own password is not reset, but changed.
    assert admin.get("/").status_code == 200


def test_closing_and_opening(admin: FlaskClient, sign_in: SignIn) -> None:
    staff = StaffFactory(roles=["运营人员"])
    person = sign_in(staff)
    assert offered(admin, staff) == {"reset_password", "demand_password", "deactivate"}
    admin.post("/staff/administer/deactivate", data={"ids": staff.id})
    assert person.get("/").status_code == 302
    assert offered(admin, staff) == {"reactivate"}
    admin.post("/staff/administer/reactivate", data={"ids": staff.id})
    assert roles_of(staff) == {"运营人员"}
    assert sign_in(staff).get("/").status_code == 200


def test_nobody_closes_their_own_login(admin: FlaskClient, boss: Staff) -> None:
    other = StaffFactory()
    data = {"ids": boss.id}
    page = admin.post("/staff/administer/deactivate", data=data, follow_redirects=True).text
    assert "不能停用自己的登录" in page
    page = admin.post("/staff/administer/deactivate", data={"ids": [boss.id, other.id]}).text
    assert "不能停用自己的登录" in page
    db.session.rollback()
    db.session.refresh(other)
    db.session.refresh(boss)
    assert boss.active
    assert not other.active


def test_a_new_password_is_demanded_of_many(admin: FlaskClient, reread: Any) -> None:
    people = [StaffFactory() for _ in range(3)]
    data = {"ids": [person.id for person in people]}
    assert admin.post("/staff/administer/demand_password", data=data).status_code == 200
    assert all(reread(person).must_change_password for person in people)


def test_verbs_need_their_permission(sign_in: SignIn, reread: Any) -> None:
    staff = StaffFactory()
    reader = sign_in(StaffFactory(roles=["安全管理员"]))
    for name in ("reset_password", "demand_password", "deactivate", "reactivate"):
        answer = reader.post(f"/staff/administer/{name}", data={"ids": staff.id})
        assert answer.status_code == 403
    before = staff.version_id
    assert reread(staff).version_id == before
    assert offered(reader, staff) == set()


def test_verbs_end_at_the_border_of_the_department(app: Flask, sign_in: SignIn) -> None:
    own, foreign = DepartmentFactory(), DepartmentFactory()
    admin = sign_in(StaffFactory(roles=["系统管理员"], department=own))
    outsider = StaffFactory(department=foreign)
    insider = StaffFactory(department=own)
    for name in ("reset_password", "demand_password", "deactivate"):
        answer = admin.post(f"/staff/administer/{name}", data={"ids": outsider.id})
        assert answer.status_code == 404
    assert admin.get(f"/staff/{outsider.id}").status_code == 404
    page = admin.post("/staff/administer/reset_password", data={"ids": [outsider.id, insider.id]})
    assert len(CODE.findall(page.text)) == 1
    db.session.rollback()
    db.session.refresh(outsider)
    assert outsider.active
    assert outsider.password


@pytest.mark.parametrize(
    ("address", "data", "status"),
    [
        ("/staff/administer/delete", {"ids": "1"}, 404),
        ("/staff/administer/deactivate", {"ids": "999999999"}, 404),
        ("/staff/administer/deactivate", {"ids": "x"}, 400),
        ("/staff/administer/deactivate", {"ids": "9" * 30}, 400),
        ("/staff/1/delete", {}, 404),
    ],
)
def test_an_absurd_verb_is_no_failure(
    admin: FlaskClient, address: str, data: Any, status: int
) -> None:
    assert admin.post(address, data=data).status_code == status
    assert admin.get(address).status_code in (404, 405)


def test_the_list_is_filtered(admin: FlaskClient) -> None:
    StaffFactory(first_name="林晓岚", roles=["运营人员"])
    StaffFactory(first_name="陈立群", roles=["初审员"], active=False)
    page = admin.get("/staff/", query_string={"roles": role_id("运营人员")}).text
    assert "林晓岚" in page
    assert "陈立群" not in page
    page = admin.get("/staff/", query_string={"active": "0"}).text
    assert "陈立群" in page
    assert "林晓岚" not in page
    assert "林晓岚" in admin.get("/staff/?q=林晓").text


def test_pages_ask_the_database_a_constant_number_of_times(
    admin: FlaskClient, statements: Any
) -> None:
    counts = []
    for _round in range(2):
        with statements() as sql:
            assert admin.get("/staff/").status_code == 200
        counts.append(len(sql))
        for _ in range(15):
            StaffFactory(roles=["运营人员", "初审员"], department=DepartmentFactory())
    assert counts[0] == counts[1] <= 12
