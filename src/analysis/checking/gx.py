"""The rules as Great Expectations classes.

Importing this module imports GX, which takes seconds: import it inside functions.

Each class hands its kwargs to ``evaluate``; a result carries counts and what failed, the outcomes
of all reports go beside it (``outcomes.collected``), since GX copies a result and writes it as
JSON.
"""

from typing import Any

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from .rules.evaluate import outcome_columns
from .rules.frame import Wide
from .rules.outcomes import NAMES, Columns, OutcomeTable, collect

_NAMED = 10


def _metric(rule_type: str, keys: tuple[str, ...]) -> str:
    """Register the metric that evaluates rules of one type over the wide frame; its name."""

    class Outcomes(TableMetricProvider):  # type: ignore[misc]
        metric_name = f"table.gouji.{rule_type.removeprefix('expect_')}"
        value_keys = keys

        @metric_value(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator,unused-ignore]
        def _pandas(
            cls,
            execution_engine: PandasExecutionEngine,
            metric_domain_kwargs: dict[str, Any],
            metric_value_kwargs: dict[str, Any],
            metrics: dict[str, Any],
            runtime_configuration: dict[str, Any],
        ) -> tuple[pd.Series, Columns]:
            frame, _, _ = execution_engine.get_compute_domain(
                metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
            )
            kwargs = {k: v for k, v in metric_value_kwargs.items() if v is not None}
            return frame["report"], outcome_columns(rule_type, kwargs, Wide.of(frame))

    return str(Outcomes.metric_name)


class _GoujiExpectation(BatchExpectation):  # type: ignore[misc]
    """Succeeds when no outcome is ``fail``; ``undecided`` is no failure."""

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)  # type: ignore[untyped-decorator,unused-ignore]
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[Any]:
        """What Data Docs print of the rule: its own label, id and reason, in both languages."""
        meta = (configuration or result.expectation_config).meta or {}
        label, about = meta["label"], f"{meta['id']}, {meta['severity']}; {meta['source']}"
        text = f"{label['zh']} · {label['en']} ({about})"
        template = {"template": text.replace("$", "$$"), "params": {}, "styling": {}}
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template", string_template=template
            )
        ]

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: Any = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        reports, columns = metrics[self.metric_dependencies[0]]
        collect((self.meta or {}).get("id", ""), columns)
        table = OutcomeTable.of({"": columns}, reports.tolist())
        counts = {name: int((table.codes == code).sum()) for code, name in enumerate(NAMES)}
        failed, total = table.outcomes("fail"), sum(counts.values())
        observed = ", ".join(f"{counts[name]} {name}" for name in ("pass", "fail", "undecided"))
        if len(failed):  # Data Docs print the observed value: name what failed, not only how many
            named = [f"{f.report} [{f.where}]" for f in failed[:_NAMED]]
            observed += f". Fails: {'; '.join(named)}" + (
                f" and {len(failed) - _NAMED} more" if len(failed) > _NAMED else ""
            )
        return {
            "success": not failed,
            "result": {
                "observed_value": observed,
                "element_count": total,
                "unexpected_count": len(failed),
                "unexpected_percent": 100 * len(failed) / total if total else 0.0,
                "unexpected_index_list": [{"report": f.report, "where": f.where} for f in failed],
                "details": {"outcomes": counts},
            },
        }


class ExpectTermsToBalance(_GoujiExpectation):
    """A signed sum of cells is zero, in each row or column of a table."""

    of: str
    each: str | list[str]
    terms: dict[str, int]
    formats: list[str] | None = None


class ExpectTermsNotBelowZero(_GoujiExpectation):
    """A signed sum of cells is zero or more, in each row or column of a table."""

    of: str
    each: str | list[str]
    terms: dict[str, int]
    only: list[str] | None = None
    formats: list[str] | None = None


class ExpectZeroForAgencies(_GoujiExpectation):
    """Agencies that cannot have a figure state none but zero."""

    of: str
    items: list[str]
    agencies: str
    others: str


class ExpectCellsToBeLegible(_GoujiExpectation):
    """No cell of a table is unreadable or absent."""

    of: str


class ExpectSectionsToBeComplete(_GoujiExpectation):
    """The report has the given sections, in order."""

    sections: list[str]


class ExpectPublicationBy(_GoujiExpectation):
    """The report was published by a day of the following year that depends on its scope."""

    limits: dict[str, str]
    without_limit: str | None = None


class ExpectAgenciesToSum(_GoujiExpectation):
    """A territory's report is the sum of its agencies' reports of the same year."""

    of: list[str]


class ExpectClaimsToAgree(_GoujiExpectation):
    """The figures of the prose agree with the cells that they speak of."""

    verdicts: dict[str, str]


for _rule in _GoujiExpectation.__subclasses__():
    _rule.success_keys = tuple(_rule.__annotations__)
    _rule.metric_dependencies = (_metric(_rule.expectation_type, _rule.success_keys),)
