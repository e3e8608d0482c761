"""Attacks on a studio of its own, on loopback only, each bounded in number and time: counts them.

    python -m benchmarks.attack

starts `vaha serve --fake` again and again with a gallery in a temporary folder, and prints the
table of docs/log/attacks.md. `--mutated 2000` says how many changed pictures are sent.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from benchmarks import harmful_pictures as pictures
from benchmarks.machine import describe
from benchmarks.web_server import Server

API = "/api/v1"
PATIENCE = 60.0
"""Seconds after which an answer counts as none."""


@dataclass
class Watch:
    """Asks /healthz while an attack lasts, and how much memory the studio then has at most."""

    server: Server
    slowest: float = 0.0
    unanswered: int = 0
    most_megabytes: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        while not self._over.wait(0.1):
            self.most_megabytes = max(self.most_megabytes, self.server.megabytes_with_decoders())
            began = time.monotonic()
            try:
                status, _ = ask(self.server, "GET", "/healthz")
                self.unanswered += status != 200
            except OSError:
                self.unanswered += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    def end(self) -> None:
        self._over.set()


@contextmanager
def watched(server: Server) -> Iterator[Watch]:
    watch = Watch(server)
    thread = threading.Thread(target=watch.look)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join()


def ask(
    server: Server, method: str, path: str, body: bytes = b"", kind: str = "", cookie: str = ""
) -> tuple[int, http.client.HTTPResponse]:
    """One request; its answer is read whole."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    with closing(connection):
        headers = {"X-VAHA": "1", "Content-Type": kind, "Cookie": cookie}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        return answer.status, answer


def cookie_of(server: Server) -> str:
    _, answer = ask(server, "GET", f"{API}/status")
    return str(answer.headers["Set-Cookie"]).split(";")[0]


def at_once(count: int, do: Callable[[int], int | None]) -> Counter[str]:
    """What so many threads were answered."""
    said: Counter[str] = Counter()

    def run(number: int) -> None:
        try:
            said[str(do(number))] += 1
        except OSError:
            said["hung up"] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def head_of(connection: socket.socket) -> int:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status


def bodies_without_token(server: Server) -> Counter[str]:
    """50 connections without the token, each promising 32 MB and sending 1 MB of them."""

    def send(_: int) -> int:
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
            head = f"POST {API}/portraits HTTP/1.1\r\nHost: localhost\r\nX-VAHA: 1\r\n"
            connection.sendall(f"{head}Content-Length: 32000000\r\n\r\n".encode())
            with suppress(ConnectionError):
                for _ in range(10):
                    connection.sendall(bytes(100_000))
            return head_of(connection)

    return at_once(50, send)


def half_heads(server: Server) -> Counter[str]:
    """400 connections with half a line of a head, held for five seconds."""
    held: list[socket.socket] = []
    for _ in range(400):
        with suppress(OSError):
            connection = socket.create_connection(("127.0.0.1", server.port), 5)
            connection.sendall(b"GET / HT")
            held.append(connection)
    time.sleep(5)
    for connection in held:
        connection.close()
    return Counter({"opened": len(held)})


def frames(server: Server, data: bytes, count: int, path: str = "/mirror") -> Counter[str]:
    cookies = [cookie_of(server) for _ in range(min(count, 20))]

    def send(number: int) -> int:
        cookie = cookies[number % len(cookies)]
        return ask(server, "POST", API + path, data, "image/jpeg", cookie)[0]

    return at_once(count, send)


def many_scans(server: Server) -> Counter[str]:
    """125 JPEGs of 3,000 scans as frames of mirrors."""
    return frames(server, pictures.jpeg_of_many_scans(), 125)


def tiny_but_vast(server: Server) -> Counter[str]:
    """40 WebPs of 40 bytes that promise 50 megapixels."""
    return frames(server, pictures.webp_of_fifty_megapixels(), 40, "/moods?thorough=1")


def floods(server: Server) -> Counter[str]:
    """20 PNGs of 1.2 million chunks."""
    return frames(server, pictures.png_of_many_chunks(), 20, "/moods")


def odd_heics(server: Server) -> Counter[str]:
    """20 HEICs that ended the process that decoded them."""
    return frames(server, pictures.heic_of_an_odd_kind(), 20, "/moods")


def cancelled_bombs(server: Server) -> Counter[str]:
    """Two portraits of such JPEGs, cancelled; the seconds that another visitor's then takes."""
    bomb, mine = pictures.jpeg_of_many_scans(), cookie_of(server)
    edge = b'--e\r\nContent-Disposition: form-data; name="photo"; filename="x"\r\n\r\n'
    for _ in range(2):
        form, kind = edge + bomb + b"\r\n--e--\r\n", "multipart/form-data; boundary=e"
        _, answer = ask(server, "POST", f"{API}/portraits", form, kind, mine)
        time.sleep(0.3)
        portrait = json.loads(answer.content)["id"]  # type: ignore[attr-defined]
        ask(server, "DELETE", f"{API}/portraits/{portrait}", cookie=mine)
    began, other = time.monotonic(), cookie_of(server)
    asked = json.dumps({"mood": {"happy": 1}, "candidates": 4, "manner": "none"}).encode()
    _, answer = ask(server, "POST", f"{API}/portraits", asked, "application/json", other)
    portrait = json.loads(answer.content)["id"]  # type: ignore[attr-defined]
    while time.monotonic() - began < PATIENCE:
        _, answer = ask(server, "GET", f"{API}/portraits/{portrait}", cookie=other)
        if json.loads(answer.content)["state"] == "done":  # type: ignore[attr-defined]
            return Counter({f"{time.monotonic() - began:.1f} s": 1})
        time.sleep(0.1)
    return Counter({"never": 1})


def long_json(server: Server) -> Counter[str]:
    """20 moods of a million keys."""
    text = '{"mood": {' + ",".join(f'"m{number}": 1' for number in range(1_000_000)) + "}}"
    data = text.encode()

    def send(_: int) -> int:
        return ask(server, "POST", f"{API}/portraits", data, "application/json")[0]

    return at_once(20, send)


def made_up_methods(server: Server) -> Counter[str]:
    """500 methods that nobody knows; how many /metrics then names."""
    said = Counter(str(ask(server, f"MADEUP{number}", "/")[0]) for number in range(500))
    _, answer = ask(server, "GET", "/metrics")
    named = answer.content.count(b"MADEUP")  # type: ignore[attr-defined]
    return said + Counter({"named in /metrics": named})


ODD = ("/" + "x" * 300, "/%00", "/api/v1/works/..%2f", "//", "/api/v1/works?before=%2B", "/?a=%ff")


def odd_requests(server: Server) -> Counter[str]:
    """Addresses, Origins and hosts that are none."""
    said = Counter(str(ask(server, method, path)[0]) for path in ODD for method in ("GET", "TRACE"))
    for line in ("Origin: http://[", "Host: [", "Content-Length: -1", "Cookie: \x80\xff=\x01"):
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
            text = f"GET {API}/status HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n"
            connection.sendall(text.encode("latin-1"))
            said[str(head_of(connection))] += 1
    return said


def changed_pictures(count: int) -> Callable[[Server], Counter[str]]:
    def send_all(server: Server) -> Counter[str]:
        cookie, said = cookie_of(server), Counter[str]()
        for data in pictures.mutated(count):
            while (
                status := ask(server, "POST", f"{API}/moods", data, "image/png", cookie)[0]
            ) == 429:
                time.sleep(0.1)  # a visitor may not ask so often; it counts once it was looked at
            said[str(status)] += 1
        return said

    send_all.__doc__ = f"{count} pictures of eight kinds with bytes changed, one after the other."
    return send_all


def report(attack: Callable[[Server], Counter[str]], *options: str) -> str:
    """One row: the attack, what it was answered, and what others had to bear meanwhile."""
    server = Server("--fake", *options, proxied=False)
    try:
        before = server.megabytes_with_decoders()
        with watched(server) as watch:
            began = time.monotonic()
            said = attack(server)
            took = time.monotonic() - began
        lives = ask(server, "GET", "/healthz")[0] == 200
        answers = ", ".join(f"{count} x {what}" for what, count in sorted(said.items()))
        what = (attack.__doc__ or "").strip().splitlines()[0].rstrip(".")
        return (
            f"| {what} | {answers} | {took:.0f} s | {watch.slowest:.1f} s, {watch.unanswered} |"
            f" {before:.0f}, {watch.most_megabytes:.0f} MB | {'yes' if lives else 'NO'} |"
        )
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutated", type=int, default=2000)
    mutated = parser.parse_args().mutated
    print(json.dumps(describe()))
    print("| attack | answers | took | slowest /healthz, unanswered | memory | lives |")
    print("|---|---|---|---|---|---|", flush=True)
    print(report(bodies_without_token, "--token", "open-sesame"), flush=True)
    for attack in (
        half_heads, many_scans, cancelled_bombs, tiny_but_vast, floods, odd_heics, long_json,
        made_up_methods, odd_requests, changed_pictures(mutated),
    ):  # fmt: skip
        print(report(attack), flush=True)


if __name__ == "__main__":
    main()
