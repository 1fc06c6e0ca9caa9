"""Signs invocations natively: tens of microseconds for each ping."""

# mypy: untyped-calls-exclude=awscrt

import hashlib
from urllib.parse import quote

from awscrt.auth import AwsCredentialsProvider, AwsSigningConfig, aws_sign_request
from awscrt.http import HttpHeaders, HttpRequest

from warmer.adapters.endpoint import Endpoint
from warmer.model import Warming
from warmer.plan.ping_format import client_context


class InvocationSigner:
    """Makes signed, synchronous invocations. With `log_tail` they return the end of the log."""

    def __init__(self, endpoint: Endpoint, warming: Warming, *, log_tail: bool) -> None:
        self._endpoint = endpoint
        self._options = [("X-Amz-Log-Type", "Tail" if log_tail else "None")]
        if (context := client_context(warming.ping_format)) is not None:
            self._options.append(("X-Amz-Client-Context", context))
        function = warming.function
        self._path = f"{endpoint.path}/2015-03-31/functions/{quote(function.name, '')}/invocations"
        if function.qualifier is not None:
            self._path += f"?Qualifier={quote(function.qualifier, '')}"
        credentials = endpoint.credentials
        self._provider = AwsCredentialsProvider.new_static(
            credentials.access_key, credentials.secret_key, credentials.token
        )

    def sign(self, payload: bytes) -> HttpRequest:
        """Return a signed invocation for a payload. The caller sets its body."""
        headers = HttpHeaders(
            [
                ("Host", self._endpoint.authority),
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(payload))),
                ("X-Amz-Invocation-Type", "RequestResponse"),
                *self._options,
                ("User-Agent", "kickoff-warmer"),
            ]
        )
        config = AwsSigningConfig(
            credentials_provider=self._provider,
            region=self._endpoint.region,
            service="lambda",
            signed_body_value=hashlib.sha256(payload).hexdigest(),
        )
        request = HttpRequest("POST", self._path, headers)
        aws_sign_request(request, config).result()
        return request
