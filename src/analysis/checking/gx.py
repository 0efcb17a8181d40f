"""The rules as Great Expectations classes. Importing this module imports GX, which takes seconds: import it inside functions.

Each class hands its kwargs to ``evaluate``; the outcomes of all reports travel in the result's ``details``.
"""

from typing import Any, ClassVar

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from .evaluate import evaluate

_NAMED = 10


class _Outcomes(TableMetricProvider):
    """Outcomes of one rule over the wide frame."""

    rule_type: ClassVar[str]

    @classmethod
    def _of(cls, execution_engine: PandasExecutionEngine, domain: dict, value_kwargs: dict) -> pd.DataFrame:
        frame, _, _ = execution_engine.get_compute_domain(domain_kwargs=domain, domain_type=MetricDomainTypes.TABLE)
        return evaluate(cls.rule_type, {k: v for k, v in value_kwargs.items() if v is not None}, frame)


class TermsOutcomes(_Outcomes):
    metric_name = "table.gouji.terms_to_balance"
    value_keys = ("of", "each", "terms", "formats")
    rule_type = "expect_terms_to_balance"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._of(execution_engine, metric_domain_kwargs, metric_value_kwargs)


class LegibleOutcomes(_Outcomes):
    metric_name = "table.gouji.cells_legible"
    value_keys = ("of",)
    rule_type = "expect_cells_to_be_legible"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._of(execution_engine, metric_domain_kwargs, metric_value_kwargs)


class SectionsOutcomes(_Outcomes):
    metric_name = "table.gouji.sections_complete"
    value_keys = ("sections",)
    rule_type = "expect_sections_to_be_complete"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._of(execution_engine, metric_domain_kwargs, metric_value_kwargs)


class PublicationOutcomes(_Outcomes):
    metric_name = "table.gouji.publication"
    value_keys = ("limits",)
    rule_type = "expect_publication_by"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):  # type: ignore[no-untyped-def]
        return cls._of(execution_engine, metric_domain_kwargs, metric_value_kwargs)


class _GoujiExpectation(BatchExpectation):
    """Succeeds when no outcome is ``fail``; ``undecided`` is no failure."""

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(cls, configuration=None, result=None, runtime_configuration=None):  # type: ignore[no-untyped-def]
        """What Data Docs print of the rule: its own label, id and reason, in both languages."""
        meta = (configuration or result.expectation_config).meta or {}
        told = f"{meta['label']['zh']} · {meta['label']['en']} ({meta['id']}, {meta['severity']}; {meta['source']})"
        template = {"template": told.replace("$", "$$"), "params": {}, "styling": {}}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=template)]

    def _validate(self, metrics, runtime_configuration=None, execution_engine=None):  # type: ignore[no-untyped-def]
        outcomes = metrics[self.metric_dependencies[0]]
        counts = outcomes["outcome"].value_counts()
        failed = outcomes[outcomes["outcome"] == "fail"]
        told = ", ".join(f"{int(counts.get(name, 0))} {name}" for name in ("pass", "fail", "undecided"))
        if len(failed):  # Data Docs print the observed value: name what failed, not only how many
            named = [f"{f.report} [{f.where}]" for f in failed.head(_NAMED).itertuples()]
            told += f". Fails: {'; '.join(named)}" + (f" and {len(failed) - _NAMED} more" if len(failed) > _NAMED else "")
        return {
            "success": failed.empty,
            "result": {
                "observed_value": told,
                "element_count": len(outcomes),
                "unexpected_count": len(failed),
                "unexpected_percent": 100 * len(failed) / len(outcomes) if len(outcomes) else 0.0,
                "unexpected_index_list": failed[["report", "where"]].to_dict("records"),
                "details": {"outcomes": outcomes.to_dict("list")},
            },
        }


class ExpectTermsToBalance(_GoujiExpectation):
    """A signed sum of cells is zero, in each row or column of a table."""

    of: str
    each: str | list[str]
    terms: dict[str, int]
    formats: list[str] | None = None
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.gouji.terms_to_balance",)
    success_keys: ClassVar[tuple[str, ...]] = ("of", "each", "terms", "formats")


class ExpectCellsToBeLegible(_GoujiExpectation):
    """No cell of a table is unreadable or absent."""

    of: str
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.gouji.cells_legible",)
    success_keys: ClassVar[tuple[str, ...]] = ("of",)


class ExpectSectionsToBeComplete(_GoujiExpectation):
    """The report has the given sections, in order."""

    sections: list[str]
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.gouji.sections_complete",)
    success_keys: ClassVar[tuple[str, ...]] = ("sections",)


class ExpectPublicationBy(_GoujiExpectation):
    """The report was published by a day of the following year that depends on its scope."""

    limits: dict[str, str]
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.gouji.publication",)
    success_keys: ClassVar[tuple[str, ...]] = ("limits",)


OWN: dict[str, Any] = {
    "expect_terms_to_balance": ExpectTermsToBalance,
    "expect_cells_to_be_legible": ExpectCellsToBeLegible,
    "expect_sections_to_be_complete": ExpectSectionsToBeComplete,
    "expect_publication_by": ExpectPublicationBy,
}
