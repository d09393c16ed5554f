"""The base of every record, and its columns with label and help."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from flask_appbuilder import Model
from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Identity, Integer, String
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from app.core import clock
from app.core.actor import current_actor_id

# A plain bigint key does not number itself on SQLite; a serial one is refused by 达梦.
Key = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A point in time: aware UTC in Python, naive UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(clock.UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=clock.UTC)


class Choice(StrEnum):
    """A closed list of words. Members are written `name = "value", _l("Label")`."""

    label: Any

    def __new__(cls, value: str, label: Any = "") -> Choice:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


ChoiceClass = TypeVar("ChoiceClass", bound=Choice)


class ChoiceType(TypeDecorator[Choice]):
    """Stores a `Choice` as its value; an unknown stored value is an error, not a guess."""

    impl = String(32)
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Choice | None:
        return None if value is None else self.choices(value)


class RichText(TypeDecorator[str]):
    """HTML from an editor; the form sanitises it, the detail page frames it."""

    from sqlalchemy import Text as impl

    cache_ok = True


JsonDict = MutableDict.as_mutable(JSON())


def field(label: Any, *args: Any, help: Any = "", **kwargs: Any) -> Any:
    """A column with its label and help text: said once, used by every screen.

    Args:
        label: lazy translated label.
        args: type, foreign key and whatever else `mapped_column` takes.
        help: lazy translated sentence shown below the form field.
        kwargs: passed on; `info` is extended. Strings and booleans default to "" and False
            where the column is not nullable and no default is given by the caller.
    """
    info = {**kwargs.pop("info", {}), "label": label, "help": help}
    return mapped_column(*args, info=info, **kwargs)


class Recorded:
    """Mixin: when and by whom a row was written, and the version that makes a stale form notice.

    Apart from `Entity`, because staff share a table that is not ours to key.
    """

    # What the kit derives from: how one row is called in lists, titles and messages.
    singular: ClassVar[Any] = ""

    created_at: Mapped[datetime] = mapped_column(
        Instant, default=clock.now, sort_order=90, info={"label": _l("Created at")}
    )
    updated_at: Mapped[datetime] = mapped_column(
        Instant,
        default=clock.now,
        onupdate=clock.now,
        sort_order=91,
        info={"label": _l("Updated at")},
    )
    version_id: Mapped[int] = mapped_column(Integer, default=1, sort_order=94)

    # Nullable: jobs, the command line and anonymous visitors write too.
    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        return mapped_column(
            Integer,
            ForeignKey("ab_user.id"),
            default=current_actor_id,
            sort_order=92,
            info={"label": _l("Created by")},
        )

    @declared_attr
    def updated_by_id(cls) -> Mapped[int | None]:
        return mapped_column(
            Integer,
            ForeignKey("ab_user.id"),
            default=current_actor_id,
            onupdate=current_actor_id,
            sort_order=93,
            info={"label": _l("Updated by")},
        )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version_id}


class Entity(Recorded, Model):
    """记录. A row with a key of its own."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, Identity(), primary_key=True, sort_order=-1)

    def __str__(self) -> str:
        """How a row is called: its name or title."""
        for name in ("title", "name", "number"):
            if value := getattr(self, name, None):
                return str(value)
        return f"{type(self).__name__} {self.id}"


def label_of(model: type[Any], name: str) -> Any:
    """The label of a column or relation of a model, as declared with `field()`.

    A relation without one of its own takes the label of its foreign key column.
    """
    mapper = model.__mapper__
    if name in mapper.columns:
        return mapper.columns[name].info.get("label", name)
    relation = mapper.relationships.get(name)
    if relation is not None:
        if "label" in relation.info:
            return relation.info["label"]
        for column in relation.local_columns:
            if "label" in column.info:
                return column.info["label"]
    return name
