"""Names of IAM in the templates, and the texts of a statement."""

TARGETS = "arn:${AWS::Partition}:application-autoscaling:*:${AWS::AccountId}:scalable-target/*"
TAGGED_TABLES = "arn:${AWS::Partition}:dynamodb:*:${AWS::AccountId}:table/*"
TAGGED_FUNCTIONS = "arn:${AWS::Partition}:lambda:*:${AWS::AccountId}:function:*"
TAGGED_SERVICES = tuple(
    f"arn:${{AWS::Partition}}:{service}:*:${{AWS::AccountId}}:{name}"
    for service, name in (
        ("cassandra", "/keyspace/*"),
        ("ecs", "service/*"),
        ("elasticache", "replicationgroup:*"),
        ("kinesis", "stream/*"),
        ("rds", "cluster:*"),
        ("sagemaker", "endpoint/*"),
    )
)
IS_TAGGED = {"StringEquals": {"aws:ResourceTag/kickoff": {"Ref": "TargetTag"}}}
NETWORK = {  # of a function in subnets
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
}


def strings(value: object) -> list[str]:
    """Return all texts in a part of a statement."""
    match value:
        case str():
            return [value]
        case list():
            return [text for item in value for text in strings(item)]
        case dict():
            return [text for item in value.values() for text in strings(item)]
        case _:
            return []
