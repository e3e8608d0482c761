"""`vaha mirror`: a painting that moves with the face before the camera."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaha.camera.names import CameraSource, camera_source
from vaha.cli.answers import print_json
from vaha.cli.options import completing
from vaha.cli.options.numbers import AboveZero

if TYPE_CHECKING:
    from vaha.camera.camera import Camera
    from vaha.mirror.options import MirrorOptions
    from vaha.mirror.session import MirrorSession
    from vaha.mirror.statistics import MirrorStatistics


@click.command(short_help="A painting that moves with the face before the camera.")
@click.argument("video", required=False, type=click.Path(path_type=Path))
@click.option(
    "--camera",
    type=camera_source,
    is_flag=False,
    flag_value=0,
    metavar="[N|NAME|ADDRESS]",
    help="Look through a webcam, 0 unless told, or a camera in the network or a VIDEO is given.",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="FILE.mp4",
    help="Write a video instead of opening a window.",
)
@click.option(
    "--size",
    type=click.Choice(["256", "512"]),
    default="256",
    show_default=True,
    help="Side of the picture in pixels.",
)
@click.option("--seconds", type=AboveZero(), help="Stop after so long.")
@click.option(
    "--mood",
    "mood_text",
    shell_complete=completing.moods,
    help="Paint this instead of the mood that is read.",
)
@click.option(
    "--face", type=click.Choice(["largest", "all"]), default="largest", show_default=True,
    help="Whose mood: the largest face's, or all blended.",
)  # fmt: skip
@click.option(
    "--strength", default=0.4, show_default=True, help="0 (varied) to 1 (typical of the mood)."
)
@click.option("--seed", default=0, show_default=True, help="Another seed walks another way.")
@click.option(
    "--manner", default="none", show_default=True,
    help="Lay strokes: oil, ink and others; vaha brush --list names them.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The statistics as JSON on stdout.")
def mirror(
    video: Path | None,
    camera: CameraSource | None,
    record: Path | None,
    size: str,
    seconds: float | None,
    mood_text: str | None,
    face: str,
    strength: float,
    seed: int,
    manner: str,
    as_json: bool,
) -> None:
    """Open a window in which the painting moves with your face; Escape, q or Ctrl-C ends it.

    With --record a video is written instead: of a VIDEO, one picture for each frame, however long
    that takes; of a webcam, what the window would have shown, until --seconds or Ctrl-C.
    """
    from vaha.emotions import Mood
    from vaha.mirror.film import check_name
    from vaha.mirror.options import MirrorOptions

    if video is not None and camera is not None:
        raise click.UsageError("give a VIDEO or --camera, not both")
    mood = Mood.parse(mood_text) if mood_text is not None else None
    options = MirrorOptions(int(size), seed, mood, face, strength, manner)
    if record is not None:
        check_name(record)
    ran = _run(video if video is not None else camera or 0, record, options, seconds)
    if as_json:
        print_json(ran.document())
    _tell(ran, record, rendered=record is not None and video is not None)


def _run(
    source: Path | CameraSource, record: Path | None, options: MirrorOptions, seconds: float | None
) -> MirrorStatistics:
    """Run the mirror in a window, or into a film."""
    from vaha.camera.camera import Camera
    from vaha.cli.talk import console
    from vaha.mirror.options import MirrorParts
    from vaha.mirror.session import MirrorSession

    parts = MirrorParts.open()
    with Camera(source) as opened:
        if record is None:
            return _in_window(MirrorSession(parts, options), opened, seconds)
        with console().status("painting; Ctrl-C ends it and keeps what was painted"):
            return _in_film(MirrorSession(parts, options), opened, record, seconds)


def _in_window(session: MirrorSession, camera: Camera, seconds: float | None) -> MirrorStatistics:
    from vaha.mirror.live import LiveMirror
    from vaha.mirror.showing import show_live
    from vaha.mirror.window import Window

    window = Window()
    try:
        session.warm()
        with LiveMirror(session, camera.frames(), paced=not camera.is_live) as running:
            return show_live(running, window, seconds)
    finally:
        window.close()


def _in_film(
    session: MirrorSession, camera: Camera, path: Path, seconds: float | None
) -> MirrorStatistics:
    from vaha.errors import CameraError
    from vaha.hand.manners import NONE
    from vaha.mirror.film import RATE, filmed, rate_of
    from vaha.mirror.live import LiveMirror
    from vaha.mirror.showing import render, show_live

    side = session.options.size
    if not camera.is_live:
        rate, frames = rate_of(camera.frames())
        with filmed(path, side, rate) as film:
            return render(session, frames, film, seconds)
    session.warm()
    with filmed(path, side) as film:
        try:
            with LiveMirror(session, camera.frames()) as running:
                every = 1 / RATE if session.options.manner == NONE else None
                return show_live(running, film, seconds, every)
        except CameraError as error:
            if not film.written:
                raise
            broken = error
    raise CameraError(f"{broken} What was painted until then is in {path}") from broken


def _tell(ran: MirrorStatistics, record: Path | None, rendered: bool) -> None:
    """What was shown, in a few short lines on stderr."""
    from vaha.cli.talk import console

    talk = console()
    verb = "written" if record is not None else "shown"
    talk.print(
        f"{ran.shown} pictures {verb} in {ran.seconds:.1f} s ({ran.shown_rate:.1f}/s), "
        f"{ran.painted} painted ({ran.painted_rate:.1f}/s)"
    )
    if not rendered:
        talk.print(f"{ran.frames} frames came, {ran.dropped} gave way to newer ones")
    if ran.latency_p50 is not None and ran.latency_p95 is not None:
        half, most = 1000 * ran.latency_p50, 1000 * ran.latency_p95
        talk.print(f"from frame to picture {half:.0f} ms (p50), {most:.0f} ms (p95)")
    if ran.change_mean is not None and ran.change_most is not None:
        talk.print(
            f"from picture to picture {ran.change_mean:.1f} levels of 255 in the mean, "
            f"{ran.change_most:.1f} at most"
        )
    if record is not None:
        talk.print(str(record))
