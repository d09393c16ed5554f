"""Tables of posts, what was submitted, and what reviewers decided."""

from app.posts.models.choices import (
    Decision,
    PostForm,
    PostState,
    Priority,
    SourceKind,
)
from app.posts.models.post import Post, PostContributor, post_account
from app.posts.models.reviews import OpinionPhrase, PostOpening, PostVersion, ReviewRecord

__all__ = [
    "Decision",
    "OpinionPhrase",
    "Post",
    "PostContributor",
    "PostForm",
    "PostOpening",
    "PostState",
    "PostVersion",
    "Priority",
    "ReviewRecord",
    "SourceKind",
    "post_account",
]
