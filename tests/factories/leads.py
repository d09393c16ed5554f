"""Leads and the posts written from them."""

from __future__ import annotations

import factory

from app.extensions import db
from app.leads.models import Lead, LeadKind, LeadPost, LeadState
from app.people.services.departments import root_of
from tests.factories import EntityFactory
from tests.factories.people import DepartmentFactory


class LeadFactory(EntityFactory):
    """A lead just registered, of the root department."""

    class Meta:
        model = Lead

    number = factory.Sequence(lambda n: f"线索〔2020〕{n:04d}号")
    kind = LeadKind.department
    title = factory.Sequence(lambda n: f"老街修好了路灯{n}")
    content = "居民反映路灯三年不亮。\n\n上周全部换新。"
    source_name = "城管局"
    department = factory.LazyFunction(
        lambda: root_of(db.session()) or DepartmentFactory(parent=None)
    )
    state = LeadState.registered


class LeadPostFactory(EntityFactory):
    """That a post, which has to be given, was written from a lead."""

    class Meta:
        model = LeadPost

    lead = factory.SubFactory(LeadFactory, state=LeadState.adopted)
