"""Extensions, created here and bound to an application in `create_app()`."""

from __future__ import annotations

from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_wtf import CSRFProtect

# Before FAB's own models are imported, so that their constraints get names too
# (Alembic cannot drop what has no name).
Model.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# One metadata for FAB's tables and ours: `db.Model is Model`. Objects stay readable after a
# commit; whoever needs fresh rows re-reads them inside `write()`.
db = SQLA(model_class=Model, session_options={"expire_on_commit": False})
csrf = CSRFProtect()
