"""Login and logout, the first login with a code, the own password."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.core.database import lock_rows, write
from app.core.errors import Refused
from app.core.page import FormPage
from app.core.views.doors import needs_sign_in
from app.people.forms import ActivateForm, LoginForm, PasswordForm, not_right
from app.people.models import Staff
from app.people.services.codes import redeem
from app.people.services.passwords import fits, set_password, weakness
from app.people.services.signing_in import check, enter, leave, stay


def own_page(address: str) -> str:
    """An address if it is a path of ours, the home page otherwise."""
    # Browsers read "//host" and "/\\host" as another host, and skip over control characters.
    ours = re.fullmatch(r"/(?![/\\])[^\\]*", address) and address.isprintable()
    return address if ours else "/"


class AuthView(BaseView):
    """登录. By name and password; logging out takes a button, not an address."""

    route_base = ""
    default_view = "login"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        """The form, or the page that somebody wanted to see."""
        target = own_page(request.args.get("next", "/"))
        if current_user.is_authenticated:
            return redirect(target)
        form = LoginForm()
        if form.validate_on_submit():
            if staff := check(form.username.data, form.password.data):
                enter(staff)
                return redirect(target)
            flash(not_right(), "danger")
        return render_template("appbuilder/general/security/login_db.html", form=form)

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        """Back to the form."""
        leave()
        return redirect(url_for("AuthView.login"))


class ActivateView(BaseView):
    """首次登录. A one-time code and a password of one's own choice."""

    route_base = "/activate"
    default_view = "activate"

    @expose("/", methods=["GET", "POST"])
    def activate(self) -> Any:
        """The form, or the home page of whoever has just set a password."""
        form = ActivateForm()
        if form.validate_on_submit():
            try:
                staff = redeem(form.username.data, form.code.data, form.password.data)
            except Refused as refused:
                form.blame(refused.field, str(refused))
            else:
                enter(staff)
                flash(_("Your password is set. From now on, log in with it."), "success")
                return redirect("/")
        return render_template("people/activate.html", form=form)


class PasswordView(BaseView):
    """修改密码. For everybody who is signed in."""

    route_base = "/password"
    default_view = "change"

    @expose("/", methods=["GET", "POST"])
    @needs_sign_in
    def change(self) -> Any:
        """The form, or the home page with the new password set."""
        form = PasswordForm()
        if form.validate_on_submit() and self._change(form):
            flash(_("Your password is changed; other browsers are logged out."), "success")
            return redirect("/")
        page = FormPage(
            title=_("Change password"),
            form=form,
            groups=[("", ["old", "password", "repeated"])],
            submit_label=_("Change password"),
            cancel_url="" if current_user.must_change_password else "/",
            lead=_("A new password is wanted before you can go on.")
            if current_user.must_change_password
            else "",
        )
        return render_template("core/form.html", page=page), 422 if form.errors else 200

    def _change(self, form: PasswordForm) -> bool:
        own = select(Staff).where(Staff.id == current_user.id)
        with write() as session:
            locked = lock_rows(own, Staff).execution_options(populate_existing=True)
            staff = session.scalars(locked).one()
            if not fits(staff, form.old.data):
                form.blame("old", _("This is not your present password."))
                return False
            if form.old.data == form.password.data:
                form.blame("password", _("Choose another one than before."))
                return False
            if lack := weakness(form.password.data, staff.username, str(staff)):
                form.blame("password", lack)
                return False
            set_password(staff, form.password.data)
        stay(staff)
        return True
