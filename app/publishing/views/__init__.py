"""Publications on the screen, and on the pages of their posts."""

from app.publishing.views.on_posts import publications_section, record_link
from app.publishing.views.publications import PublicationView

__all__ = ["PublicationView", "publications_section", "record_link"]
