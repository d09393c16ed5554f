"""Security headers of every answer. A view may set a policy of its own (post content)."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; form-action 'self'"
)


def register_headers(app: Flask) -> None:
    """Adds the headers after every request."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if request.endpoint == "static" and response.status_code in (200, 304):
            # Its address changes when the file does (`static_path`).
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            # Pages hold what only this person may see; no cache in between keeps them.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
