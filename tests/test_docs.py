"""What the documents say is so: settings, commands, the first question, the targets of the Makefile."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.settings import Settings
from service.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_is_the_settings() -> None:
    table = README.partition("## Settings")[2].partition("##")[0]
    assert set(re.findall(r"^\| `(KB_\w+)`", table, re.MULTILINE)) == {f"KB_{field.name.upper()}" for field in fields(Settings)}


def test_the_commands_table_is_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    table = README.partition("## Commands")[2].partition("##")[0]
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.MULTILINE)
    assert set(re.findall(r"^\| `carbonkb (\w+)", table, re.MULTILINE)) == set(listed)


@pytest.mark.parametrize("command", ["ingest", "ask", "serve", "status", "rollback", "check", "diff", "eval", "feedback"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    assert f"carbonkb {command}" in capsys.readouterr().out


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", README)) - {"and"}))
def test_every_make_target_that_is_named_exists(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_link_leads_somewhere() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "corpus" / "README.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert link.startswith("http") or (document.parent / link).exists(), f"{document.name}: {link}"


@pytest.mark.model
def test_the_first_question_gets_the_answer_that_the_readme_shows(small_client: FlaskClient) -> None:
    found = re.search(r"-d '(\{.*?\})'", README)
    assert found is not None
    shown = json.loads(README.partition("```json\n")[2].partition("```")[0])
    body = small_client.post("/api/query", json=json.loads(found[1])).get_json()
    assert body["status"] == shown["status"]
    assert body["answer"].startswith(shown["answer"].removesuffix(" …"))
    assert body["citations"][0]["passage_id"] == shown["citations"][0]["passage_id"]
    assert body["citations"][0]["document"]["title"] == shown["citations"][0]["document"]["title"]
