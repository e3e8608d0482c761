"""The process that decodes: reads what is asked from its stdin and answers on its stdout."""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO

from vaha.decoding import limits
from vaha.decoding.messages import Ended, Message, exactly, receive, send
from vaha.errors import DecoderError, PictureError, PictureTooLarge, VahaError

KINDS_OF_ERRORS: dict[str, type[VahaError]] = {
    kind.__name__: kind for kind in (PictureError, PictureTooLarge, DecoderError)
}
"""What an answer may say went wrong."""

_HEAD_SHARE = 6
"""A head may take so much less of the processor than the pixels."""


def main() -> None:
    """Decode one picture after the other until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one that asks
    asked, answers = _own_pipes()
    limits.give_up_rights()
    try:
        from vaha.decoding import reading
    except Exception as error:  # a part may raise anything while it is imported
        send(answers, _failure(DecoderError(_broken(error))))
        return
    try:
        import PIL.JpegImagePlugin
        import PIL.PngImagePlugin  # noqa: F401
    except Exception as error:  # a part may raise anything while it is imported
        send(answers, _failure(DecoderError(_broken(error))))
        return
    send(answers, {"ready": True})
    while True:
        try:
            request = receive(asked)
            data = exactly(asked, int(request["bytes"]))
        except (Ended, OSError):
            return
        if request["do"] == "warm":
            reading.load_decoders()
            send(answers, {})
            continue
        _answer(request, data, asked, answers)
        del data
        limits.limit_processor(0)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Streams that no library prints into: what they print goes nowhere."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return asked, answers


def _answer(request: Message, data: bytes, asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer one request; an error after the picture's size was told ends the process."""
    from vaha.decoding import reading

    name, most_pixels = request["name"], request["most_pixels"]
    agreed = sending = False
    try:
        limits.limit_memory(0)
        limits.limit_processor(float(request["seconds"]) / _HEAD_SHARE)
        early = reading.size_before_opening(data, name, most_pixels)
        if early is not None and not (agreed := _agree(request, early, asked, answers)):
            return
        with reading.opened(data, name, most_pixels) as picture:
            size = picture.height, picture.width
            if not agreed and not _agree(request, size, asked, answers):
                return
            if request["do"] == "text":
                send(answers, {"text": reading.text_of(picture)})
                return
            found = reading.decoded(picture, request["enough"])
            sending = True
            send(answers, {"full": found.full, "size": found.size})
            for rows in found.rows:
                answers.write(rows)
            answers.flush()
    except VahaError as error:
        if sending:
            sys.exit(1)
        send(answers, _failure(error))


def _agree(request: Message, size: tuple[int, int], asked: BinaryIO, answers: BinaryIO) -> bool:
    """Tell the picture's size; whether its pixels are wanted too, for which limits are set then."""
    height, width = size
    send(answers, {"height": height, "width": width})
    if request["do"] == "size" or not receive(asked)["go"]:
        return False
    limits.limit_memory(height * width)
    limits.limit_processor(float(request["seconds"]))
    return True


def _failure(error: VahaError) -> Message:
    kind = type(error).__name__
    return {"error": kind if kind in KINDS_OF_ERRORS else "PictureError", "message": str(error)}


def _broken(error: Exception) -> str:
    return (
        f"pictures cannot be read: Pillow is broken here ({error}); "
        "run: pip install --force-reinstall pillow"
    )


if __name__ == "__main__":
    main()
