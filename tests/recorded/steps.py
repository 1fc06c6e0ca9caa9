"""The steps of a rule: calls to AWS, and short forms for those that many rules share."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

TABLE, FUNCTION, INDEX = "$table", "$function", "by-fixture"
"""The usual names; an account replaces those with a dollar sign by its own."""

Pair = tuple[int | None, int | None]
"""A number for reads and one for writes; null omits one."""


class Strict(BaseModel):
    """A frozen part of a rule; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Index(Strict):
    """A global secondary index, or the changes of one."""

    name: str = INDEX
    units: Pair | None = None
    warm: Pair | None = None
    caps: Pair | None = None


class Table(Strict):
    """Create a table, on-demand without units, and wait until it is ACTIVE.

    With `copies`, that many: `$table-0`, `$table-1` and so on.
    """

    name: str = TABLE
    units: tuple[int, int] | None = None
    warm: Pair | None = None
    indexes: tuple[Index, ...] = ()
    copies: int = 0

    def each(self) -> list[Self]:
        """The tables to create."""
        if not self.copies:
            return [self]
        return [
            self.model_copy(update={"name": f"{self.name}-{number}", "copies": 0})
            for number in range(self.copies)
        ]


class Update(Strict):
    """UpdateTable with the parts that are given."""

    table: str = TABLE
    units: Pair | None = None
    warm: Pair | None = None
    caps: Pair | None = None
    billing: Literal["PROVISIONED", "PAY_PER_REQUEST"] | None = None
    indexes: tuple[Index, ...] | None = None
    creates: Index | None = None


class Function(Strict):
    """Create a function with version 1 and an alias of it, and wait until it is Active."""

    alias: str | None = "live"
    reserved: int | None = None
    handler: Literal["answers", "raises", "times-out", "fails-to-start"] = "answers"


class Register(Strict):
    """RegisterScalableTarget for a dimension of the usual table."""

    dimension: Literal["read", "write"] = "read"
    minimum: int
    maximum: int


class Track(Strict):
    """PutScalingPolicy: target tracking of a dimension's utilisation, in percent."""

    dimension: Literal["read", "write"] = "read"
    target: float = 70.0


class Wait(Strict):
    """Let time pass."""

    seconds: float


class Settle(Strict):
    """Wait until a table and its indexes are ACTIVE."""

    table: str = TABLE


class Call(Strict):
    """An operation, as `service.Operation` in boto3's names, and its parameters."""

    service: str
    operation: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class Attempt(Strict):
    """A request that may be refused."""

    request: "_Request"


class Burst(Strict):
    """A number of calls at once; `$n` is the number of each, from 0."""

    times: int
    request: "_Request"

    @model_validator(mode="after")
    def _at_least_two(self) -> Self:
        if self.times < 2:
            raise ValueError("a burst has two calls or more")
        return self


_FORMS: dict[str, type[Strict]] = {
    "table": Table,
    "update": Update,
    "function": Function,
    "register": Register,
    "track": Track,
    "settle": Settle,
    "attempt": Attempt,
    "burst": Burst,
}


def parse(value: object) -> object:
    """Read a step: `settle`, `wait: 60`, a short form, or `service.Operation` with parameters."""
    match value:
        case Strict():
            return value
        case str() as name:
            return parse({name: {}})
        case {"wait": seconds, **rest} if not rest:
            return Wait(seconds=seconds)
        case {"attempt": request, **rest} if not rest:
            return Attempt(request=request)
        case dict() if len(value) == 1:
            ((name, content),) = value.items()
            if form := _FORMS.get(name):
                return form.model_validate(content)
            service, dot, operation = str(name).partition(".")
            if dot:
                return Call(service=service, operation=operation, parameters=content)
    forms = ", ".join(["wait", *_FORMS, "service.Operation"])
    raise ValueError(f"{value!r} is no step; give a mapping with one key of {forms}")


def one_or_more(value: object) -> object:
    """Read one entry as a list, and lists in a list as one."""
    if not isinstance(value, (list, tuple)):
        return [value]
    flat: list[object] = []
    for each in value:
        flat += each if isinstance(each, list) else [each]
    return flat


_Request = Annotated[Call | Update, BeforeValidator(parse)]
Request = Call | Update | Register | Track
"""A step that is one call to AWS."""

Step = Annotated[
    Table | Function | Wait | Settle | Attempt | Burst | Call | Update | Register | Track,
    BeforeValidator(parse),
]
Steps = Annotated[tuple[Step, ...], BeforeValidator(one_or_more)]
