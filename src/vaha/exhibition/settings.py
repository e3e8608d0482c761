"""What an exhibitor decides: one TOML file, each key with its meaning beside it.

The file that `vaha exhibit --init` writes is made of these same fields, so that neither can know
what the other does not.
"""

from __future__ import annotations

import difflib
import sys
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from vaha.errors import InputError
from vaha.exhibition.hours import Hours
from vaha.files import write_file

LANGUAGES = ("en", "de", "fr")
"""Those that the exhibition's screens speak."""

WAKES = ("touch", "face")
THEMES = ("auto", "light", "dark")

Kind = TypeVar("Kind")


def said(default: Any, meaning: str) -> Any:  # noqa: ANN401
    """A setting with its default and what it means."""
    metadata = {"meaning": meaning}
    if isinstance(default, list):
        return field(default_factory=lambda: tuple(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Room:
    """What happens before the screen."""

    languages: tuple[str, ...] = said(
        ["en", "de", "fr"], "What the screens speak; the first is spoken until a visitor chooses."
    )
    theme: str = said("auto", '"light", "dark", or "auto": as the screen\'s system has it.')
    reading: bool = said(
        True,
        "Whether faces are read. false: nobody's, and visitors choose a mood by hand (for children,"
        "\nand wherever reading emotions is not allowed: see docs/law.md).",
    )
    wake: str = said(
        "touch",
        '"touch": the camera is off until somebody touches, presses a key or a button. "face": also'
        "\na face near the camera wakes the screen; it is found, not read, and nothing is kept.",
    )
    hold_still: bool = said(True, "Whether a face that is held for two seconds is painted.")
    idle_seconds: float = said(45.0, "So long nobody does anything before the screen asks.")
    question_seconds: float = said(15.0, "So long it asks before the visit is over.")
    hanging: bool = said(True, "Whether visitors may hang a work in the exhibition.")
    question: bool = said(
        True,
        "Whether visitors are asked, by two taps that they may leave out, if a painting carries"
        "\ntheir mood and which they would keep. Counted by day, with nothing of them.",
    )
    painted: bool = said(
        True,
        "Whether who has agreed may see themselves painted live, and keep a moment of it: a work,"
        "\nwith a film of ten seconds.",
    )
    sound: bool = said(False, "Whether a soft tone follows the mood of who is painted live.")
    house_works: int = said(7, "Works that the house hangs itself while there are none; 0 to 7.")
    hours: tuple[str, ...] = said(
        [], 'When it is open, such as ["Tue-Sun 10:00-18:00", "Thu 18:00-21:00"]; []: always.'
    )


@dataclass(frozen=True)
class TakeHome:
    """Works on the visitors' telephones."""

    on: bool = said(True, "Whether a code stands beside each work.")
    host: str = said("0.0.0.0", "Where telephones are answered; this shows single works only.")
    port: int = said(8643, "")
    address: str = said(
        "auto",
        '"auto": this machine\'s address in its network; or what telephones reach it by, such as'
        '\n"https://take.example.org". Without a network no code is shown.',
    )
    hours: float = said(24.0, "So long a code leads to its work.")
    wifi: str = said("", "The name of a wireless network, whose code stands beside; empty: none.")
    wifi_password: str = said("", "")


@dataclass(frozen=True)
class Printing:
    """Works on paper, as cards of 4 x 6 inches, by CUPS."""

    on: bool = said(False, "Whether visitors may print.")
    printer: str = said("", "Its name in CUPS (lpstat -e); empty: the default one.")
    media: str = said("", 'What it calls its paper, such as "w288h432" (lpoptions -l); empty: its.')
    copies: int = said(2, "At most so many of a work at a time.")
    per_visitor: int = said(3, "Sheets for each visitor.")
    per_day: int = said(100, "Sheets a day for all, counted over restarts.")


@dataclass(frozen=True)
class Wall:
    """A second screen with the works that hang: /wall."""

    works: int = said(24, "So many hang at a time, the newest.")


@dataclass(frozen=True)
class Keeper:
    """The page of who looks after it, on an address and with a token of its own."""

    on: bool = said(True, "Whether there is one; `vaha exhibit` prints its address.")
    host: str = said("127.0.0.1", '"0.0.0.0" lets other machines in the network ask for it.')
    port: int = said(8644, "")


@dataclass(frozen=True)
class Live:
    """The live mirror for other programs: /live?clean=1."""

    clean: bool = said(
        False,
        "Whether it opens without asking. Only with a notice that everybody reads before they come"
        "\ninto the picture (docs/law.md has one to print).",
    )


@dataclass(frozen=True)
class Machines:
    """Other machines in the room: lights, sound, screens. Told only of who has agreed."""

    osc: str = said(
        "",
        'Whom moods and works are told by OSC, such as "192.0.2.20:9000"; empty: nobody.'
        "\n(pip install 'vaha[machines]')",
    )
    osc_in: str = said(
        "",
        'Where OSC is heard, such as "127.0.0.1:9001", or this machine\'s own address for others to'
        "\nreach: begin, next, and what bends the mirror (docs/exhibition.md); empty: nowhere.",
    )
    webhooks: tuple[str, ...] = said(
        [], 'Addresses to which a work that is hung is posted, such as ["https://example.org/in"].'
    )


@dataclass(frozen=True)
class Keeping:
    """How much is kept for how long."""

    days: float = said(30.0, "Days that a work hangs; the house's own stay.")
    disk: str = said("10GB", "For all works together.")


@dataclass(frozen=True)
class ExhibitionSettings:
    """All of it; raises InputError for what cannot be meant."""

    room: Room = field(default_factory=Room)
    take_home: TakeHome = field(default_factory=TakeHome)
    printing: Printing = field(default_factory=Printing)
    wall: Wall = field(default_factory=Wall)
    live: Live = field(default_factory=Live)
    machines: Machines = field(default_factory=Machines)
    keeping: Keeping = field(default_factory=Keeping)
    keeper: Keeper = field(default_factory=Keeper)

    def __post_init__(self) -> None:
        _check_room(self.room)
        _check_between("take_home.port", self.take_home.port, 0, 65_535)
        _check_machines(self.machines)
        _check_between("printing.copies", self.printing.copies, 1, 20)
        _check_between("printing.per_visitor", self.printing.per_visitor, 1, 1000)
        _check_between("printing.per_day", self.printing.per_day, 1, 100_000)
        _check_between("keeper.port", self.keeper.port, 0, 65_535)
        _check_between("take_home.hours", self.take_home.hours, 0.01, 24 * 31)
        _check_between("wall.works", self.wall.works, 1, 200)
        _check_between("keeping.days", self.keeping.days, 0.01, 3650)


def read_settings(path: str | Path) -> ExhibitionSettings:
    """The settings in this file; what it does not say stays as it is. Raises InputError."""
    try:
        document = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}); `vaha exhibit --init {path}` writes one"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no TOML ({error}); compare it with a new one") from error
    return settings_of(document)


def settings_of(document: dict[str, Any]) -> ExhibitionSettings:
    """The settings in a document of TOML; raises InputError."""
    hints = get_type_hints(ExhibitionSettings)
    sections = {name: _section(name, hints[name], document[name]) for name in document
                if _known(name, list(hints), "section")}  # fmt: skip
    return ExhibitionSettings(**sections)


def write_settings(path: str | Path) -> None:
    """Write all settings as they are by default, with their meanings; never over a file.

    Raises InputError where there is one already, OutputError where it cannot be written.
    """
    if Path(path).exists():
        raise InputError(f"{path} is there already; name another file, or remove it")
    write_file(Path(path), settings_text().encode())


def settings_text() -> str:
    """All settings by default, as TOML with comments."""
    lines = ["# VAHA's exhibition. What is left out stays as it is here.", ""]
    for section in fields(ExhibitionSettings):
        part = get_type_hints(ExhibitionSettings)[section.name]
        lines += [f"[{section.name}]  # {(part.__doc__ or '').splitlines()[0]}"]
        for one in fields(part):
            meaning = one.metadata["meaning"]
            lines += [f"# {line}" for line in meaning.splitlines()]
            lines += [f"{one.name} = {_toml(_default(one))}"]
        lines += [""]
    return "\n".join(lines)


def _section(name: str, kind: type[Kind], found: object) -> Kind:
    if not isinstance(found, dict):
        raise InputError(f"{name} is a section: write [{name}]")
    hints = get_type_hints(kind)
    return kind(
        **{
            key: _value(f"{name}.{key}", hints[key], value)
            for key, value in found.items()
            if _known(key, list(hints), f"setting in [{name}]")
        }
    )


def _known(name: str, names: list[str], what: str) -> bool:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"
        raise InputError(f"there is no {what} called {name}{hint}")
    return True


def _value(name: str, kind: Any, value: object) -> Any:  # noqa: ANN401
    """The value as this type; raises InputError."""
    if get_args(kind):
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise InputError(f'{name} is a list of texts, such as ["one", "two"]')
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
        raise InputError(f"{name} is {words[kind]}, not {_toml(value)}")
    return value


def _default(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def _check_room(room: Room) -> None:
    if not room.languages or set(room.languages) - set(LANGUAGES):
        raise InputError(f"room.languages are some of {', '.join(LANGUAGES)}")
    if room.theme not in THEMES:
        raise InputError(f'room.theme is "auto", "light" or "dark", not "{room.theme}"')
    if room.wake not in WAKES:
        raise InputError(f'room.wake is "touch" or "face", not "{room.wake}"')
    if room.wake == "face" and not room.reading:
        raise InputError('with room.reading = false the camera stays off: set room.wake = "touch"')
    _check_between("room.idle_seconds", room.idle_seconds, 5, 3600)
    _check_between("room.question_seconds", room.question_seconds, 3, 600)
    _check_between("room.house_works", room.house_works, 0, 7)
    Hours.parse(room.hours)


def _check_machines(machines: Machines) -> None:
    for name, address in (("osc", machines.osc), ("osc_in", machines.osc_in)):
        host, _, port = address.rpartition(":")
        if address and not (host and port.isdecimal() and 0 < int(port) < 65_536):
            raise InputError(f'machines.{name} is "{address}"; write it like "192.0.2.20:9000"')
    if machines.osc_in.rpartition(":")[0].strip("[]") in ("0.0.0.0", "::", "*"):
        raise InputError("machines.osc_in is every address; name the one that others reach")
    for address in machines.webhooks:
        if not address.startswith(("http://", "https://")):
            raise InputError(f'machines.webhooks: "{address}" is no address; begin with https://')


def _check_between(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InputError(f"{name} is {value:g}; give {least:g} to {most:g}")
