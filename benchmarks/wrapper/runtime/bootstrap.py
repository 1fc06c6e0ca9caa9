"""Stands in for Lambda's Python runtime: loads the handler, and calls it as often as argv says."""

import importlib
import json
import logging
import os
import resource
import sys
import time

logging.getLogger()  # AWS's runtime client loads this module too
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
module, _, name = os.environ["_HANDLER"].rpartition(".")
handler = getattr(importlib.import_module(module), name)
calls = int(os.environ["CALLS"])
event = {"order": 7}
began = time.perf_counter()
for _each in range(calls):
    handler(event, None)
elapsed = time.perf_counter() - began
kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"call_us": elapsed * 1e6 / max(1, calls), "memory_mb": kilobytes / 1024}))
