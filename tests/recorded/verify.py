"""Run the cheap rules in a real account: `make verify-aws`.

Exit 0: all agree. 1: some differ. 2: nothing was verified, or something could not be deleted.
"""

import argparse
import contextlib
import os
import signal
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from tests.recorded.costs import most
from tests.recorded.real_account import RealAccount
from tests.recorded.rule import Rule, all_rules
from tests.recorded.runner import Judgement, Verdict, judge

_WIDTH = 80
_MINUTES = 15


def main(
    arguments: list[str],
    *,
    ask: Callable[[str], str] = input,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Ask, run the rules, delete everything, and print what agrees."""
    asked = _parser().parse_args(arguments)
    rules = tuple(rule for rule in all_rules() if rule.cheap)
    try:
        region = asked.region or os.environ.get("AWS_REGION")
        session = boto3.Session(profile_name=asked.profile, region_name=region)
        account = RealAccount(session, role=asked.role, sleep=sleep)
        _introduce(account, rules)
    except (BotoCoreError, ClientError) as error:
        _say(f"kickoff: {error}\nGive credentials and a region, as for the AWS command line.")
        return 2
    if not asked.yes and not _agreed(ask):
        _say("Nothing was created.")
        return 2
    return _run(account, rules)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make verify-aws", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--profile", help="profile of the AWS configuration")
    parser.add_argument("--region", help="region, such as eu-west-1")
    parser.add_argument("--role", metavar="ARN", help="existing role for the functions")
    return parser


def _introduce(account: RealAccount, rules: tuple[Rule, ...]) -> None:
    """Print the account, the names and the cost; raises without credentials."""
    client = account.session.client("sts")
    try:
        where = f"account {client.get_caller_identity()['Account']}"
    except (ClientError, ResponseParserError):  # a stand-in without STS
        where = f"the account behind {os.environ.get('AWS_ENDPOINT_URL', 'these credentials')}"
    finally:
        client.close()
    _say(
        f"kickoff verifies {len(rules)} rules in {where}, region {account.session.region_name}. "
        f"This takes up to {_MINUTES} minutes. It creates small tables, functions without "
        f"permissions and a role, all named {account.run}-..., and deletes them."
    )
    _say(f"Estimated cost: at most {most(rules):.2f} USD.")


def _agreed(ask: Callable[[str], str]) -> bool:
    try:
        return ask("Go on? [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _run(account: RealAccount, rules: tuple[Rule, ...]) -> int:
    found: dict[str, Judgement] = {}
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for rule in rules:
            found[rule.id] = judge(account, rule)
            _print_result(rule, found[rule.id])
    except KeyboardInterrupt:
        _say("Interrupted. Everything that was created is being deleted; please wait.")
    finally:
        with contextlib.suppress(KeyboardInterrupt):  # the second one ends the deletion
            account.delete()
        account.close()
        signal.signal(signal.SIGTERM, before)
    for description, _ in account.created:
        _say(f"Not deleted, delete it by hand: {description}")
    return _sum_up(found, complete=len(found) == len(rules) and not account.created)


def _print_result(rule: Rule, judgement: Judgement) -> None:
    _say(f"{judgement.verdict:<14}{rule.id}", indent=" " * 14)
    if judgement.seen:
        _say(judgement.seen, indent=" " * 16, first=" " * 16)


def _sum_up(found: dict[str, Judgement], *, complete: bool) -> int:
    counted = Counter(judgement.verdict for judgement in found.values())
    _say("\n" + ", ".join(f"{count} {verdict}" for verdict, count in counted.most_common()))
    answered = len(found) - counted[Verdict.CANNOT_ANSWER]
    if not complete or not answered:
        return 2
    return 0 if counted[Verdict.AGREES] == answered else 1


def _say(text: str, *, first: str = "", indent: str = "") -> None:
    for line in text.splitlines():
        print(  # noqa: T201 (the command's output)
            textwrap.fill(line, _WIDTH, initial_indent=first, subsequent_indent=indent), flush=True
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
