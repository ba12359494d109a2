"""The coverage check: whether an emitter is in a market, as JSON and as a page with a form."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from pydantic import ValidationError

from kb.coverage_case import COVERAGE_SECTORS, PROCESSES_OF, CoverageCase, InvalidCaseError
from kb.coverage_places import PLACES
from kb.coverage_report import CoverageReport, check_coverage
from kb.coverage_values import CIRCUMSTANCES
from kb.coverage_words import place_name, words
from kb.types import Language
from kb.units import EMISSION_UNITS, Amount
from kb.validity import today
from service.contract import ProblemDetail
from service.contract_coverage import ChangeModel, CoverageRequest, CoverageResponse, DutyModel, TestModel
from service.convert import to_citation
from service.coverage_form import CoverageForm
from service.interface import interface
from service.knowledge import Snapshot, knowledge_base
from service.openapi import operation
from service.validation import InvalidRequestError, invalid, read_body

coverage_pages = Blueprint("coverage", __name__)


@coverage_pages.post("/api/coverage")
@operation("Whether an emitter is covered", CoverageResponse, body=CoverageRequest, problems=(400, 413, 415, 503))
def check() -> Response:
    """Test a case against the rules of its markets."""
    asked = read_body(CoverageRequest)
    snapshot = knowledge_base().snapshot()
    return Response(to_reply(snapshot, examine(snapshot, asked, asked.language)).model_dump_json(), content_type="application/json")


@coverage_pages.get("/coverage")
def page() -> Response:
    """The form, and the verdict once something is asked."""
    snapshot = knowledge_base().snapshot()
    form = CoverageForm.of(request.args)
    report, wrong = None, frozenset[str]()
    if form.is_sent:
        try:
            report = examine(snapshot, form.asked(), interface().language)
        except ValidationError as error:
            wrong = frozenset(detail.pointer.split("/")[1] for detail in invalid(error, CoverageRequest).errors)
        except InvalidRequestError as error:
            wrong = frozenset(detail.pointer.split("/")[1] for detail in error.errors)
    return Response(_page(snapshot, form, report, wrong), 400 if wrong else 200)


def examine(snapshot: Snapshot, asked: CoverageRequest, language: Language) -> CoverageReport:
    """The report on a case as the contract has it.

    Raises:
        InvalidRequestError: where the case cannot be: an amount without a unit, a process of another sector.
    """
    return check_coverage(snapshot, _case(asked), asked.as_of or today(), language)


def to_reply(snapshot: Snapshot, report: CoverageReport) -> CoverageResponse:
    """A report as the contract shows it."""
    as_of = report.judgement.as_of
    return CoverageResponse(
        verdict=report.judgement.verdict,
        market=report.judgement.market,
        summary=report.summary,
        said=report.said,
        missing=list(report.missing),
        tests=[
            TestModel(
                id=test.kind, name=test.name, value=test.value, rule=test.rule, passed=test.passed, basis=test.fact.basis,
                citation=to_citation(snapshot, test.citation, as_of),
            )
            for test in report.tests
        ],
        duties=[
            DutyModel(
                id=one.duty.id, action=one.action, step=one.duty.action, due=one.duty.due, emission_year=one.duty.emission_year,
                basis=one.duty.fact.basis, citation=to_citation(snapshot, one.citation, as_of),
            )
            for one in report.duties
        ],
        would_change=[
            ChangeModel(id=change.kind, text=change.text, rule=change.rule, citation=to_citation(snapshot, change.citation, as_of))
            for change in report.would_change
        ],
        as_of=as_of,
        language=report.language,
    )  # fmt: skip


def _case(asked: CoverageRequest) -> CoverageCase:
    if asked.emissions is not None and asked.unit is None:
        raise InvalidRequestError([ProblemDetail(pointer="#/unit", detail="Say in which unit the emissions are: t, kt, Mt or 10kt.")])
    try:
        return CoverageCase(
            sector=asked.sector,
            year=asked.year,
            emissions=Amount(asked.emissions, asked.unit) if asked.emissions is not None and asked.unit else None,
            scope=asked.scope,
            process=asked.process,
            jurisdiction=asked.jurisdiction,
            circumstances=frozenset(asked.circumstances),
            energy_tce=asked.energy_tce,
        )
    except InvalidCaseError as error:
        message = str(error)
        raise InvalidRequestError([ProblemDetail(pointer=f"#/{error.field}", detail=f"{message[:1].upper()}{message[1:]}.")]) from None


def _page(snapshot: Snapshot, form: CoverageForm, report: CoverageReport | None, wrong: frozenset[str]) -> str:
    language = interface().language
    return render_template(
        "coverage.html",
        snapshot=snapshot,
        form=form,
        report=report,
        as_of=report.judgement.as_of if report else today(),
        wrong=wrong,
        word=lambda key: words(key, language),
        places=[(code, place_name(code, language)) for code in PLACES],
        sectors=COVERAGE_SECTORS,
        processes=PROCESSES_OF,
        circumstances=CIRCUMSTANCES,
        units=EMISSION_UNITS,
    )
