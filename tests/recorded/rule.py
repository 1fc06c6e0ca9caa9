"""A rule: its sentence, its public source, its steps, the expected answer."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from tests.recorded.steps import Burst, Call, Request, Step, Steps, Strict, Wait, one_or_more

HERE = Path(__file__).parent
MORNING = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)

SOURCES = {
    "controller": "aws-controllers-k8s/dynamodb-controller, `docs/api-quirks`, DDB-TABLE",
    "localstack": "localstack/localstack, `tests/aws/services`, snapshots taken against AWS",
    "moto": "getmoto/moto, tests marked `aws_verified`",
    "conformance": "nubo-db/dynamodb-conformance, run against AWS",
    "dynalite": "mhart/dynalite, `test/updateTable.js`",
    "custodian": "cloud-custodian/cloud-custodian, `tests/data/placebo`",
}
"""The recordings, by the word that begins a source."""

Expected = dict[str, Any]
"""Values by path; see `tests.recorded.expectation`."""


class Refusal(Strict):
    """An error: its code, parts of its message, its HTTP status, other fields."""

    code: str
    says: tuple[str, ...] = ()
    http: int | None = None
    fields: Expected = Field(default_factory=dict)


class Then(Strict):
    """The expected result: exactly one of answer, refusal, state and burst.

    `state` is the answer of `read_by` right after the last call; with `after`, it is not yet there
    at the first second and there at the last. `stays` is a number of seconds that it lasts.
    `burst` is the least and the greatest number of calls by result, `ok` or an error code.
    """

    answer: Expected | None = None
    refusal: Refusal | None = None
    state: Expected | None = None
    read_by: Step = Field(default="dynamodb.DescribeTable", validate_default=True)
    after: tuple[float, float] | None = None
    stays: float | None = None
    burst: dict[str, tuple[int, int]] | None = None

    @model_validator(mode="after")
    def _one_result(self) -> Self:
        given = [self.answer, self.refusal, self.state, self.burst]
        if sum(each is not None for each in given) != 1:
            raise ValueError("expect one of answer, refusal, state, burst")
        if (self.after or self.stays) and self.state is None:
            raise ValueError("after and stays belong to a state")
        if not isinstance(self.read_by, Call):
            raise ValueError("read_by is a call")  # noqa: TRY004 (pydantic reports ValueErrors)
        return self


class Rule(Strict):
    """A rule of AWS that was recorded, and the calls that show it.

    The last step of `when` is judged. `cheap`: it may run in a real account. `at` is the instant at
    which it begins where the clock can be set.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    rule: str = Field(pattern=r"^[A-Z].*\.$")
    source: Annotated[tuple[str, ...], BeforeValidator(one_or_more)] = Field(min_length=1)
    at: datetime = MORNING
    given: Steps = ()
    when: Steps = Field(min_length=1)
    then: Then
    cheap: bool = False

    @field_validator("source")
    @classmethod
    def _known_source(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [each for each in value if each.split()[0] not in SOURCES]:
            raise ValueError(f"{unknown} begin with none of {', '.join(SOURCES)}")
        return value

    @model_validator(mode="after")
    def _judged_last(self) -> Self:
        if isinstance(self.when[-1], Burst) != (self.then.burst is not None):
            raise ValueError("a burst and its counts belong together")
        if not isinstance(self.when[-1], Request | Burst):
            raise ValueError("the last step of when is a call")  # noqa: TRY004
        return self

    @property
    def needs_clock(self) -> bool:
        """True if time must pass."""
        waits = any(isinstance(step, Wait) for step in (*self.given, *self.when))
        return waits or bool(self.then.after or self.then.stays)


class RuleFile(Strict):
    """The rules of one subject; `given` prepares each rule that has none of its own."""

    subject: str
    rules: tuple[Rule, ...]

    @model_validator(mode="before")
    @classmethod
    def _share_given(cls, content: Any) -> Any:  # noqa: ANN401 (not validated yet)
        match content:
            case {"given": given, "rules": [*rules], **rest}:
                return rest | {"rules": [{"given": given} | rule for rule in rules]}
        return content


def read(path: Path) -> RuleFile:
    """Read a file of rules.

    Raises:
        ValueError: It does not fit the model; the message has the file and the place in it.
    """
    try:
        return RuleFile.model_validate(yaml.safe_load(path.read_text()))
    except ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error


@cache
def rule_files() -> tuple[RuleFile, ...]:
    """All files of rules, by name."""
    return tuple(read(path) for path in sorted((HERE / "rules").glob("*.yaml")))


def all_rules() -> tuple[Rule, ...]:
    """All rules, in the order of their files."""
    return tuple(rule for file in rule_files() for rule in file.rules)
