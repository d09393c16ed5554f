"""Generated screens: an entity is a model and a short view, everything else is derived."""

from app.core.views.doors import needs_sign_in
from app.core.views.entity_view import EntityView, RelatedList
from app.core.views.registry import view_of

__all__ = ["EntityView", "RelatedList", "needs_sign_in", "view_of"]
