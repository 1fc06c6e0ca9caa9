"""`kickoff review`: past fixtures, and the changes to the calendar that follow from them."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from kickoff.aws.clients import Clients
from kickoff.aws.errors import AWS_ERRORS
from kickoff.aws.sessions import PATIENCE, Aws
from kickoff.calendar import Calendar
from kickoff.calendar.loading.files import SourceUnavailableError
from kickoff.calendar.sources import load
from kickoff.timeline import Fixture
from operations.cli.access import own_region
from operations.cli.options import config_option
from operations.cli.prescaler_verbs import connect_prescaler
from operations.cli.stack import stack_of
from operations.live_billing import with_live_billing
from operations.plan_price import plan_price
from operations.review.calibrations import Calibrations, read_calibrations
from operations.review.json_data import review_data
from operations.review.lease_history import LeaseHistory
from operations.review.page import page
from operations.review.period import ReviewPeriod, ReviewPeriodError
from operations.review.reader import ReviewSources, review_fixtures
from operations.review.terminal import show
from operations.terminal import prints_unicode
from prescaler.forecaster import demand_forecaster


@click.command()
@config_option
@click.argument("fixture", required=False)
@click.option("--since", default="7d", show_default=True, help="Length of the period, at most 15d.")
@click.option("--format", "style", type=click.Choice(["table", "json", "html"]), default="table")
def review(path: str, fixture: str | None, since: str, style: str) -> None:
    """Review past fixtures, or one FIXTURE by its name, and recommend changes to the calendar.

    Reads CloudWatch with the metrics of the stack, and its leases; without one, the leases in a
    file beside the calendar. Exits with 1 if there is a recommendation.
    """
    region, now = own_region(), datetime.now(UTC)
    clients = Clients(Aws(), PATIENCE)
    calendar = load(path).in_region(region)
    stack = stack_of(click.get_current_context())
    try:
        period = ReviewPeriod.before(now, since, stack.created if stack else None)
        chosen = period.named(calendar, fixture) if fixture else period.fixtures(calendar)
    except ReviewPeriodError as error:
        raise click.UsageError(str(error)) from None
    history, remarks = _history(path) if chosen else (None, [period.without_fixtures(calendar)])
    if "KICKOFF_LEASE_TABLE" in os.environ and "KICKOFF_STACK" not in os.environ:
        remarks += ["a stack's own metrics are not read; give --stack NAME"]
    if chosen:
        calendar, notes = with_live_billing(calendar, clients)
        remarks += notes
    calibrations, unread = _calibrations(calendar, chosen, period)
    for remark in (*remarks, *unread):
        click.echo(remark, err=True)
    try:
        sources = ReviewSources(clients, history, calibrations)
        reviews = review_fixtures(calendar, chosen, period, sources)
    except AWS_ERRORS as error:
        raise click.ClickException(f"CloudWatch cannot be read: {error}") from None
    price = plan_price(calendar, period.start, now, region)
    match style:
        case "json":
            data = [review_data(each) for each in reviews]
            click.echo(json.dumps(data, ensure_ascii=not prints_unicode(), indent=1))
        case "html":
            click.echo(page(reviews, price, calendar.zone, remarks))
        case _ if reviews:
            show(reviews, price, calendar.zone, detailed=fixture is not None)
        case _:
            pass
    if any(each.recommendations for each in reviews):
        sys.exit(1)


def _calibrations(
    calendar: Calendar, chosen: Sequence[Fixture], period: ReviewPeriod
) -> tuple[Calibrations, list[str]]:
    """Return the calibration of learned demand, and a remark if it cannot be read."""
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    if not table:
        return {}, []
    try:
        return read_calibrations(calendar, chosen, period, demand_forecaster(Aws(), table)), []
    except SourceUnavailableError as fault:
        return {}, [f"the calibration of learned demand is left out: {fault}"]


def _history(path: str) -> tuple[LeaseHistory | None, list[str]]:
    """Return the history of the leases, None without one, and remarks about it."""
    table = os.environ.get("KICKOFF_LEASE_TABLE")
    leases = connect_prescaler(path).leases.read()
    if leases.away is not None:
        return None, [f"CloudWatch is the only source: {leases.away.message}"]
    remarks = [outcome.message for outcome in leases.unreadable.values()]
    history = LeaseHistory.of(leases)
    if not history.empty:
        return history, remarks
    if not table:
        setting = "give --stack NAME"
        return None, [f"CloudWatch is the only source; {setting} to see each change and its reason"]
    return history, [*remarks, f"the lease table {table} has no entries: it has no raise yet"]
