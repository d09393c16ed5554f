"""What every page gets from the application, besides its own data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, url_for
from flask_login import current_user

from app.core.actor import current_actor
from app.core.controls import register_controls

PRODUCT = "三审"


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, as the header shows it."""

    name: str
    role_names: str


def register_face(app: Flask) -> None:
    """Binds filters and the context of the layout."""
    register_controls(app)

    @app.context_processor
    def context() -> dict[str, Any]:
        values: dict[str, Any] = {
            "product": PRODUCT,
            "organisation": current_app.config["ORGANISATION"],
            "me": None,
            "activate_url": url_for("ActivateView.activate"),
        }
        if current_user.is_authenticated:
            actor = current_actor()
            values |= {
                "me": Me(actor.name, "、".join(actor.roles)),
                "password_url": url_for("PasswordView.change"),
                "logout_url": url_for("AuthView.logout"),
            }
        return values
