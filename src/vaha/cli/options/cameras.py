"""Which camera: an option for its number, its name, or an address in the network."""

from __future__ import annotations

from typing import Any

import click

from vaha.camera_names import CameraSource, camera_source


class AnyCamera(click.ParamType):
    """A number, a name or an address."""

    name = "camera"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> CameraSource:
        """The number where it is one."""
        return value if isinstance(value, int) else camera_source(str(value))
