"""The template of a release: its code is in archives, and its calendar at an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_RESOURCE = re.compile(
    r"^  (?P<name>\w+):\n    Type: AWS::Serverless::(?P<kind>Function|LayerVersion)\n", re.MULTILINE
)
_BUILD = "    Metadata:\n      BuildMethod: makefile\n"
_CALENDAR = re.compile(r"^  Calendar:\n    Description: .*\n    Type: String\n.*\n", re.MULTILINE)
_ADDRESS = """\
  Calendar:
    Description: Address of the calendar (s3://, ssm:// or appconfig://)
    Type: String
    AllowedPattern: "(s3|ssm|appconfig)://.+"
"""


@dataclass(frozen=True, slots=True)
class Artifact:
    """The code of a function, or the content of a layer, by the name of its resource."""

    resource: str
    is_layer: bool

    @property
    def function(self) -> str:
        """The name for scripts/build-function."""
        return self.resource.removesuffix("Function").lower()

    @property
    def path(self) -> str:
        """The path of its archive in a release."""
        if self.is_layer:
            return f"layers/{self.resource.removesuffix('Guard').lower()}-guard.zip"
        return f"functions/{self.function}.zip"


def artifacts(template: str) -> Iterator[Artifact]:
    """Yield what template.yaml deploys."""
    for found in _RESOURCE.finditer(template):
        yield Artifact(found["name"], is_layer=found["kind"] == "LayerVersion")


def packaged(template: str) -> str:
    """Return the template of a release, made from the text of template.yaml."""
    for artifact in artifacts(template):
        head, body = re.split(rf"(?m)(?<=^  {artifact.resource}:\n)", template, maxsplit=1)
        uri = "ContentUri" if artifact.is_layer else "CodeUri"
        body = body.replace(_BUILD, "", 1).replace("      ContentUri: .\n", "", artifact.is_layer)
        properties = "    Properties:\n"
        body = body.replace(properties, f"{properties}      {uri}: {artifact.path}\n", 1)
        template = head + body
    return _CALENDAR.sub(_ADDRESS, template.replace("    CodeUri: .\n", "", 1))
