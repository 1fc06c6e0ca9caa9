"""Every partition and region that boto3 knows."""

from pathlib import Path

import boto3
import pytest

from kickoff.aws.place import Place
from kickoff.aws.sessions import Aws
from kickoff.calendar import load
from warmer.adapters.endpoint import Endpoints

_SESSION = boto3.Session()
REGIONS = [
    pytest.param(partition, region, id=region)
    for partition in _SESSION.get_available_partitions()
    for region in _SESSION.get_available_regions("lambda", partition)
]
CALENDAR = """
version: 1
targets:
  pricing:
    function: pricing
    region: {region}
    role_arn: arn:{partition}:iam::123456789012:role/kickoff
    warm: {{baseline: 2, max: 200, every: 5m}}
"""


@pytest.fixture(scope="module")
def aws() -> Aws:
    """Sessions that share the models."""
    return Aws()


@pytest.mark.parametrize(("partition", "region"), REGIONS)
def test_a_calendar_may_name_every_region_and_role(
    tmp_path: Path, partition: str, region: str
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CALENDAR.format(region=region, partition=partition))
    place = load(path).targets["pricing"].place
    assert (place.region, str(place.role_arn).split(":")[1]) == (region, partition)


@pytest.mark.usefixtures("_identity")
@pytest.mark.parametrize(("partition", "region"), REGIONS)
def test_pings_go_to_the_endpoint_of_the_partition(aws: Aws, partition: str, region: str) -> None:
    endpoint = Endpoints(aws).find(Place(region))
    suffix = {
        "aws-cn": "amazonaws.com.cn",
        "aws-iso": "c2s.ic.gov",
        "aws-iso-b": "sc2s.sgov.gov",
        "aws-iso-e": "cloud.adc-e.uk",
        "aws-iso-f": "csp.hci.ic.gov",
        "aws-eusc": "amazonaws.eu",
    }.get(partition, "amazonaws.com")
    assert endpoint.authority == f"lambda.{region}.{suffix}"
    assert endpoint.region == region
