"""The form of the coverage check, as a browser sends it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from service.contract_coverage import CoverageRequest

_NUMBER = re.compile(r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?")
_YEAR = re.compile(r"\d{4}")
_FIELDS = ("jurisdiction", "sector", "process", "year", "emissions", "unit", "scope", "energy_tce", "as_of")


@dataclass(frozen=True, slots=True)
class CoverageForm:
    """The fields as they were filled in."""

    fields: dict[str, str]
    circumstances: tuple[str, ...]

    @classmethod
    def of(cls, values: MultiDict[str, str]) -> CoverageForm:
        """The form as a request carries it."""
        fields = {name: unicodedata.normalize("NFKC", values.get(name, "")).strip()[:100] for name in _FIELDS}
        return cls(fields, tuple(dict.fromkeys(values.getlist("circumstances")))[:100])

    @property
    def is_sent(self) -> bool:
        """Whether anything is asked, rather than the empty form opened."""
        return bool(self.fields["sector"] or self.fields["year"] or self.fields["emissions"])

    def __getitem__(self, name: str) -> str:
        """What stands in a field; empty where nothing does."""
        return self.fields[name]

    def asked(self) -> CoverageRequest:
        """The same as the API takes it.

        Raises:
            ValidationError: where it is not what the API takes.
        """
        values: dict[str, object] = {name: value for name, value in self.fields.items() if value}
        for name in ("emissions", "energy_tce"):
            if (text := self.fields[name]) and _NUMBER.fullmatch(text):
                values[name] = Decimal(re.sub("[, ]", "", text))
        if _YEAR.fullmatch(self.fields["year"]):
            values["year"] = int(self.fields["year"])
        if not self.fields["emissions"]:
            values.pop("unit", None)
        return CoverageRequest.model_validate({**values, "circumstances": list(self.circumstances)})
