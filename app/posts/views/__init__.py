"""The screens of the room."""

from app.posts.views.content import PostContentView
from app.posts.views.posts import PostView
from app.posts.views.records import ReviewRecordView

__all__ = ["PostContentView", "PostView", "ReviewRecordView"]
