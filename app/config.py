"""Settings from the environment; what is not set has a default that is safe here."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Where the installation keeps what is its own: database, attachments, secret key."""
    folder = Path(os.environ.get("SANSHEN_DATA", "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The key that signs sessions: from the environment or a file that only we may read."""
    if key := os.environ.get("SANSHEN_SECRET_KEY"):
        return key
    path = folder / "secret-key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()


def settings() -> dict[str, Any]:
    """Flask's configuration, whole."""
    folder = data_folder()
    return {
        "SANSHEN_DATA": str(folder),
        "ORGANISATION": os.environ.get("SANSHEN_ORGANISATION", ""),
        "SECRET_KEY": secret_key(folder),
        "SQLALCHEMY_DATABASE_URI": os.environ.get(
            "SANSHEN_DATABASE", f"sqlite:///{folder / 'sanshen.db'}"
        ),
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("SANSHEN_HTTPS", "") == "1",
        "PERMANENT_SESSION_LIFETIME": 8 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,
        # Flask-Babel reads a relative path from the package folder.
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "LANGUAGES": {"zh": {"flag": "cn", "name": "简体中文"}},
        "APP_NAME": "三审",
        # Flask-AppBuilder writes nothing at start-up and registers no screen of its own.
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_SECURITY_MANAGER_CLASS": "app.people.security.SecurityManager",
        "FAB_INDEX_VIEW": "app.dashboard.views.HomeView",
        # FAB gives every new permission to this role; so it names one that nobody can have.
        "AUTH_ROLE_ADMIN": "-",
        "AUTH_ROLE_PUBLIC": "Public",
        "AUTH_USER_REGISTRATION": False,
        "RATELIMIT_ENABLED": True,
        # Counted by each process for itself: with several, so many times as often.
        "RATELIMIT_STORAGE_URI": os.environ.get("SANSHEN_LIMITS", "memory://"),
        "AUTH_RATE_LIMITED": True,
        "AUTH_RATE_LIMIT": "10 per 20 second",
    }
