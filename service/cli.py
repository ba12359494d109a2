"""The command line: ``carbonkb``. The one module that knows service, ingestion and knowledge base alike."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tqdm import tqdm

from ingest.build import Built, build
from kb.errors import CarbonKBError
from kb.generation import Generations, read_manifest
from kb.knowledge import KnowledgeBase
from kb.passages import PassageStore
from kb.prompts import COMMAND_LINE
from kb.settings import Settings, read_settings
from kb.snapshot import Snapshot
from kb.types import Answer, Query
from kb.wire import make_embedders, open_knowledge_base
from service import create_app
from service.answers import new_answer_id
from service.cli_check import add_check_command
from service.cli_diff import add_diff_command
from service.cli_eval import add_eval_command
from service.cli_feedback import add_feedback_command
from service.convert import to_response
from service.server import serve

_WIDTH = 100
_SOME_FAILED = 3
"""Exit code of an ingestion that made an index although some files could not be read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 where it failed, 3 where an index was made without some unreadable files."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    try:
        return command(options, read_settings())
    except CarbonKBError as error:
        print(f"carbonkb: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("carbonkb: stopped; the index is as it was", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="carbonkb", description="A knowledge base of carbon-market regulation that answers questions with cited passages."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ingest = commands.add_parser(
        "ingest",
        help="make the index hold exactly the documents under these paths",
        description="Read the documents under these files and folders and make the index hold exactly them. A folder may hold document.toml, "
        "a manifest.tsv or manifest.csv, or plain files (.md .txt .html .pdf .docx .xml). Files that cannot be read are named, the others go in.",
    )
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    ingest.add_argument("--add", action="store_true", help="keep what was ingested before")
    ingest.add_argument("--quiet", action="store_true", help="print nothing but failures")
    ingest.set_defaults(command=_ingest)
    ask = commands.add_parser(
        "ask", help="answer a question, with numbered citations", description="Answer a question from the index."
    )
    ask.add_argument("question")
    ask.add_argument(
        "--as-of", type=_day, metavar="DATE", help="the day the answer holds for (default: today, or as the question says)"
    )
    ask.add_argument("--language", choices=("en", "zh"), help="the language of the answer (default: the question's)")
    ask.add_argument("--json", action="store_true", help="print the whole answer as POST /api/query gives it")
    ask.set_defaults(command=_ask)
    server = commands.add_parser("serve", help="serve the chat and the JSON API", description="Serve the chat and the JSON API.")
    server.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    server.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    server.set_defaults(command=_serve)
    status = commands.add_parser(
        "status", help="say what the index holds", description="Say which generation is served and what it holds."
    )
    status.add_argument("--documents", action="store_true", help="list the documents too")
    status.set_defaults(command=_status)
    rollback = commands.add_parser(
        "rollback",
        help="serve the generation before the current one",
        description="Serve the generation before the current one again.",
    )
    rollback.set_defaults(command=_rollback)
    add_check_command(commands)
    add_diff_command(commands)
    add_eval_command(commands)
    add_feedback_command(commands)
    return parser


def _ingest(options: argparse.Namespace, settings: Settings) -> int:
    built = build(settings.data, options.paths, make_embedders(settings), _progress, add=options.add)
    if not options.quiet:
        for notice in built.notices:
            print(notice)
        print(_ingested(built, settings))
    for failure in built.failures:
        print(f"FAILED {failure.file}: {failure.reason}", file=sys.stderr)
    return _SOME_FAILED if built.failures else 0


def _ingested(built: Built, settings: Settings) -> str:
    manifest = built.manifest
    lines = [] if not built.is_new else _document_lines(settings, manifest.generation)
    counts = ", ".join(f"{count} {language}" for language, count in manifest.passages.items())
    lines.append(
        f"{len(manifest.sources)} files read, {len(built.failures)} failures: {manifest.documents} documents, "
        f"{manifest.passage_count} passages ({counts})"
    )
    lines.append(f"generation {manifest.generation} is being served" + ("" if built.is_new else ": nothing has changed"))
    return "\n".join(lines)


def _document_lines(settings: Settings, generation: str) -> list[str]:
    generations = Generations(settings.data)
    store = PassageStore.load(generations.path(generation) / "passages.sqlite")
    lines = []
    for document_id in store.documents:
        for name in store.renditions(document_id):
            passages = store.of_document(document_id, name)
            kinds = Counter(
                provision.rpartition("/")[2].partition("-")[0]
                for provision in dict.fromkeys(passage.provision for passage in passages)
            )
            counts = ", ".join(f"{count} {kind}{_plural(kind) if count > 1 else ''}" for kind, count in kinds.items())
            lines.append(f"{document_id:<46} {name:<12} {counts}; {len(passages)} passages")
    return lines


def _plural(kind: str) -> str:
    return "es" if kind.endswith("x") else "s"


@contextmanager
def _progress(step: str, units: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error with rate and time left; nothing where standard error is no terminal."""
    with tqdm(total=units, desc=step, unit=" files" if step == "reading" else " passages", disable=None) as bar:

        def advance(count: int) -> None:
            bar.update(count)

        yield advance


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    base: KnowledgeBase = open_knowledge_base(settings)
    snapshot = base.snapshot()
    query = Query(options.question.strip(), as_of=options.as_of, language=options.language)
    answer = base.answer(snapshot, query)
    if options.json:
        print(to_response(snapshot, answer, new_answer_id(), answer.timings_ms["total"]).model_dump_json(indent=2))
    else:
        print(_readable(answer, snapshot))
    return 0


def _readable(answer: Answer, snapshot: Snapshot) -> str:
    words = COMMAND_LINE[answer.language]
    lines = [f"{words['as_of']} {answer.as_of.isoformat()}", ""]
    if answer.abstention:
        lines.append(answer.abstention.message)
        lines += [
            words["nearest"],
            *(f"  - {_source(hit.passage.document_id, hit.passage.locator, snapshot)}" for hit in answer.hits[:3]),
        ]
        return "\n".join(lines)
    for sentence in answer.sentences:
        marks = "".join(f"[{number}]" for number in sentence.citations)
        lines += textwrap.wrap(f"{sentence.text} {marks}", _WIDTH) or [marks]
    lines.append("")
    for citation in answer.citations:
        lines.append(
            f"[{citation.number}] {_source(citation.passage.document_id, citation.passage.locator, snapshot)} ({citation.passage.rendition})"
        )
    return "\n".join(lines + [f"! {warning}" for warning in answer.warnings])


def _source(document_id: str, locator: str, snapshot: Snapshot) -> str:
    return f"{snapshot.documents[document_id].title}, {locator}"


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    Generations(settings.data).current()
    serve(create_app, options.host, options.port)
    return 0


def _status(options: argparse.Namespace, settings: Settings) -> int:
    generations = Generations(settings.data)
    current = generations.current()
    manifest = read_manifest(generations.path(current))
    print(
        json.dumps(
            {
                "generation": current,
                "created": manifest.created,
                "complete_to": manifest.complete_to,
                "documents": manifest.documents,
                "passages": dict(manifest.passages),
                "embedding_models": list(manifest.embedders),
                "content_hash": manifest.content_hash,
                "failures": [": ".join(failure) for failure in manifest.failures],
                "older": [g for g in generations.finished() if g < current],
            },
            ensure_ascii=False,
            indent=2,
        )
    )
    if options.documents:
        print("\n".join(_document_lines(settings, current)))
    return 0


def _rollback(options: argparse.Namespace, settings: Settings) -> int:
    print(f"generation {Generations(settings.data).rollback()} is being served")
    return 0


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not a day such as 2026-11-22") from None


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65_536:
        raise argparse.ArgumentTypeError(f"{value!r} is not a port: use a number from 1 to 65535")
    return int(value)


if __name__ == "__main__":
    sys.exit(main())
