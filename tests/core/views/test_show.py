"""The show screen: values, what may be done, history, related lists."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from tests.core.views.library import ALL, Library
from tests.reading import Page


def values(page: Page) -> dict[str, str]:
    """What the page says of the row: label → value."""
    (labels, said) = page.all("dt"), page.all("dd")
    return {dt.text: dd.text for dt, dd in zip(labels, said, strict=True)}


def test_it_shows_every_value_by_its_label(library: Library) -> None:
    row = library.volume(
        title="红楼梦", hall=library.hall(), themes=[library.theme("古典")], pages=9, lent=True,
        printed_on=date(2026, 5, 1), remark="第一行\n<b>", abstract="<p>石头</p>",
        settings={"色": 1},
    )  # fmt: skip
    page = library.keeper.get(f"/volume/{row.id}")
    assert page.title == "红楼梦"
    said = values(page)
    assert (said["书名"], said["部门"], said["阅览室"]) == ("红楼梦", "东馆", "大厅")
    assert (said["类别"], said["主题"], said["页数"]) == ("小说", "古典", "9 页")
    assert (said["出版日期"], said["借出"], said["备注"]) == ("2026-05-01", _("Yes"), "第一行 <b>")
    assert (said["内容提要"], said["设置"]) == ("石头", '{"色": 1}')
    assert page.links()["大厅"] == f"/hall/{row.hall_id}"
    assert said["附件类别"] == said["定价"] != ""


def test_it_links_to_nothing_that_may_not_be_opened(library: Library) -> None:
    row = library.volume(hall=library.hall())
    reader = library.person(Volume="show")
    page = reader.get(f"/volume/{row.id}")
    assert values(page)["阅览室"] == "大厅"
    assert not {"大厅", _("Edit"), "图书列表"} & set(page.links())
    assert page.buttons() == []


def test_it_names_what_belongs_elsewhere_without_a_link(library: Library) -> None:
    row = library.volume(hall=library.hall(library.west, "西厅"))
    page = library.keeper.get(f"/volume/{row.id}")
    assert values(page)["阅览室"] == "西厅"
    assert "西厅" not in page.links()


def test_it_offers_what_this_person_may_do_now(library: Library) -> None:
    row, lent = library.volume(), library.volume(lent=True)
    assert library.keeper.get(f"/volume/{row.id}").buttons() == ["上架", "剔旧", _("Delete")]
    # A rule says no: there is no button that could only disappoint.
    assert library.keeper.get(f"/volume/{lent.id}").buttons() == ["上架", _("Delete")]
    seller = library.person(Volume="show sell")
    assert seller.get(f"/volume/{row.id}").buttons() == ["剔旧"]
    library.keeper.post("/volume/move/shelve", ids=row.id)
    # What was used once is never deleted.
    assert library.keeper.get(f"/volume/{row.id}").buttons() == ["下架", "剔旧"]


def test_it_tells_the_history(library: Library) -> None:
    row = library.volume(title="红楼梦")
    library.keeper.post("/volume/move/shelve", ids=row.id)
    library.keeper.post("/volume/move/take_back", ids=row.id, asked="1", reason="缺页 <i>")
    page = library.keeper.get(f"/volume/{row.id}")
    said = page.one("aside", aria_label=_("Path and history")).text
    assert said.index("下架") < said.index("已上架")
    assert said.count(str(library.keeper.staff)) == 2
    assert "缺页 <i>" in said


def test_related_rows_stand_below(library: Library) -> None:
    row, other = library.volume(), library.volume()
    for number in range(12):
        library.slip(row, f"读者{number}")
    library.slip(other, "别人")
    page = library.keeper.get(f"/volume/{row.id}")
    assert len(page.rows) == 10
    assert "别人" not in page.text
    everything = next(a["href"] for a in page.all("a") if a["href"].startswith("/slip/?"))
    assert len(library.keeper.get(everything).rows) == 12
    assert library.person(Volume="show").get(f"/volume/{row.id}").rows == []


def test_related_rows_are_asked_for_scope_and_permission(library: Library) -> None:
    row = library.volume(department=library.west)
    library.slip(row)
    library.keeper.get(f"/volume/{row.id}", 404)
    assert library.keeper.get(f"/slip/?volume={row.id}").rows == []


def test_a_row_out_of_sight_is_no_page(library: Library) -> None:
    foreign = library.volume(department=library.west)
    for key in (foreign.id, 0, 999_999, 2**63 - 1, 2**63, 10**30, "-1", "x", "1.0", "１"):
        assert library.keeper.get(f"/volume/{key}", 404).all("h1"), key


def test_whoever_sees_no_department_sees_nothing(library: Library) -> None:
    """A row of the root is not of its parts."""
    row = library.volume(department=library.root)
    library.keeper.get(f"/volume/{row.id}", 404)
    library.person(library.root, Volume=ALL).get(f"/volume/{row.id}")
