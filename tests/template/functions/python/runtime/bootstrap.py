"""Starts AWS's runtime client as /var/runtime/bootstrap.py of Lambda does."""

import os
import sys

from awslambdaric.__main__ import main

sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
main([sys.argv[0], os.environ["_HANDLER"]])
