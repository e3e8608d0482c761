"""`vaha exhibit`: the studio before which visitor after visitor stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaha.cli.options import completing

if TYPE_CHECKING:
    from vaha.exhibition.settings import ExhibitionSettings
    from vaha.gallery.works import Gallery
    from vaha.studio import Studio
    from vaha.web.exhibition.parts import Exhibition
    from vaha.web.options import WebOptions
    from vaha.web.services.mirrors import OpenParts

DEFAULT_FILE = "exhibition.toml"


@click.command(short_help="The studio as an exhibition.")
@click.argument("settings_file", metavar="[SETTINGS.toml]", required=False, type=click.Path())
@click.option("--init", is_flag=True, help="Write SETTINGS.toml, with comments, and leave.")
@click.option(
    "--install-units",
    "units",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write units for systemd, so that it opens by itself and comes back, and leave.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for the network.")
@click.option("--token", envvar="VAHA_TOKEN", help="The token of all screens (also VAHA_TOKEN).")
@click.option("--new-token", is_flag=True, help="Another token; screens open now need it.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.")
@click.option(
    "--upscaler", shell_complete=completing.upscalers, default="enlarger", show_default=True
)
@click.option("--log", "log_all", is_flag=True, help="Log every request, as JSON lines on stderr.")
@click.option("--fake", is_flag=True, help="Quick stages that need no weights, to try it.")
@click.option("--fake-faces", default=1, show_default=True, help="Faces that --fake finds.")
@click.option("--fake-seconds", default=0.0, show_default=True, help="How long its stages take.")
def exhibit(
    settings_file: str | None,
    init: bool,
    units: Path | None,
    port: int,
    host: str,
    token: str | None,
    new_token: bool,
    browser: bool,
    upscaler: str,
    log_all: bool,
    fake: bool,
    fake_faces: int,
    fake_seconds: float,
) -> None:
    """Serve an exhibition: works that paint themselves until somebody comes, notice and consent
    for each visitor, a portrait, and nothing of it for the next.

    Its works are kept apart from those of `vaha serve`. docs/exhibition.md says how to set it up.
    """
    import logging
    import sys
    from dataclasses import replace

    from vaha.cli.host import hosting
    from vaha.exhibition.settings import ExhibitionSettings, read_settings
    from vaha.gallery.quota import Quota
    from vaha.gallery.works import Gallery
    from vaha.settings import Settings
    from vaha.web.access.names import public_name
    from vaha.web.logs import log_to

    if init:
        _write_settings(settings_file or DEFAULT_FILE)
        return
    exhibition = ExhibitionSettings() if settings_file is None else read_settings(settings_file)
    if units is not None:
        _write_units(units, settings_file, host, port)
        return
    hosting.check_token(token, new_token, False)
    log_to(sys.stderr, logging.INFO if log_all else logging.WARNING)
    settings = Settings.from_environment()
    quota = Quota(bytes=hosting.bytes_of(exhibition.keeping.disk))
    gallery = Gallery.open(settings.home / "exhibition", quota)
    options = replace(
        hosting.web_options(host, 2, 16), names=tuple(map(public_name, settings.hosts))
    )
    options = hosting.guarded(options, gallery, host, token, new_token)
    parts = hosting.opened_studio(settings, upscaler, fake, fake_faces, fake_seconds)
    doors = settings.home / "exhibition" / "doors"
    with gallery.claimed():
        gallery.exhibited.part_all()
        _open(*parts, gallery, exhibition, options, doors, host, port, browser)


def _write_settings(file: str) -> None:
    from vaha.exhibition.settings import write_settings

    write_settings(Path(file))
    click.echo(f"wrote {file}; change it, then: vaha exhibit {file}")


def _open(
    studio: Studio,
    mirror: OpenParts,
    gallery: Gallery,
    settings: ExhibitionSettings,
    options: WebOptions,
    doors: Path,
    host: str,
    port: int,
    browser: bool,
) -> None:
    """Serve until it is stopped; says where as soon as it answers."""
    from threading import Thread

    from vaha.cli.host.hosting import address_here, open_browser
    from vaha.web.exhibition.app import create_exhibition
    from vaha.web.exhibition.doors import Doors
    from vaha.web.exhibition.house import hang_house_works_aside
    from vaha.web.exhibition.keeper.watchdog import answers, keep_telling
    from vaha.web.exhibition.parts import Exhibition
    from vaha.web.services.warm_up import warm_up
    from vaha.web.serving import serve

    # Told only once somebody forgets a work, when the exhibition is there.
    take_home = _open_take_home(gallery, studio, settings, lambda: exhibition.news.tell())
    app = create_exhibition(
        studio, gallery, settings, options,
        mirror=mirror, take_home_port=take_home, doors=Doors(doors),
    )  # fmt: skip
    exhibition = Exhibition.of_app(app)
    keeper = _open_keeper(exhibition)
    exhibition.hear_machines()

    def ready(taken: int) -> list[Thread]:
        at = f"http://{address_here(host, taken)}/"
        _tell(at, "" if options.token is None else f"?token={options.token}", keeper)
        hanging = hang_house_works_aside(exhibition, warm_up)
        exhibition.tidy_on()
        keep_telling(lambda: answers(taken))
        if browser:
            open_browser(at, exhibition.services, options)
        return [hanging]

    serve(app, host, port, ready)


def _open_take_home(
    gallery: Gallery, studio: Studio, settings: ExhibitionSettings, forgot: Callable[[], None]
) -> int | None:
    """The port of the listener from which works are taken home; None where none is wanted."""
    from vaha.web.exhibition.listener import listen
    from vaha.web.exhibition.take_home.telephones import TakeHome, create_take_home

    wanted = settings.take_home
    if not wanted.on:
        return None
    parts = TakeHome(gallery, studio, settings, forgot)
    return listen(create_take_home(parts), wanted.host, wanted.port, "take_home")


def _write_units(folder: Path, settings_file: str | None, host: str, port: int) -> None:
    """Write what systemd and Chromium need, and say where it belongs."""
    import sys

    from vaha.cli.talk import console
    from vaha.exhibition.units import POLICY, write_units
    from vaha.exhibition.units import units as units_of
    from vaha.settings import Settings

    named = [] if settings_file is None else [str(Path(settings_file).absolute())]
    arguments = ["exhibit", *named, "--host", host, "--port", str(port), "--no-browser"]
    home = Settings.from_environment().home
    files = units_of(sys.executable, arguments, home, f"http://127.0.0.1:{port}/")
    talk = console()
    for path in write_units(folder, files):
        where = (
            "/etc/chromium/policies/managed/" if path.name == POLICY else "~/.config/systemd/user/"
        )
        talk.print(f"{path}  belongs into {where}")
    talk.print("then: systemctl --user enable --now vaha-exhibition vaha-screen")


def _open_keeper(exhibition: Exhibition) -> str | None:
    """The whole address of the keeper's page, once it is there; None where none is wanted."""
    from vaha.cli.host.hosting import address_here
    from vaha.web.exhibition.keeper.keeper import Keeper, create_keeper
    from vaha.web.exhibition.listener import listen

    wanted = exhibition.settings.keeper
    if not wanted.on:
        return None
    keeper = Keeper(exhibition, exhibition.services.gallery.secret("keeper"))
    keeper.tail.listen()
    port = listen(create_keeper(keeper), wanted.host, wanted.port, "keeper")
    return f"http://{address_here(wanted.host, port)}/?token={keeper.token}"


def _tell(at: str, key: str, keeper: str | None) -> None:
    from vaha.cli.talk import console

    talk = console()
    talk.print(f"the exhibition is open at {at}{key}")
    talk.print(f"its wall is at {at}wall")
    if keeper is not None:
        talk.print(f"its keeper's page is at {keeper}", soft_wrap=True)
    talk.print("Ctrl+C closes it")
