"""The tree of departments on the screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.page import Cell
from app.core.views import EntityView, RelatedList
from app.extensions import db
from app.people.models import Department
from app.people.services.departments import settle
from app.people.views.staff import StaffView


class DepartmentView(EntityView):
    """部门."""

    model = Department
    title = _l("Departments")
    lead = _l("Whoever belongs to a department also sees what belongs to its parts.")
    icon = "sitemap"
    list_columns = ("name", "code", "parent")
    text_columns = ("name", "code")
    search_columns = ("parent",)
    fieldsets = ((_l("Department"), ("name", "code", "parent", "sort_order")),)
    related = (RelatedList(StaffView, "department"),)
    # A parent stands before its parts.
    base_order = ("path", "asc")

    def cell_name(self, row: Department) -> Cell:
        """The name, set in by how deep it hangs."""
        depth = max(0, row.path.count("/") - 2)
        return Cell("　" * depth + row.name, title=row.name)

    def before_save(self, row: Department, form: Any, is_new: bool) -> None:
        """Hangs the department where it was put."""
        settle(db.session(), row)
