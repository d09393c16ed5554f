"""三审: the application factory binds the extensions and opens the rooms."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import settings


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Builds the application. Nothing is read from or written to the database.

    Args:
        overrides: settings that win over those from the environment.
    """
    # Here, not above: the naming convention in `extensions` comes before FAB's models.
    from app import roles  # noqa: F401 - puts the rules about roles in force
    from app.core.database import configure_engine
    from app.core.error_pages import register_error_pages
    from app.core.face import register_face
    from app.core.headers import register_headers
    from app.core.panel import APP, Panel, PanelFlask, static_path
    from app.extensions import csrf, db
    from app.menu import MENU, UNLISTED, register_menu

    app = PanelFlask("app", static_folder="static", static_url_path=static_path(APP / "static"))
    app.config.update(settings())
    app.config.update(overrides or {})
    if hops := app.config.get("PROXY_HOPS"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app)
    csrf.init_app(app)
    register_headers(app)
    register_error_pages(app)
    with app.app_context():
        configure_engine(db.engine)
        panel = Panel()
        panel.init_app(app, db.session)
        # One language: nothing in the address or the session switches it.
        app.extensions["babel"].locale_selector = lambda: "zh"
        for view in [row.view for group in MENU for row in group.rows] + list(UNLISTED):
            if view is not panel.indexview:
                panel.add_view_no_menu(view)
        register_face(app)
        register_menu(app)
    return app
