"""The parts of the home page. Each adds to it what concerns this person, or nothing."""

from app.dashboard.parts.accounts import accounts
from app.dashboard.parts.incoming import complaints, leads
from app.dashboard.parts.people import people
from app.dashboard.parts.posts import posts

# In the order of their tiles and cards.
PARTS = (posts, leads, complaints, accounts, people)

__all__ = ["PARTS"]
