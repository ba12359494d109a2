"""What must not happen while a page is open: errors in the console, requests to other hosts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_SCHEMES = ("data", "blob", "about")


@dataclass
class Watch:
    """Listens to every page of the contexts it is attached to; ``complaints`` is what was wrong."""

    host: str
    heard: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to a context, and to the pages opened in it."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def allow(self, pattern: str) -> None:
        """Let pass what matches: a browser reports every 404 that a test asks for."""
        self.allowed.append(pattern)

    @property
    def complaints(self) -> list[str]:
        """What was heard and is not allowed."""
        return [one for one in self.heard if not any(re.search(pattern, one) for pattern in self.allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.heard.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.heard.append(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.netloc != self.host:
            self.heard.append(f"request to another host: {request.url}")
