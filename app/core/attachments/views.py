"""The one address that files are read from: `/attachment/<id>`."""

from __future__ import annotations

import logging
from typing import Any

from flask import Response, abort, send_file
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.core.attachments.services import find
from app.core.attachments.storage import open_checked
from app.core.errors import Refused
from app.core.views.doors import PK, needs_sign_in
from app.extensions import db

log = logging.getLogger(__name__)

# Nothing a file brings along may run or load anything in our name.
PICTURE_POLICY = "default-src 'none'; sandbox"


class AttachmentView(BaseView):
    """附件下载. Its only permission is to see the record that the file belongs to."""

    route_base = "/attachment"
    default_view = "download"

    @expose(f"/{PK}")
    @needs_sign_in
    def download(self, pk: int) -> Any:
        """Sends a file under its original name; pictures and paper are shown in place.

        Raises:
            NotFound: there is none, or its owner is not the actor's to see.
            Refused: it is not what was stored; the log has it too.
        """
        attachment = find(db.session(), pk)
        if attachment is None:
            abort(404)
        file = open_checked(attachment.stored_name, attachment.digest)
        if file is None:
            log.error("attachment %s is missing or was changed on the disk", attachment.id)
            raise Refused(
                _(
                    "%(name)s was not sent: what is stored is not what was uploaded. "
                    "Tell the maintenance staff.",
                    name=attachment.name,
                )
            )
        response: Response = send_file(
            file,
            mimetype=attachment.media_type,
            as_attachment=not attachment.inline,
            download_name=attachment.name,
            conditional=False,
            etag=False,
        )
        response.content_length = attachment.size
        response.headers["Cache-Control"] = "no-store"
        if attachment.picture:
            response.headers["Content-Security-Policy"] = PICTURE_POLICY
        return response
