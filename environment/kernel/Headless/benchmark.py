"""mim notebook benchmark: how long a person waits for this repository's C# kernel, and what memory it takes.

Best of several kernels, because a busy machine only ever makes things slower. Nothing is asserted here.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

from jupyter_client.manager import KernelManager

KERNEL = "mimlab-csharp"


def main():
    parser = argparse.ArgumentParser(prog="mim notebook benchmark")
    parser.add_argument("--kernels", type=int, default=5, help="how many kernels to start (default 5)")
    parser.add_argument("--cells", type=int, default=200, help="trivial cells in each (default 200)")
    parser.add_argument("--json", action="store_true", help="every kernel's figures, as a list of name, unit and values")
    arguments = parser.parse_args()
    runs = [measure(arguments.cells) for _ in range(arguments.kernels)]
    if arguments.json:
        print(json.dumps([{"name": name, "unit": unit, "values": [run[name, unit] for run in runs]} for name, unit in runs[0]]))
        return
    print(f"best of {arguments.kernels} kernels, {arguments.cells} trivial cells in each")
    for name, unit in runs[0]:
        print(f"  {name:<46} {min(run[name, unit] for run in runs):8.1f} {unit}")


def measure(cells):
    with tempfile.TemporaryDirectory(prefix="mim-") as folder:
        manager = KernelManager(kernel_name=KERNEL, transport="ipc", ip=os.path.join(folder, "kernel"))
        begun = time.monotonic()
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            ready = time.monotonic() - begun
            first = run(client, "var numbers = new List<int> { 1, 2, 3 }; numbers.Select(n => n * 2).Sum()")
            started = memory(manager)
            times = [run(client, f"numbers.Add({cell}); numbers.Count") for cell in range(cells)]
            return {
                ("kernel ready after its start", "ms"): 1000 * ready,
                ("first cell", "ms"): 1000 * first,
                ("start and first cell together", "ms"): 1000 * (ready + first),
                ("trivial cell, median", "ms"): 1000 * statistics.median(times),
                ("trivial cell, slowest of a hundred", "ms"): 1000 * sorted(times)[int(0.99 * (cells - 1))],
                ("resident memory, both processes", "MiB"): started,
                (f"the same after {cells} cells", "MiB"): memory(manager),
            }
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def run(client, code):
    begun = time.monotonic()
    reply = client.execute_interactive(code, timeout=60, output_hook=lambda _: None)
    assert reply["content"]["status"] == "ok", reply["content"]
    return time.monotonic() - begun


def memory(manager):
    kernel = manager.provisioner.process.pid
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(kernel)], capture_output=True, text=True, check=False)
    processes = [kernel, *listed.stdout.split()]
    pages = sum(int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) for process in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
