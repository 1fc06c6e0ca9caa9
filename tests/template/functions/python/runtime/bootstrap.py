"""Starts AWS's runtime client as /var/runtime/bootstrap.py of Lambda does."""

import os

from awslambdaric.bootstrap import run  # in Lambda's runtimes

run(os.environ["LAMBDA_TASK_ROOT"], os.environ["_HANDLER"], os.environ["AWS_LAMBDA_RUNTIME_API"])
