"""Flask and Flask-AppBuilder, bound so that nothing of FAB's own face or doors is left."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Request, current_app
from flask_appbuilder import AppBuilder
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined

APP = Path(__file__).resolve().parent.parent


def static_path(folder: Path) -> str:
    """The address of the static files, which changes when any of them does.

    So a browser may keep each for a year, and one that a stylesheet or module asks for by a
    relative address is renewed with all the others.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(path.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


class PanelRequest(Request):
    """Takes much only where files come along: any other form is read into memory whole."""

    @Request.max_content_length.getter  # type: ignore[attr-defined]
    def max_content_length(self) -> int | None:
        """The most bytes that the body may have."""
        if self.mimetype == "application/x-www-form-urlencoded":
            most: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
            return most
        return super().max_content_length


class PanelFlask(Flask):
    """Looks for templates in our own rooms only.

    A template of FAB's that we have not replaced is a loud error, never a silent page in
    another style.
    """

    request_class = PanelRequest
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
