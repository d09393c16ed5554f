"""The screens of the room."""

from app.people.views.departments import DepartmentView
from app.people.views.roles import RoleView
from app.people.views.staff import StaffView

__all__ = ["DepartmentView", "RoleView", "StaffView"]
