"""The command line in Chinese: its help, and what it says of wrong use.

The library that parses the command line speaks English only. Its texts are translated by the
catalogue as they leave it.
"""

import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from . import message, use_language

_HEADINGS = re.compile(r"^(Usage|Options|Arguments|Commands):", re.M)


def choose_language(arguments: Sequence[str]) -> None:
    """Choose the language of messages by ``--lang`` or the environment, before parsing.

    Parameters
    ----------
    arguments : sequence of str
        What follows the command's name.

    Raises
    ------
    InputError
        If there is no such language.
    """
    asked = os.environ.get("GOUJI_LANG") or None
    for n, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and n + 1 < len(arguments):
            asked = arguments[n + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    use_language(asked)


def run_in_chinese(app: typer.Typer) -> int:
    """Run the command with its help and usage errors in Chinese; give its exit code.

    Parameters
    ----------
    app : Typer
        The command.
    """
    command = typer.main.get_command(app)
    _translate(command)
    try:
        code = command(standalone_mode=False)
    except typer.Abort:
        print(message("Aborted!"), file=sys.stderr)
        return 1
    except Exception as error:
        if not hasattr(error, "format_message"):  # what the library says of wrong use
            raise
        print(_usage_error(error), file=sys.stderr)
        return int(getattr(error, "exit_code", 2))
    return code if isinstance(code, int) else 0


def _usage_error(error: Any) -> str:
    context, text = getattr(error, "ctx", None), error.format_message()
    if context is None:
        return message(f"Error: {text}")
    if text == context.get_help():
        return str(text)
    usage = _HEADINGS.sub(lambda m: message(m[0]), context.get_usage())
    hint = message(f"Try '{context.command_path} --help' for help.")
    return f"{usage}\n{hint}\n\n{message(f'Error: {text}')}"


def _translate(command: Any) -> None:
    """Put a command's own texts into Chinese, and those that the library adds to its help."""
    command.help = _paragraphs(command.help)
    command.epilog = message(command.epilog) if command.epilog else command.epilog
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = message(parameter.help)
    command.get_help = _help_of(command.get_help)
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _paragraphs(text: str | None) -> str | None:
    if not text:
        return text
    return "\n\n".join(message(" ".join(part.split())) for part in text.split("\n\n"))


def _help_of(english: Callable[[Any], str]) -> Callable[[Any], str]:
    def chinese(context: Any) -> str:
        text = _HEADINGS.sub(lambda m: message(m[0]), english(context))
        text = text.replace("Show this message and exit.", message("Show this message and exit."))
        return re.sub(
            r"\[(required|default:\s[^\]]*)\]", lambda m: message(" ".join(m[0].split())), text
        )

    return chinese
