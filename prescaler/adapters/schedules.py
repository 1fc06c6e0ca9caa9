"""Application Auto Scaling's scheduled actions, under our own name prefix."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, cast

from kickoff.aws.clients import Clients
from prescaler.model import PREFIX, Code, Dimension, Failure, ScheduledAction

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling.literals import (
        ScalableDimensionType,
        ServiceNamespaceType,
    )
    from mypy_boto3_application_autoscaling.type_defs import ScalableTargetActionTypeDef


class Schedules:
    """PutScheduledAction and DeleteScheduledAction."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def armed(self, dimension: Dimension) -> set[str]:
        """The names of our own that stand.

        Raises:
            Failure: they could not be read.
        """
        found: set[str] = set()
        with self._calling("Describe", dimension, "s"):
            client = self._clients.autoscaling(dimension.place)
            pages = client.get_paginator("describe_scheduled_actions")
            for page in pages.paginate(
                ServiceNamespace=cast("ServiceNamespaceType", dimension.service),
                ResourceId=dimension.resource,
                ScalableDimension=cast("ScalableDimensionType", dimension.scalable),
            ):
                found |= {each["ScheduledActionName"] for each in page["ScheduledActions"]}
        return {name for name in found if name.startswith(PREFIX)}

    def arm(self, dimension: Dimension, new: Sequence[ScheduledAction], old: Sequence[str]) -> None:
        """Let actions stand, and take others away by name; one that is gone is gone.

        Raises:
            Failure: one was not accepted, or nobody can tell.
        """
        for armed in new:
            self._put(dimension, armed)
        for name in old:
            self._delete(dimension, name)

    def _put(self, dimension: Dimension, armed: ScheduledAction) -> None:
        action: ScalableTargetActionTypeDef = {"MinCapacity": armed.minimum}
        if armed.maximum is not None:
            action["MaxCapacity"] = armed.maximum
        with self._calling("Put", dimension):
            self._clients.autoscaling(dimension.place).put_scheduled_action(
                ServiceNamespace=cast("ServiceNamespaceType", dimension.service),
                ResourceId=dimension.resource,
                ScalableDimension=cast("ScalableDimensionType", dimension.scalable),
                ScheduledActionName=armed.name,
                Schedule=f"at({armed.at:%Y-%m-%dT%H:%M:%S})",
                ScalableTargetAction=action,
            )

    def _delete(self, dimension: Dimension, name: str) -> None:
        try:
            with self._calling("Delete", dimension):
                self._clients.autoscaling(dimension.place).delete_scheduled_action(
                    ServiceNamespace=cast("ServiceNamespaceType", dimension.service),
                    ResourceId=dimension.resource,
                    ScalableDimension=cast("ScalableDimensionType", dimension.scalable),
                    ScheduledActionName=name,
                )
        except Failure as failure:
            if failure.outcome.code is not Code.NOT_FOUND:
                raise

    def _calling(
        self, operation: str, dimension: Dimension, plural: str = ""
    ) -> AbstractContextManager[None]:
        name = f"{operation}ScheduledAction{plural}"
        doing = f"application-autoscaling:{name} of {dimension.resource}"
        return self._clients.calling(dimension.place, doing)
