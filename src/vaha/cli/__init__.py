"""The command line: one group, whose commands are imported when they are called.

Whatever goes wrong ends in one line on stderr and exit code 1; with `--debug`, in a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from vaha.cli.answers import error_document, printer_asked_for
from vaha.cli.config import FILE, blaming_file, defaults_of, environment_of, read_config
from vaha.cli.streams import is_of_stdout, prepare_streams
from vaha.errors import VahaError
from vaha.installation.parts import sentence_of_broken_part
from vaha.settings import DEVICES

COMMANDS = {
    "portrait": "vaha.cli.pictures.portrait:portrait",
    "look": "vaha.cli.look.look:look",
    "mirror": "vaha.cli.mirror:mirror",
    "paint": "vaha.cli.pictures.paint:paint",
    "choose": "vaha.cli.choose:choose",
    "enlarge": "vaha.cli.pictures.enlarge:enlarge",
    "brush": "vaha.cli.pictures.brush:brush",
    "batch": "vaha.cli.batch.group:batch",
    "serve": "vaha.cli.host.serve:serve",
    "engine": "vaha.cli.host.engine:engine",
    "exhibit": "vaha.cli.host.exhibit:exhibit",
    "study": "vaha.cli.study:study",
    "export-page": "vaha.cli.host.export_page:export_page",
    "models": "vaha.cli.models.models:models",
    "doctor": "vaha.cli.doctor:doctor",
    "data": "vaha.cli.data:data",
    "train": "vaha.cli.train.group:train",
    "evaluate": "vaha.cli.evaluate.group:evaluate",
}
"""Where each command lives, in the order of `vaha --help`."""

INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for, and turns errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; of a name that is not one, with the name that is most like it."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, 1, 0.5)
            if not near or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from error

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as click's own
        """As click does; help and version, too, may go where nothing can be written."""
        prepare_streams()
        try:
            return super().main(*args, **options)
        except OSError as error:
            if not is_of_stdout(error):
                raise
            click.echo(f"vaha: {UNWRITTEN}", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> object:
        print_error = printer_asked_for(ctx.args)
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except click.ClickException as error:
            error = blaming_file(error)
            if print_error:
                print_error(error_document(error, error.format_message()))
            raise error from None
        except KeyboardInterrupt:
            _leave(ctx, "stopped; nothing half-written was left behind", INTERRUPTED)
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            if is_of_stdout(error):
                _leave(ctx, UNWRITTEN, 1)
            if print_error and sys.stdout.writable():
                print_error(error_document(error, _sentence(error)))
            _leave(ctx, _sentence(error), 1)


UNWRITTEN = "what was to be printed cannot be written: is the disk full? Name another place"


def _sentence(error: Exception) -> str:
    """One line: what the error says, or for one that is ours that it is."""
    if isinstance(error, VahaError):
        return " ".join(str(error).split())
    if (broken := sentence_of_broken_part(error)) is not None:
        return broken
    if isinstance(error, MemoryError):
        return "there is not enough memory; use a smaller picture or fewer candidates"
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return f"this is a fault in VAHA, not in what you gave ({said}); --debug shows where"


def _leave(ctx: click.Context, message: str, code: int) -> NoReturn:
    click.echo(f"vaha: {message}", err=True)
    ctx.exit(code)


def _say_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from vaha.installation.version import installed_version

        click.echo(f"vaha {installed_version()}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--device",
    type=click.Choice(DEVICES),
    help="What computes: auto takes a CUDA card where one can be used [default: VAHA_DEVICE].",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="VAHA_CONFIG",
    help=f"Settings and options of commands [default: {FILE} of this folder, if there is one].",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_say_version,
    help="Show the version and leave.",
)
@click.pass_context
def main(ctx: click.Context, debug: bool, device: str | None, config: Path | None) -> None:
    """Look at a face, paint its mood, keep the best works, and enlarge them.

    Start with: vaha portrait PHOTO
    """
    if device is not None:
        ctx.with_resource(_said_in_environment("VAHA_DEVICE", device))
    document = read_config(config)
    for name, value in environment_of(document, COMMANDS).items():
        if not os.environ.get(name, "").strip():
            ctx.with_resource(_said_in_environment(name, value))
    called = ctx.invoked_subcommand or ""
    command = main.get_command(ctx, called)
    if command is not None and called in document:
        ctx.default_map = {called: defaults_of(command, document[called], called)}


@contextmanager
def _said_in_environment(name: str, value: str) -> Iterator[None]:
    """Say it where every command's settings are read, for as long as the command runs."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
