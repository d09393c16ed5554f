"""A library on a real panel: models and views with a bit of everything, without a room's rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship
from wtforms import StringField
from wtforms.validators import Length

from app.core.entity import (
    Choice,
    ChoiceType,
    Entity,
    Instant,
    JsonDict,
    Key,
    RichText,
    field,
)
from app.core.forms import ReasonForm
from app.core.forms.fields import NotBlank
from app.core.page import Cell
from app.core.views import EntityView, RelatedList
from app.core.workflow import Move, State, Stateful, Transition, Workflow
from app.extensions import db
from app.people.models import Department


class Hall(Entity):
    """A hall belongs to a department; there may be many, so forms search for one."""

    __tablename__ = "toy_hall"
    singular = "阅览室"

    name: Mapped[str] = field("名称", String(64))
    department_id: Mapped[int] = field("部门", Key, ForeignKey("department.id"))
    department: Mapped[Department] = relationship()


class Theme(Entity):
    """A theme is everybody's; few."""

    __tablename__ = "toy_theme"
    singular = "主题"
    few = True
    everybodys = True

    name: Mapped[str] = field("名称", String(64), unique=True)


class Kind(Choice):
    """What a volume is."""

    novel = "novel", "小说"
    record = "record", "档案"


class VolumeState(Choice):
    """Where a volume stands."""

    ordered = "ordered", "已订购"
    shelved = "shelved", "在架"
    sold = "sold", "已剔旧"


toy_volume_theme = Table(
    "toy_volume_theme",
    db.metadata,
    Column("volume_id", Key, ForeignKey("toy_volume.id"), primary_key=True),
    Column("theme_id", Key, ForeignKey("toy_theme.id"), primary_key=True),
)


class Volume(Entity, Stateful):
    """One column of every kind, scoped by its department."""

    __tablename__ = "toy_volume"
    __table_args__ = (UniqueConstraint("department_id", "isbn"),)
    singular = "图书"

    title: Mapped[str] = field("书名", String(64), help="封面上的全名。")
    isbn: Mapped[str] = field("书号", String(32))
    shelf_mark: Mapped[str | None] = field("排架号", String(32), unique=True)
    department_id: Mapped[int] = field("部门", Key, ForeignKey("department.id"))
    hall_id: Mapped[int | None] = field("阅览室", Key, ForeignKey("toy_hall.id"))
    kind: Mapped[Kind] = field("类别", ChoiceType(Kind), default=Kind.novel)
    binding: Mapped[Kind | None] = field("附件类别", ChoiceType(Kind))
    pages: Mapped[int] = field("页数", Integer, default=0)
    price: Mapped[float | None] = field("定价", Numeric(10, 2))
    printed_on: Mapped[date | None] = field("出版日期", Date)
    lent_at: Mapped[datetime | None] = field("借出时间", Instant)
    lent: Mapped[bool] = field("借出", default=False)
    remark: Mapped[str] = field("备注", Text, default="")
    abstract: Mapped[str] = field("内容提要", RichText, default="")
    settings: Mapped[dict[str, Any]] = field("设置", JsonDict, default=dict)
    state: Mapped[VolumeState] = field("状态", ChoiceType(VolumeState), default=VolumeState.ordered)

    department: Mapped[Department] = relationship()
    hall: Mapped[Hall | None] = relationship()
    themes: Mapped[list[Theme]] = relationship(
        secondary=toy_volume_theme, info={"label": "主题"}, order_by="Theme.id"
    )


class Slip(Entity):
    """A slip of a volume, seen by whoever sees the volume."""

    __tablename__ = "toy_slip"
    singular = "借书条"
    scope_through = "volume"

    reader: Mapped[str] = field("读者", String(64))
    volume_id: Mapped[int] = field("图书", Key, ForeignKey("toy_volume.id"))
    volume: Mapped[Volume] = relationship()

    def __str__(self) -> str:
        return self.reader


class SaleForm(FlaskForm):
    """Asks to whom."""

    buyer = StringField("买方", validators=[NotBlank(), Length(max=20)])


def _not_lent(move: Move) -> dict[int, str]:
    return {row.id: "已借出，不能剔旧。" for row in move.rows if row.lent}


VOLUME_WORKFLOW = Workflow(
    model=Volume,
    states={
        VolumeState.ordered: State(),
        VolumeState.shelved: State("pass", "circle-check"),
        VolumeState.sold: State("danger", "trash"),
    },
    transitions=[
        Transition(
            "shelve",
            "上架",
            {VolumeState.ordered: VolumeState.shelved},
            confirm="把“%(what)s”上架？",
            done="已上架",
        ),
        Transition(
            "take_back",
            "下架",
            {VolumeState.shelved: VolumeState.ordered},
            form=ReasonForm,
            requires=("reason",),
        ),
        Transition(
            "sell",
            "剔旧",
            {VolumeState.ordered: VolumeState.sold, VolumeState.shelved: VolumeState.sold},
            guards=(_not_lent,),
            form=SaleForm,
            requires=("buyer",),
            style="danger",
        ),
        Transition("stamp", "盖章", {VolumeState.ordered: VolumeState.ordered}, button=False),
    ],
    initial=VolumeState.ordered,
)


class SlipView(EntityView):
    """Slips, added and taken away."""

    model = Slip
    title = "借书条列表"
    list_columns = ("reader", "volume")
    search_columns = ("volume",)
    text_columns = ("reader",)
    fieldsets = (("借书条", ("reader", "volume")),)


class HallView(EntityView):
    """Halls."""

    model = Hall
    title = "阅览室列表"
    list_columns = ("name", "department")
    text_columns = ("name",)
    fieldsets = (("阅览室", ("name", "department")),)


class ThemeView(EntityView):
    """Themes, without deleting."""

    model = Theme
    title = "主题列表"
    offers = ("list", "show", "add", "edit")
    list_columns = ("name",)
    fieldsets = (("主题", ("name",)),)
    base_order = ("name", "asc")


class VolumeView(EntityView):
    """Volumes."""

    model = Volume
    title = "图书列表"
    list_columns = ("title", "isbn", "department", "themes", "pages", "printed_on", "state")
    search_columns = (
        "title", "department", "hall", "kind", "pages", "price", "printed_on", "lent_at", "lent",
        "themes",
    )  # fmt: skip
    text_columns = ("title", "isbn")
    fieldsets = (
        ("书目", ("title", "isbn", "shelf_mark", "department", "hall", "kind", "binding")),
        ("细节", ("pages", "price", "printed_on", "lent_at", "lent", "themes")),
        ("文字", ("remark", "abstract", "settings")),
    )
    read_only: ClassVar[Any] = ("shelf_mark",)
    base_order = ("id", "asc")
    workflow = VOLUME_WORKFLOW
    related = (RelatedList(SlipView, "volume"),)
    empty_hint = "先订购一本。"

    def cell_pages(self, row: Volume) -> Cell:
        """Said in words where there are none."""
        return Cell(f"{row.pages} 页" if row.pages else "未计页")


VIEWS = (VolumeView, SlipView, HallView, ThemeView)
TABLES = [model.__table__ for model in (Hall, Theme, Volume, Slip)] + [toy_volume_theme]
