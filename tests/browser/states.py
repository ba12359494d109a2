"""Where the main states of the pages are, over the fake library."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "home": "/",
    "answered": "/ask?question=What is the fine for not surrendering allowances?",
    "warned": "/ask?question=What was the fine in 2023?",
    "refused": "/ask?question=Who wins the cup?",
    "error in the form": "/ask?question=",
    "error": "/nowhere",
    "documents": "/documents",
    "no document": "/documents?q=nothing like it",
    "document": "/documents/cn-interim-regulations-2024?rendition=digest.en&start=3&end=50#quote",
    "superseded document": "/documents/cn-order-19-2021",
    "side by side": "/documents/cn-interim-regulations-2024/side-by-side",
    "glossary": "/glossary",
}
