"""Forms derived from models: fields that say what is wrong instead of failing."""

from app.core.forms.builder import form_class, unique_conflicts
from app.core.forms.fields import (
    ChoiceField,
    DayField,
    JsonField,
    MomentField,
    RelatedField,
    RelatedManyField,
    RichTextField,
)
from app.core.forms.ticks import ReasonForm

__all__ = [
    "ChoiceField",
    "DayField",
    "JsonField",
    "MomentField",
    "ReasonForm",
    "RelatedField",
    "RelatedManyField",
    "RichTextField",
    "form_class",
    "unique_conflicts",
]
