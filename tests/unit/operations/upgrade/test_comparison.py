"""The differences of two templates, and the notes between two versions."""

from operations.upgrade.changelog import Note, notes
from operations.upgrade.comparison import Difference, compare_formats, compare_templates
from operations.upgrade.package import package_file
from operations.upgrade.template_text import parse_template

OLD = """\
Parameters:
  AlarmEmail: {Type: String, Default: ""}
  Retired: {Type: String, Default: ""}
Globals: {Function: {Runtime: python3.13, CodeUri: .}}
Resources:
  Warmer:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties: {Handler: warmer.handler.handler, Role: !GetAtt Role.Arn}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - {Action: [sqs:SendMessage, events:PutEvents], Resource: !GetAtt Queue.Arn}
"""
FORMATS = {"calendar": 1, "lease": 1}


def compare(new: str, **values: str) -> list[Difference]:
    return list(compare_templates(parse_template(OLD), parse_template(new), values))


def test_a_template_equals_its_copy_by_a_deployment_tool() -> None:
    packed = (
        OLD.replace("Metadata: {BuildMethod: makefile}", "Metadata: {SamResourceId: Warmer}")
        .replace("!GetAtt Role.Arn", "{Fn::GetAtt: [Role, Arn]}, CodeUri: s3://bucket/a1")
        .replace("!GetAtt Queue.Arn", "{Fn::GetAtt: Queue.Arn}")
        .replace(", CodeUri: .", "")
    )
    assert packed != OLD
    assert compare(packed) == []


def test_parameters_are_listed_with_what_a_person_must_do() -> None:
    new = OLD.replace("Retired: {Type: String, Default", "Bucket: {Type: String}\n  Cap: {Default")
    assert compare(new, Retired="yes") == [
        Difference("parameter", "Bucket", "added, required"),
        Difference("parameter", "Cap", "added, default empty"),
        Difference("parameter", "Retired", "removed; its value is yes"),
    ]


def test_permissions_are_listed_by_action() -> None:
    new = OLD.replace("sqs:SendMessage, events", "iam:PassRole, events").replace("Queue", "Bus")
    assert compare(new) == [
        Difference("permission", "Role", "added: iam:PassRole"),
        Difference("permission", "Role", "removed: sqs:SendMessage"),
        Difference("permission", "Role", "other scope: events:PutEvents"),
    ]


def test_resources_are_added_removed_and_changed() -> None:
    new = OLD.replace("  Warmer:", "  Queue: {Type: AWS::SQS::Queue}\n  Warmer:")
    added = [Difference("resource", "Queue", "added, SQS::Queue")]
    assert compare(new) == added
    changed = compare(OLD.replace("warmer.handler.handler", "warmer.other"))
    assert changed == [Difference("resource", "Warmer", "changed, Serverless::Function")]
    runtime = compare(OLD.replace("python3.13", "python3.14"))
    assert runtime == [Difference("resource", "all functions", "changed settings")]


def test_formats_with_another_number_are_listed() -> None:
    assert list(compare_formats(FORMATS, FORMATS)) == []
    newer = {"calendar": 1, "lease": 2, "order": 1}
    assert list(compare_formats(FORMATS, newer)) == [
        Difference("format", "lease", "1 -> 2"),
        Difference("format", "order", "no number -> 1"),
    ]


CHANGELOG = """\
## [Unreleased]
### Changed
- not yet
## [0.10.0] - 2027-01-01
### Added
- something new
### Removed
- Breaking: the extra `cli`
  is gone
## [0.9.0] - 2026-11-27
### Changed
- the outputs
"""


def test_the_notes_between_two_versions_concern_what_was_there_before() -> None:
    removed = Note("0.10.0", "Removed", "Breaking: the extra `cli` is gone")
    assert notes(CHANGELOG, "0.9.0", "0.10.0") == [removed]
    assert notes(CHANGELOG, None, "0.10.0") == [removed, Note("0.9.0", "Changed", "the outputs")]
    assert notes(CHANGELOG, "0.10.0", "0.10.0") == []


def test_the_package_has_its_template_and_its_changelog() -> None:
    assert "Resources" in parse_template(package_file("template.yaml"))
    assert notes(package_file("CHANGELOG.md"), None, "0.9.0")
