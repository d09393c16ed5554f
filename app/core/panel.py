"""Flask and Flask-AppBuilder, bound so that nothing of FAB's own face or doors is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined

APP = Path(__file__).resolve().parent.parent


class PanelFlask(Flask):
    """Looks for templates in our own rooms only.

    A template of FAB's that we have not replaced is a loud error, never a silent page in
    another style.
    """

    jinja_options = {**Flask.jinja_options, "undefined": StrictUndefined}

    def create_global_jinja_loader(self) -> BaseLoader:  # type: ignore[override]
        """The app's templates first, then each room's."""
        folders = [APP / "templates", *sorted(APP.glob("*/templates"))]
        return ChoiceLoader([FileSystemLoader(folder) for folder in dict.fromkeys(folders)])


class Panel(AppBuilder):
    """FAB's builder without its static files, locale switch, back link and menu service."""

    def _add_global_static(self) -> None:
        pass

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()

    def _add_menu_permissions(self, *args: Any, **kwargs: Any) -> None:
        """Menu rows are shown by the permission on their view; there is no second one."""
