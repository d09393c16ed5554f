"""The screens of the room."""

from app.posts.views.batch import BatchView
from app.posts.views.content import PostContentView
from app.posts.views.desk import DeskView
from app.posts.views.posts import PostView
from app.posts.views.records import ReviewRecordView
from app.posts.views.review import ReviewView

__all__ = ["BatchView", "DeskView", "PostContentView", "PostView", "ReviewRecordView", "ReviewView"]
