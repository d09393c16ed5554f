"""附件: files that belong to a record and are seen by those who see the record."""

from app.core.attachments.fields import AttachmentFileField, AttachmentFilesField
from app.core.attachments.kinds import ANYTHING, DOCUMENTS, PICTURES
from app.core.attachments.models import Attachment
from app.core.attachments.services import (
    adopt,
    attachments_of,
    discard_of,
    find,
    owner_visible,
    remove,
    store,
)
from app.core.attachments.sweeping import sweep

__all__ = [
    "ANYTHING",
    "DOCUMENTS",
    "PICTURES",
    "Attachment",
    "AttachmentFileField",
    "AttachmentFilesField",
    "adopt",
    "attachments_of",
    "discard_of",
    "find",
    "owner_visible",
    "remove",
    "store",
    "sweep",
]
