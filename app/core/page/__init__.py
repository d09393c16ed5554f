"""What a generated page consists of: plain data between the views and the templates.

The views fill these, `templates/core/` draws them; nothing here knows HTML or SQL.
"""

from app.core.page.forms import (
    AskPage,
    AskRow,
    Conflict,
    FormPage,
    ResultPage,
    ResultRow,
)
from app.core.page.importing import ImportColumn, ImportLine, ImportPage
from app.core.page.lists import Chip, Column, FilterField, FilterForm, ListPage, Row, Tab
from app.core.page.parts import Action, Age, Badge, Cell, Link, MenuGroup, MenuItem, Tag
from app.core.page.show import Event, Item, Related, Section, ShowPage, Step

__all__ = [
    "Action",
    "Age",
    "AskPage",
    "AskRow",
    "Badge",
    "Cell",
    "Chip",
    "Column",
    "Conflict",
    "Event",
    "FilterField",
    "FilterForm",
    "FormPage",
    "ImportColumn",
    "ImportLine",
    "ImportPage",
    "Item",
    "Link",
    "ListPage",
    "MenuGroup",
    "MenuItem",
    "Related",
    "ResultPage",
    "ResultRow",
    "Row",
    "Section",
    "ShowPage",
    "Step",
    "Tab",
    "Tag",
]
