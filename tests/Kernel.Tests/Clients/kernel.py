"""Starts the kernel under test with Debian's jupyter_client, and talks to it as a front end does."""

import json
import os
import pathlib
import subprocess
import tempfile
import time

DOTNET = os.environ["KERNEL_TEST_DOTNET"]
KERNEL = os.environ["KERNEL_TEST_ASSEMBLY"]
folder = tempfile.mkdtemp(prefix="kernel-clients-")
os.environ["JUPYTER_PATH"] = folder
os.environ["JUPYTER_RUNTIME_DIR"] = folder

specification = pathlib.Path(folder, "kernels", "under-test")
specification.mkdir(parents=True)
specification.joinpath("kernel.json").write_text(
    json.dumps(
        {
            "argv": [DOTNET, "exec", KERNEL, "{connection_file}"],
            "display_name": "under test",
            "language": "C#",
            "interrupt_mode": "message",
        }
    )
)

from jupyter_client.manager import KernelManager  # noqa: E402

# Generous: a busy machine must not fail a test. What is awaited comes in milliseconds.
PATIENCE = 60


class Kernel:
    """A running kernel and one client of it."""

    def __init__(self, transport="tcp"):
        self.manager = KernelManager(kernel_name="under-test", transport=transport)
        if transport == "ipc":
            self.manager.ip = os.path.join(folder, "socket")
        self.manager.start_kernel()
        self.client = self.connect()
        # Those that came while another one was awaited.
        self.replies = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def connect(self):
        client = self.manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        return client

    @property
    def process(self):
        return self.manager.provisioner.process.pid

    def run(self, code, **options):
        """Executes a cell and collects everything that it says until the kernel is idle again."""
        return self.collect(self.client.execute(code, **options))

    def collect(self, request):
        reply = self.reply(request)
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return Outcome(reply, messages)

    def reply(self, request, channel="shell"):
        receive = getattr(self.client, f"get_{channel}_msg")
        while request not in self.replies:
            message = receive(timeout=PATIENCE)
            self.replies[message["parent_header"].get("msg_id")] = message
        return self.replies.pop(request)

    def ask(self, kind, content=None, channel="shell"):
        """Sends any request and returns its reply's content."""
        message = self.client.session.msg(kind, content or {})
        getattr(self.client, f"{channel}_channel").send(message)
        return self.reply(message["header"]["msg_id"], channel)["content"]


class Outcome:
    """What became of a cell."""

    def __init__(self, reply, messages):
        self.reply = reply["content"]
        self.messages = messages
        self.types = [message["msg_type"] for message in messages]

    def contents(self, kind):
        return [message["content"] for message in self.messages if message["msg_type"] == kind]

    def stream(self, name="stdout"):
        return "".join(content["text"] for content in self.contents("stream") if content["name"] == name)

    @property
    def text(self):
        """The value's plain text."""
        results = self.contents("execute_result")
        return results[0]["data"]["text/plain"] if results else None

    @property
    def error(self):
        errors = self.contents("error")
        return errors[0] if errors else None


def children(process):
    """The processes that a process has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def alive(process):
    """Whether a process is there and no zombie."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def resident(process):
    """Bytes of a process's memory that are in RAM."""
    pages = int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited for nothing: {what}"
        time.sleep(0.05)
