"""What the server allows and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Most:
    """So many at a time in all, for each visitor, and from each address."""

    all: int
    each: int
    near: int


@dataclass(frozen=True)
class WebOptions:
    """Limits of the server; the defaults suit one machine of two cores.

    A portrait has at most so many `candidates`, of which `keep` are kept, enlarged `scale` times,
    and painted with a longer side of `size` pixels.
    `photo_bytes` and `photo_pixels` bound what is sent, the latter before decoding, `frame_pixels`
    a mirror's frames. `workers` portraits are painted at a time, `queue_limit` may wait,
    `per_visitor` of them one visitor's, and `per_address` under way from one address, or IPv6
    network. `portrait_seconds` is the longest that one may take, `keep_seconds` how long a finished
    one is remembered (its works stay in the gallery). `live_readings` frames are read at a time and
    `mirror_frames` painted for mirrors; a further one waits `live_patience` seconds; `mirrors`
    visitors may have one. `pictures` may be read or waiting to be, and `streams` of events be open.
    A visitor may make `requests_a_second` (twice as many in a burst), of these `portraits_a_minute`
    (morphs count as such), all from one address `address_requests_a_second`; `new_visitors` may
    come from one address at once, and as many again in the next twelve seconds. `hosts` are the
    names by which the server is called, with `any_address` also every address; `names` are those
    that it has in public, with their port where it is not the usual one. `token` must be shown by
    every client where not None, and then opens the studio by any name. `proxies` servers stand in
    front of this one, and are believed.
    """

    photo_bytes: int = 16_000_000
    photo_pixels: int = 50_000_000
    frame_pixels: int = 4_000_000
    candidates: int = 64
    keep: int = 8
    scale: int = 8
    size: int = 2048
    workers: int = 2
    queue_limit: int = 16
    per_visitor: int = 3
    per_address: int = 12
    portrait_seconds: float = 300.0
    keep_seconds: float = 3600.0
    live_readings: int = 2
    live_patience: float = 0.2
    mirror_frames: int = 1
    mirrors: Most = Most(all=8, each=1, near=6)
    pictures: Most = Most(all=16, each=2, near=8)
    streams: Most = Most(all=96, each=6, near=48)
    requests_a_second: float = 40.0
    address_requests_a_second: float = 200.0
    portraits_a_minute: float = 30.0
    new_visitors: float = 240.0
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    names: tuple[str, ...] = ()
    any_address: bool = False
    proxies: int = 0
    token: str | None = None
