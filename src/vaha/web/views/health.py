"""What /healthz says: that the server runs, and how its gallery is. It names nobody."""

from __future__ import annotations

from vaha.errors import VahaError
from vaha.gallery.works import Gallery
from vaha.web.shapes.payloads import GalleryHealth, Health
from vaha.web.shapes.problems import problem_of_error


def health_of(gallery: Gallery) -> Health:
    """The server answers in any case; a gallery that cannot be read is told by its problem."""
    try:
        holding = gallery.holding()
    except VahaError as error:
        return Health(gallery=None, problem=problem_of_error(error).code)
    quota = gallery.quota
    return Health(
        gallery=GalleryHealth(
            works=holding.works,
            bytes=holding.bytes,
            unreadable=holding.unreadable,
            most_bytes=quota.bytes,
            most_works_each=quota.works,
            most_days=quota.days,
        )
    )
