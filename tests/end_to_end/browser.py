"""A headless Chromium, controlled by its DevTools protocol over two pipes."""

import base64
import fcntl
import json
import os
import select
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # it opens only our pages, and may run as root in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--remote-debugging-pipe",
)
_FIRST_DESCRIPTOR = 10  # above the pipes' own numbers in the browser, 3 and 4
_TIMEOUT = 30  # seconds without an answer


def executable() -> str | None:
    """The first browser on PATH that has the protocol."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class Tab:
    """One page. `errors` are the errors of its console, `requests` the URLs it requested."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._buffer, self._sent, self._session = b"", 0, ""
        self.errors: list[str] = []
        self.requests: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a command and return its result; events that arrive before it are recorded."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._sent:
            self._record(answer)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(
        self, path: Path, *, width: int = 1280, height: int = 900, script: bool = True
    ) -> None:
        """Load a file in a window of a size in pixels, and wait until it is drawn."""
        self.resize(width, height)
        self.send("Emulation.setScriptExecutionDisabled", value=not script)
        self.send("Page.navigate", url=path.as_uri())
        while (event := self._next()).get("method") != "Page.loadEventFired":
            self._record(event)
        self.send("Emulation.setScriptExecutionDisabled", value=False)
        if script:
            self.settle()

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window in pixels."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    def media(self, kind: str = "", **features: str) -> None:
        """Emulate a medium ("print") or preferences such as `prefers_color_scheme="dark"`."""
        named = [{"name": name.replace("_", "-"), "value": v} for name, v in features.items()]
        self.send("Emulation.setEmulatedMedia", media=kind, features=named)

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 (any JSON value)
        """Evaluate a JavaScript expression and return its awaited value."""
        answer = self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def settle(self) -> None:
        """Wait until two frames have been drawn."""
        self.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")

    def press(self, *keys: str) -> None:
        """Press and release keys by name."""
        for key in keys:
            codes: Mapping[str, object] = {"windowsVirtualKeyCode": _CODES.get(key, 0)}
            text = {"text": "\r"} if key == "Enter" else {}
            self.send("Input.dispatchKeyEvent", type="keyDown", key=key, **codes, **text)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=key, **codes)
        self.settle()

    def mouse(self, kind: str, x: float, y: float, **more: object) -> None:
        """Send a mouse event: mouseMoved, mousePressed, mouseReleased or mouseWheel."""
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)
        self.settle()

    def screenshot(self, path: Path) -> None:
        """Write the contents of the window as PNG."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._reading], [], [], _TIMEOUT)[0]:
                raise AssertionError(f"no answer from the browser within {_TIMEOUT} s")
            read = os.read(self._reading, 1 << 16)
            if not read:
                raise AssertionError("the browser ended")
            self._buffer += read
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _record(self, event: dict[str, Any]) -> None:
        parameters = event.get("params", {})
        match event.get("method"):
            case "Runtime.exceptionThrown":
                self.errors.append(str(parameters["exceptionDetails"]))
            case "Log.entryAdded":
                self.errors.append(parameters["entry"]["text"])
            case "Runtime.consoleAPICalled":
                self.errors.append(str(parameters["args"]))
            case "Network.requestWillBeSent":
                self.requests.append(parameters["request"]["url"])
            case _:
                pass


_CODES = {
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "PageUp": 33,
    "PageDown": 34,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
}


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Tab]:
    """Start a browser for the block and yield a tab; `profile` is an empty folder for its files."""
    commands, answers = os.pipe(), os.pipe()
    duplicates = [
        fcntl.fcntl(end, fcntl.F_DUPFD, _FIRST_DESCRIPTOR) for end in (commands[0], answers[1])
    ]
    null = os.open(os.devnull, os.O_WRONLY)
    process = os.posix_spawn(
        program,
        [program, *_SWITCHES, f"--user-data-dir={profile}"],
        dict(os.environ),
        file_actions=[
            (os.POSIX_SPAWN_DUP2, duplicates[0], 3),
            (os.POSIX_SPAWN_DUP2, duplicates[1], 4),
            (os.POSIX_SPAWN_DUP2, null, 2),
        ],
        setsid=True,
    )
    for end in (commands[0], answers[1], null, *duplicates):
        os.close(end)
    try:
        yield Tab(answers[0], commands[1])
    finally:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(commands[1])
        os.close(answers[0])
