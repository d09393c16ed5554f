"""A publication stands until its post is taken down."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.workflow import State, Transition, Workflow
from app.publishing.models import Publication, PublicationState

PUBLICATION_WORKFLOW = Workflow(
    Publication,
    states={
        PublicationState.recorded: State("pass", "circle-check-filled"),
        PublicationState.withdrawn: State("plum", "eye-off"),
    },
    initial=PublicationState.recorded,
    transitions=(
        # Along with its post: who may take that down has been asked there.
        Transition(
            "withdraw",
            _l("Take down"),
            {PublicationState.recorded: PublicationState.withdrawn},
            permission="edit",
            requires=("reason",),
            icon="eye-off",
            button=False,
            done=_l("Taken down"),
        ),
    ),
)
