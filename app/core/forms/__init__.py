"""Forms derived from models: fields that say what is wrong instead of failing."""

from app.core.forms.builder import form_class
from app.core.forms.fields import (
    ChoiceField,
    DayField,
    JsonField,
    MomentField,
    RichTextField,
)
from app.core.forms.related import RelatedField, RelatedManyField
from app.core.forms.ticks import ReasonForm
from app.core.forms.unique import unique_conflicts

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
