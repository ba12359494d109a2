"""Run the service: one process with threads, which makes the app itself, so that nothing is opened before a fork."""

from __future__ import annotations

import errno
import ipaddress
import json
import logging
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask

from kb.errors import CarbonKBError

AppFactory = Callable[[], Flask]

THREADS = 8
REQUEST_LINE_LIMIT = 8190
"""The longest that gunicorn allows; a question of 800 Chinese characters fits into an address."""
_WINDOWS = sys.platform == "win32"
_log = logging.getLogger(__name__)


class _Worker(Protocol):
    age: int
    """1 for the first worker, more for each that replaced one that died."""


class AddressError(CarbonKBError):
    """The service cannot listen where it was told to; says what to choose instead."""


def serve(app_factory: AppFactory, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, and finish the requests under way.

    Args:
        app_factory: makes the app; called once, in the process that serves.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.

    Raises:
        AddressError: where the port is taken, or the address is not one of this computer.
    """
    listener = open_listener(host, port)
    url = address_of(listener)
    run = _serve_with_waitress if _WINDOWS else _serve_with_gunicorn
    run(app_factory, listener, url)


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that listens, opened before anything slow, so that a taken port is known at once.

    Raises:
        AddressError: where the port is taken, or the address is not one of this computer.
    """
    if not 0 <= port <= 65535:
        raise AddressError(f"there is no port {port}: choose one from 1024 to 65535 with --port or PORT=…")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as error:
        raise _address_error(error, host, port) from error
    listener = socket.socket(family, kind)
    try:
        if not _WINDOWS:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _address_error(error, host, port) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a browser on this computer finds a listener."""
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.is_unspecified:
        address = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")
    return f"http://[{address}]:{port}" if address.version == 6 else f"http://{address}:{port}"


def _address_error(error: OSError, host: str, port: int) -> AddressError:
    if error.errno == errno.EADDRINUSE:
        return AddressError(f"port {port} is taken: choose another with --port or PORT=…")
    if error.errno == errno.EACCES:
        return AddressError(f"port {port} needs more rights than this user has: choose one above 1023 with --port or PORT=…")
    return AddressError(f"cannot listen on {host} port {port}: choose an address of this computer, such as 127.0.0.1")


def _serve_with_gunicorn(app_factory: AppFactory, listener: socket.socket, url: str) -> None:
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    class Arbitration(Arbiter):  # type: ignore[misc]  # gunicorn has no types
        """Stops as gracefully on SIGINT as on SIGTERM."""

        handle_int = Arbiter.handle_term

    class Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """The app, made in the worker."""

        def load_config(self) -> None:
            for name, value in _gunicorn_settings(listener, url).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            try:
                return app_factory()
            except CarbonKBError as error:
                _log.critical("%s", error)
                raise SystemExit(Arbiter.WORKER_BOOT_ERROR) from error

        def run(self) -> None:
            Arbitration(self).run()

    Application().run()


def _gunicorn_settings(listener: socket.socket, url: str) -> dict[str, Any]:
    def announce_first(worker: _Worker) -> None:
        if worker.age == 1:
            _announce_soon(url)

    return {
        "bind": f"fd://{listener.detach()}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": False,
        "timeout": 120,
        "graceful_timeout": 30,
        "limit_request_line": REQUEST_LINE_LIMIT,
        "control_socket_disable": True,
        "loglevel": "warning",
        "post_worker_init": announce_first,
    }


def _serve_with_waitress(app_factory: AppFactory, listener: socket.socket, url: str) -> None:
    import waitress

    server = waitress.create_server(app_factory(), sockets=[listener], threads=THREADS, ident=None)
    _announce_soon(url)
    try:
        server.run()
    finally:
        server.close()


def _announce_soon(url: str) -> None:
    threading.Thread(target=announce, args=(url,), daemon=True).start()


def announce(url: str) -> None:
    """Ask the service whether it is ready, which also warms it, and then say where it is."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(f"{url}/readyz", timeout=300).close()
        advice = ""
    except urllib.error.HTTPError as error:
        with error:
            advice = json.load(error).get("detail", "")
    except OSError:
        return
    sys.stdout.write(f"Carbon policy knowledge base: {url}\n")
    if advice:
        sys.stdout.write(f"{advice}\n")
    sys.stdout.flush()
