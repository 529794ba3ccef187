"""What front ends do with a kernel: python3 scenarios.py NAME runs one of them and fails with an AssertionError."""

import os
import shutil
import signal
import subprocess
import sys
import time

from kernel import PATIENCE, Kernel, alive, children, folder, resident, wait_until

SEGFAULT = (
    '[System.Runtime.InteropServices.DllImport("libc")] static extern nuint strlen(nint text); '
    "var length = strlen(8); Console.WriteLine(length);"
)


def executes():
    with Kernel() as kernel:
        first = kernel.run("int images = 41;")
        assert first.types == ["status", "execute_input", "status"], first.types
        assert first.reply["status"] == "ok" and first.reply["execution_count"] == 1, first.reply
        second = kernel.run("images + 1")
        assert second.text == "42" and second.reply["execution_count"] == 2, second.messages
        assert second.contents("execute_input") == [{"code": "images + 1", "execution_count": 2}]
        assert [content["execution_state"] for content in second.contents("status")] == ["busy", "idle"]


def introduces_itself():
    with Kernel() as kernel:
        for channel in ("shell", "control"):
            reply = kernel.ask("kernel_info_request", channel=channel)
            assert reply["status"] == "ok" and reply["protocol_version"] == "5.3", reply
            assert reply["language_info"]["name"] == "C#" and reply["language_info"]["file_extension"] == ".cs", reply
        assert kernel.ask("comm_info_request") == {"status": "ok", "comms": {}}
        assert kernel.client.hb_channel.is_beating()


def works_over_sockets_in_a_folder():
    with Kernel("ipc") as kernel:
        assert kernel.run("20 + 1").text == "21"


def streams_arrive_whole_and_in_few_messages():
    with Kernel() as kernel:
        outcome = kernel.run('for (int i = 0; i < 100_000; i++) Console.WriteLine(i); Console.Error.Write("bad"); 7')
        assert outcome.stream() == "".join(f"{i}\n" for i in range(100_000))
        assert outcome.stream("stderr") == "bad" and outcome.text == "7"
        assert len(outcome.contents("stream")) < 2000, len(outcome.contents("stream"))


def output_comes_while_the_cell_runs():
    with Kernel() as kernel:
        code = 'Console.WriteLine("one"); Console.ReadLine(); Console.WriteLine("two");'
        request = kernel.client.execute(code, allow_stdin=True)
        seen = []
        while "stream" not in seen:
            seen.append(kernel.client.get_iopub_msg(timeout=PATIENCE)["msg_type"])
        kernel.client.get_stdin_msg(timeout=PATIENCE)
        kernel.client.input("")
        assert kernel.reply(request)["content"]["status"] == "ok"


def native_output_belongs_to_its_cell():
    with Kernel() as kernel:
        kernel.run('[System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string text);')
        for cell in range(5):
            outcome = kernel.run(f'puts("native {cell}");')
            assert outcome.stream() == f"native {cell}\n", outcome.messages


def an_exception_is_an_error_and_the_variables_stay():
    with Kernel() as kernel:
        kernel.run("int kept = 5;")
        outcome = kernel.run('throw new InvalidOperationException("no such mask");')
        assert outcome.reply["status"] == "error" and outcome.reply["ename"].endswith("InvalidOperationException"), outcome.reply
        assert "no such mask" in outcome.error["evalue"] and outcome.error["traceback"], outcome.error
        wrong = kernel.run("int y = ;")
        assert wrong.error and "CS1525" in wrong.error["evalue"] + "".join(wrong.error["traceback"]), wrong.error
        assert kernel.run("kept").text == "5"


def a_failure_aborts_the_waiting_cells_unless_told_not_to():
    with Kernel() as kernel:
        kernel.run("1")
        failing = 'System.Threading.Thread.Sleep(300); throw new Exception("stop");'
        requests = [kernel.client.execute(code) for code in (failing, "2", "3")]
        statuses = [kernel.reply(request)["content"]["status"] for request in requests]
        assert statuses == ["error", "aborted", "aborted"], statuses
        requests = [kernel.client.execute(code, stop_on_error=False) for code in ('throw new Exception("go on");', "2")]
        assert [kernel.reply(request)["content"]["status"] for request in requests] == ["error", "ok"]
        assert kernel.run("4").text == "4"


def silent_cells_and_cells_outside_history_do_not_count():
    with Kernel() as kernel:
        assert kernel.run("1").reply["execution_count"] == 1
        silent = kernel.run("int hidden = 3; hidden", silent=True)
        assert silent.types == ["status", "status"], silent.types
        assert kernel.run("hidden", store_history=False).reply["execution_count"] == 1
        assert kernel.run("hidden").reply["execution_count"] == 2
        history = kernel.ask("history_request", {"hist_access_type": "tail", "n": 10, "output": False, "raw": True})["history"]
        assert [entry[2] for entry in history] == ["1", "hidden"], history


def expressions_are_computed_beside_a_cell():
    with Kernel() as kernel:
        reply = kernel.run("int n = 6;", user_expressions={"twice": "n * 2", "wrong": "nothing_of_that_name"}).reply
        assert reply["user_expressions"]["twice"]["status"] == "ok", reply
        assert reply["user_expressions"]["twice"]["data"]["text/plain"] == "12", reply
        assert reply["user_expressions"]["wrong"]["status"] == "error", reply


def a_question_is_asked_and_answered():
    with Kernel() as kernel:
        request = kernel.client.execute("var line = Console.ReadLine();", allow_stdin=True)
        question = kernel.client.get_stdin_msg(timeout=PATIENCE)
        assert question["msg_type"] == "input_request" and question["parent_header"]["msg_id"] == request, question
        kernel.client.input("sixteen pixels")
        kernel.collect(request)
        assert kernel.run("line").text.strip('"') == "sixteen pixels"
        assert kernel.run("Console.ReadLine() is null", allow_stdin=False).text.lower() == "true"


def completion_and_inspection_answer():
    with Kernel() as kernel:
        kernel.run("var images = new System.Collections.Generic.List<int>();")
        # The picture counts as one place for Jupyter and as two for .NET.
        code = 'var s = "\N{GRINNING FACE}"; images.Coun'
        reply = kernel.ask("complete_request", {"code": code, "cursor_pos": len(code)})
        assert reply["status"] == "ok" and "Count" in reply["matches"], reply
        assert code[reply["cursor_start"] : reply["cursor_end"]] == "Coun", reply
        kinds = {entry["text"]: entry["type"] for entry in reply["metadata"]["_jupyter_types_experimental"]}
        assert kinds["Count"] == "property", kinds
        found = kernel.ask("inspect_request", {"code": "images.Count", "cursor_pos": 9, "detail_level": 0})
        assert found["found"] and "Count" in found["data"]["text/plain"], found
        assert kernel.ask("is_complete_request", {"code": "for (;;) {"})["status"] == "incomplete"
        assert kernel.ask("is_complete_request", {"code": "1 + 1"})["status"] == "complete"


def displays_and_updates_in_place():
    with Kernel() as kernel:
        shown = kernel.run('var progress = display("10 %"); progress.Update("20 %");')
        (first,), (second,) = shown.contents("display_data"), shown.contents("update_display_data")
        assert "10 %" in first["data"]["text/plain"] and "20 %" in second["data"]["text/plain"], shown.messages
        assert first["transient"]["display_id"] == second["transient"]["display_id"]
        assert "<b>mask</b>" in kernel.run('display(HTML("<b>mask</b>"));').contents("display_data")[0]["data"]["text/html"]


def interrupted(code, channel):
    with Kernel() as kernel:
        kernel.run("int kept = 5;")
        request = kernel.client.execute('Console.WriteLine("begun"); ' + code)
        while True:
            message = kernel.client.get_iopub_msg(timeout=PATIENCE)
            if message["msg_type"] == "stream":
                break
        asked = time.monotonic()
        assert kernel.ask("interrupt_request", channel=channel)["status"] == "ok"
        reply = kernel.reply(request)["content"]
        print(f"stopped after {time.monotonic() - asked:.2f} s")
        assert reply["status"] == "error" and reply["ename"] == "KeyboardInterrupt", reply
        assert kernel.run("kept").text == "5"


def interrupt_stops_an_endless_loop():
    interrupted("while (true) { }", "shell")


def interrupt_stops_an_endless_loop_through_control():
    interrupted("Func<int> f = () => { for (;;) { } }; f();", "control")


def interrupt_stops_sleep():
    interrupted("System.Threading.Thread.Sleep(1_000_000);", "control")


def interrupt_stops_await():
    interrupted("await Task.Delay(1_000_000);", "control")


def interrupt_stops_a_question():
    with Kernel() as kernel:
        request = kernel.client.execute("Console.ReadLine();", allow_stdin=True)
        kernel.client.get_stdin_msg(timeout=PATIENCE)
        kernel.ask("interrupt_request", channel="control")
        assert kernel.reply(request)["content"]["status"] == "error"
        assert kernel.run("1 + 1").text == "2"


def interrupt_stops_a_cell_that_has_hardly_begun():
    with Kernel() as kernel:
        # The first of them meets a kernel whose compiler is still coming up. One channel, so that the order is certain.
        for _ in range(6):
            requests = [kernel.client.execute("while (true) { }", stop_on_error=False) for _ in range(2)]
            kernel.ask("interrupt_request", channel="shell")
            for request in requests:
                assert kernel.reply(request)["content"]["ename"] == "KeyboardInterrupt"
        assert kernel.run("1 + 1").text == "2"


def restart_forgets_the_variables():
    with Kernel() as kernel:
        kernel.run("int gone = 5;")
        cells = children(kernel.process)
        kernel.client.stop_channels()
        kernel.manager.restart_kernel()
        kernel.client = kernel.connect()
        assert kernel.run("gone").reply["status"] == "error"
        assert kernel.run("1 + 1").text == "2"
        wait_until(lambda: not any(map(alive, cells)), "the end of the first kernel's cells")


def shutdown_leaves_nothing():
    kernel = Kernel()
    processes = [kernel.process, *children(kernel.process)]
    assert len(processes) == 2, processes
    kernel.client.execute("System.Threading.Thread.Sleep(1_000_000);")
    assert kernel.ask("shutdown_request", {"restart": False}, "control") == {"status": "ok", "restart": False}
    kernel.client.stop_channels()
    kernel.manager.provisioner.process.wait(timeout=PATIENCE)
    wait_until(lambda: not any(map(alive, processes)), "the end of the kernel")


def ends_with_a_message(code, *words):
    kernel = Kernel()
    processes = [kernel.process, *children(kernel.process)]
    assert len(processes) == 2, processes
    kernel.run("1")
    outcome = kernel.run(code)
    said = outcome.error["evalue"] + "".join(outcome.error["traceback"]) + outcome.stream("stderr")
    assert outcome.reply["status"] == "error" and all(word in said for word in words), said
    kernel.client.stop_channels()
    assert kernel.manager.provisioner.process.wait(timeout=PATIENCE) != 0
    wait_until(lambda: not any(map(alive, processes)), "the end of the kernel")


def exit_in_a_cell_is_told():
    ends_with_a_message("Environment.Exit(3);", "exit code 3", "restart the kernel")


def a_native_crash_is_told():
    ends_with_a_message(SEGFAULT, "SIGSEGV", "restart the kernel")


def a_stack_overflow_is_told():
    ends_with_a_message("int Deep(int n) => Deep(n + 1) + 1; Deep(0);", "Stack overflow", "Deep")


def a_crash_between_cells_is_told():
    kernel = Kernel()
    processes = [kernel.process, *children(kernel.process)]
    kernel.run("_ = Task.Run(async () => { await Task.Delay(500); Environment.Exit(4); });")
    said = ""
    while "exit code 4" not in said:
        message = kernel.client.get_iopub_msg(timeout=PATIENCE)
        said += message["content"].get("text", "")
    kernel.manager.provisioner.process.wait(timeout=PATIENCE)
    wait_until(lambda: not any(map(alive, processes)), "the end of the kernel")


def a_killed_kernel_takes_its_cells_along():
    kernel = Kernel()
    kernel.client.execute("while (true) { }")
    (cells,) = children(kernel.process)
    os.kill(kernel.process, signal.SIGKILL)
    wait_until(lambda: not alive(cells), "the end of the cells")


def the_kernel_ends_with_its_parent():
    script = (
        "import os, shutil; from kernel import Kernel, children, folder; kernel = Kernel(); "
        "print(kernel.process, *children(kernel.process), flush=True); shutil.rmtree(folder); os._exit(0)"
    )
    ran = subprocess.run([sys.executable, "-B", "-c", script], stdout=subprocess.PIPE, text=True, check=True, cwd=sys.path[0])
    processes = [int(word) for word in ran.stdout.split()]
    assert len(processes) == 2, ran.stdout
    wait_until(lambda: not any(map(alive, processes)), "the end of the kernel")


def two_hundred_cells_keep_the_memory():
    """Memory after a full collection; what the system counts as resident is taken at its lowest of three looks."""
    collect = "GC.Collect(2, GCCollectionMode.Aggressive, true, true); GC.WaitForPendingFinalizers(); GC.GetTotalMemory(true)"
    with Kernel() as kernel:
        (process,) = children(kernel.process)

        def cells(count):
            for cell in range(count):
                name = f"many{cell % 7}"
                outcome = kernel.run(f"int[] {name} = new int[1000]; Console.WriteLine({name}.Sum()); {name}.Length")
                assert outcome.text == "1000", outcome.messages
            looks = [(int(kernel.run(collect).text), resident(process)) for _ in range(3)]
            return map(min, zip(*looks))

        managed_before, resident_before = cells(20)
        managed_after, resident_after = cells(200)
        managed, seen = (managed_before >> 20, managed_after >> 20), (resident_before >> 20, resident_after >> 20)
        print(f"MiB before and after: managed {managed}, resident {seen}")
        assert managed_after - managed_before < 0.5 * resident_before, (managed_before, managed_after)
        assert resident_after < 1.5 * resident_before, (resident_before, resident_after)


if __name__ == "__main__":
    try:
        globals()[sys.argv[1]]()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
