from __future__ import annotations

import pytest

from tests.posts.committee import WAYS, Committee

pytestmark = pytest.mark.both_engines


@pytest.mark.parametrize("state", list(WAYS))
def test_every_state_is_reached(committee: Committee, state: str) -> None:
    assert committee.post_in(state).state == state
