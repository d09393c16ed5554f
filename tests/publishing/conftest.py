"""The committee whose posts are published here."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.posts.committee import Committee


@pytest.fixture
def committee(app: Flask) -> Committee:
    """Departments, people, an account, and posts brought to any state."""
    return Committee()
