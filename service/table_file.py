"""Timeline and obligations as CSV: UTF-8 with a byte order mark, so that spreadsheets read the Chinese, and no cell that one would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from service.contract import CitationModel
from service.contract_dates import HistoryModel, ObligationModel, TimelineEventModel

MEDIA_TYPE = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula."""
_CITED = ("document", "locator", "quote", "rendition", "start", "end", "url")
_EVENT = (
    "jurisdiction", "sector", "event", "date", "no_later_than", "timing", "expected", "expected_by", "basis", "known_from", "summary",
)  # fmt: skip
_OBLIGATION = (
    "due", "time", "jurisdiction", "sector", "role", "action", "emission_years", "period", "recurrence", "basis", "summary", "history", "id",
)  # fmt: skip


def timeline_csv(events: Iterable[TimelineEventModel]) -> bytes:
    """One line an event."""
    return _table((*_EVENT, *_CITED), ([*_fields(event, _EVENT), *_cited(event.citation)] for event in events))


def obligations_csv(obligations: Iterable[ObligationModel]) -> bytes:
    """One line an obligation and sector; its history in one cell."""
    return _table((*_OBLIGATION, *_CITED), ([*_fields(one, _OBLIGATION), *_cited(one.citation)] for one in obligations))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _fields(row: TimelineEventModel | ObligationModel, names: Sequence[str]) -> list[str]:
    return [_text(getattr(row, name)) for name in names]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, HistoryModel):
        return f"{value.emission_year or ''}: {value.due or '-'} ({value.citation.document.id})"
    return "; ".join(map(_text, value)) if isinstance(value, list) else str(value)


def _cited(citation: CitationModel) -> list[str]:
    values = (citation.document.title, citation.locator, citation.quote, citation.rendition, citation.start, citation.end, citation.document.url)
    return [_text(value) for value in values]
