"""Recording what appeared where, and what follows from it."""

from app.publishing.services.checking import Placement, check_placement, final_approval
from app.publishing.services.following import waiting_there
from app.publishing.services.reading import publications_of, to_publish, unrecorded
from app.publishing.services.recording import count_from_publications, record_publication

__all__ = [
    "Placement",
    "check_placement",
    "count_from_publications",
    "final_approval",
    "publications_of",
    "record_publication",
    "to_publish",
    "unrecorded",
    "waiting_there",
]
