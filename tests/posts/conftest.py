"""The committee every test of this room works with."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.posts.committee import Committee


@pytest.fixture
def committee(app: Flask) -> Committee:
    """Departments, people and an account; see committee.py."""
    return Committee()
