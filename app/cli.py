"""The command line, `sanshen`: the commands of every room."""

from __future__ import annotations

import gettext
import os
import sys
from importlib import import_module

import click
from flask_babel import gettext as _

from app import create_app
from app.config import ROOT
from app.core.errors import Refused

# Modules with commands, in the order the help lists them.
ROOMS = ("app.core.cli", "app.core.backup.cli", "app.people.cli", "app.demo.cli")


def commands() -> click.Group:
    """All commands, with their help in the language of the application at hand.

    The rooms' modules are imported here, not above: what they say about themselves is looked
    up when they are imported, and then the application must be there.
    """
    group = click.Group("sanshen", help=_("The administration of the review panel."))
    for room in ROOMS:
        for command in import_module(room).COMMANDS:
            group.add_command(command)
    _in_words(group)
    return group


def _in_words(command: click.Command) -> None:
    """The words in the first line of a help, which click does not look up by itself."""
    command.options_metavar = _("[options]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("command [arguments] …")
        for inner in command.commands.values():
            _in_words(inner)


def main() -> None:
    """Runs one command. A refusal is a line on stderr and status 1."""
    # What click itself says comes from the same catalogue.
    os.environ["LANGUAGE"] = "zh"
    gettext.bindtextdomain("messages", str(ROOT / "translations"))
    with create_app().app_context():
        try:
            commands().main(prog_name="sanshen")
        except Refused as refused:
            click.echo(str(refused), err=True)
            sys.exit(1)


if __name__ == "__main__":
    main()
