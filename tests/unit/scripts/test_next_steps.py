import subprocess

from tests.template.model import ROOT


def deploy(*settings: str) -> list[str]:
    """Return the commands of `make deploy`, which are not run."""
    done = subprocess.run(  # noqa: S603
        ["make", "-n", "deploy", *settings],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_deployment_ends_with_the_next_steps() -> None:
    last = deploy("STACK=kickoff-test", "ALARM_EMAIL=ops@example.com")[-1]
    said = subprocess.run(  # noqa: S603
        last.split(), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "Confirm the mail of AWS Notifications to ops@example.com, once" in said
    assert "export KICKOFF_STACK=kickoff-test\n" in said
    assert ".venv/bin/kickoff ready" in said
    assert all(len(line) <= 80 for line in said.splitlines())


def test_without_an_address_the_mail_is_named_alone() -> None:
    last = deploy()[-1]
    assert last.split() == ["scripts/next-steps", "kickoff"]
