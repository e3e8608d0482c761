"""Write what the fake webcam plays: a public-domain portrait that sways a little, as MJPEG.

Usage: python make_camera.py FOLDER. Also leaves the portrait and a picture without any face there.
"""

from __future__ import annotations

import io
import math
import sys
from pathlib import Path

from PIL import Image, ImageDraw

FRAMES = 40
SIZE = (640, 480)


def main(folder: Path) -> None:
    from skimage import data

    folder.mkdir(parents=True, exist_ok=True)
    portrait = Image.fromarray(data.astronaut())
    portrait.save(folder / "portrait.jpg", quality=92)
    _two_faces(portrait).save(folder / "two.jpg", quality=92)
    _nobody().save(folder / "nobody.png")
    (folder / "camera.mjpeg").write_bytes(b"".join(_frame(portrait, n) for n in range(FRAMES)))


def _frame(portrait: Image.Image, number: int) -> bytes:
    sway = 8 * math.sin(2 * math.pi * number / FRAMES)
    left, top = 64 + sway, 6 + sway / 3
    frame = portrait.resize(SIZE, Image.Resampling.BICUBIC, (left, top, left + 320, top + 240))
    file = io.BytesIO()
    frame.save(file, "JPEG", quality=88)
    return file.getvalue()


def _two_faces(portrait: Image.Image) -> Image.Image:
    face = portrait.crop((100, 0, 356, 256))
    both = Image.new("RGB", (720, 400), (120, 120, 120))
    both.paste(face.resize((360, 360)), (0, 20))
    both.paste(face.resize((300, 300)), (390, 60))
    return both


def _nobody() -> Image.Image:
    picture = Image.new("RGB", SIZE, (70, 110, 160))
    ImageDraw.Draw(picture).rectangle((0, 300, *SIZE), fill=(80, 130, 60))
    return picture


if __name__ == "__main__":
    main(Path(sys.argv[1]))
