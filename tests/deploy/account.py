"""An AWS account in ministack with IAM enforced, and a person's commands in it."""

import io
import json
import os
import socket
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from simulator.clock import Clock
from simulator.cloud import Cloud
from simulator.server import serve
from tests.deploy.release import Release
from tests.template.build import SAM
from tests.template.model import ROOT

NUMBER, REGION = "123456789012", "eu-west-1"
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
PATIENCE_S = 120

GUARD = ROOT / "guards" / "python" / "kickoff_guard.py"
GUARDED = """\
from kickoff_guard import warmed

@warmed
def handler(event, context):
    raise RuntimeError("a ping reached business code")
"""
ANYONE_LAMBDA = """\
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
 "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
"""


# ministack has no Application Auto Scaling: a simulator without scalable targets answers.
AUTOSCALING = "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING"


@dataclass(frozen=True, slots=True)
class Account:
    """The actions of a person in the account; `directory` is their own.

    They have a release, and no repository.
    """

    url: str
    autoscaling: str
    directory: Path
    release: Release
    number: str = NUMBER

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the variables that lead to the account, as its root user."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            AUTOSCALING: self.autoscaling,
            "AWS_ACCESS_KEY_ID": self.number,
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION,
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.5",
        }

    def client(self, service: str) -> Any:  # noqa: ANN401 (boto3's clients have no common type)
        """Return a client of the account."""
        return boto3.client(
            service,  # type: ignore[call-overload]  # one call for every service
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=self.number,
            aws_secret_access_key="testing",
        )

    @property
    def parameters(self) -> Path:
        """Return the path of the stack's parameters."""
        return self.directory / "parameters.yaml"

    def run(
        self, *command: str | Path, answers: str = "", cwd: Path | None = None, code: int = 0
    ) -> str:
        """Run a command in the person's directory; return its output, or fail with it.

        `code` is the expected exit code.
        """
        # Fixed commands of this package.
        done = subprocess.run(  # noqa: S603
            command,
            cwd=cwd or self.release.folder,
            env=os.environ | self.environment,
            input=answers,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def name(self, calendar: str) -> None:
        """Write the names in a calendar into the parameters."""
        self.parameters.write_text(self.kickoff("iam", "--config", calendar))

    def kickoff(self, *arguments: str, code: int = 0) -> str:
        """Run the release's command; return its output, or fail with it."""
        return self.run(self.release.kickoff, *arguments, code=code)

    def deploy(self, *options: str, answers: str = "") -> str:
        """Run `sam deploy` of the release with those parameters; return its output."""
        return self._deploy(
            "template.yaml",
            "--stack-name",
            "kickoff",
            "--capabilities",
            "CAPABILITY_IAM",
            "--parameter-overrides",
            f"file://{self.parameters}",
            *(options or ["--no-confirm-changeset"]),
            answers=answers,
        )

    def deploy_beside(self, template: str, stack_name: str, *parameters: str) -> dict[str, str]:
        """Deploy another template of the release; return its outputs."""
        self._deploy(
            template,
            "--stack-name",
            stack_name,
            "--capabilities",
            "CAPABILITY_NAMED_IAM",
            "--no-confirm-changeset",
            "--parameter-overrides",
            *parameters,
        )
        return self.outputs(stack_name)

    def _deploy(self, template: str, *options: str, answers: str = "") -> str:
        always = ("--resolve-s3", "--no-fail-on-empty-changeset")
        return self.run(
            SAM, "deploy", *always, "--template-file", template, *options, answers=answers
        )

    def outputs(self, stack_name: str = "kickoff") -> dict[str, str]:
        """Return a stack's outputs."""
        [stack] = self.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    def add_guarded(self, name: str, *layers: str) -> None:
        """Add a function with the guard from a layer or a copy, and the alias `live`."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("app.py", GUARDED)
            if not layers:
                archive.write(GUARD, GUARD.name)
        iam, functions = self.client("iam"), self.client("lambda")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=ANYONE_LAMBDA)["Role"]
        functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="app.handler",
            Role=role["Arn"],
            Code={"ZipFile": packed.getvalue()},
            Layers=list(layers),
            Publish=True,
        )
        functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")

    def add_table(self, name: str, *, reads: int) -> None:
        """Add a table in provisioned mode, without auto scaling."""
        self.client("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": reads, "WriteCapacityUnits": 5},
        )

    def reads(self, table: str) -> int:
        """Return a table's read capacity units."""
        described = self.client("dynamodb").describe_table(TableName=table)["Table"]
        units: int = described["ProvisionedThroughput"]["ReadCapacityUnits"]
        return units

    def add_events_queue(self) -> str:
        """Add a queue that receives kickoff's events; return its address."""
        queues, bus = self.client("sqs"), self.client("events")
        arn = f"arn:aws:sqs:{REGION}:{NUMBER}:changes"
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        created = queues.create_queue(QueueName="changes", Attributes={"Policy": policy})
        url: str = created["QueueUrl"]
        bus.put_rule(Name="changes", EventPattern='{"source": ["kickoff"]}')
        bus.put_targets(Rule="changes", Targets=[{"Id": "queue", "Arn": arn}])
        return url

    def logged(self, function: str) -> list[str]:
        """Return all log lines of a function of the stack."""
        configuration = self.client("lambda").get_function_configuration(FunctionName=function)
        group = configuration["LoggingConfig"]["LogGroup"]
        found = self.client("logs").filter_log_events(logGroupName=group)
        return [event["message"] for event in found["events"]]


@contextmanager
def account(directory: Path, release: Release) -> Iterator[Account]:
    """Run an empty account; ministack's output goes to a file."""
    with serve(Cloud(Clock(datetime.now(UTC)))) as autoscaling:
        yield from _account(directory, autoscaling, release)


def _account(directory: Path, autoscaling: str, release: Release) -> Iterator[Account]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(directory),
        "TMPDIR": str(directory),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "LAMBDA_EXECUTOR": "local",
        "AUTH": "true",
        AUTOSCALING: autoscaling,  # functions inherit it
    }
    program = Path(__file__).parent / "emulated.py"
    # The emulator of requirements/ministack.txt.
    with (
        (directory / "ministack.log").open("w") as log,
        subprocess.Popen([PYTHON, program], env=environment, stdout=log, stderr=log) as process,  # noqa: S603
    ):
        try:
            until(lambda: _listens(port))
            yield Account(f"http://127.0.0.1:{port}", autoscaling, directory, release)
        finally:
            process.kill()  # asked to end, it waits for functions that the schedule keeps starting


def until(true: Callable[[], object]) -> None:
    """Wait until a condition is true."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"not within {PATIENCE_S} s"
        time.sleep(0.2)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
