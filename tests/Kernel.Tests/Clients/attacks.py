"""Messages that no front end sends: the kernel drops them and goes on."""

import hashlib
import hmac
import json
import os
import shutil
import sys

import zmq

from kernel import PATIENCE, Kernel, folder

DELIMITER = b"<IDS|MSG>"


class Stranger:
    """A raw connection to one of a kernel's channels."""

    def __init__(self, kernel, channel="shell"):
        information = kernel.manager.get_connection_info()
        self.key = information["key"] if isinstance(information["key"], bytes) else information["key"].encode()
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(f"tcp://127.0.0.1:{information[channel + '_port']}")

    def send(self, content, kind="execute_request", key=None, header=None):
        usual = {"msg_id": "stranger", "msg_type": kind, "session": "s", "username": "u", "version": "5.3"}
        head = json.dumps(usual) if header is None else header
        parts = [head.encode(), b"{}", b"{}", content if isinstance(content, bytes) else json.dumps(content).encode()]
        signature = hmac.new(self.key if key is None else key, b"".join(parts), hashlib.sha256).hexdigest().encode()
        frames = [DELIMITER, signature, *parts]
        self.socket.send_multipart(frames)
        return frames

    def hears_nothing(self):
        return self.socket.poll(300) == 0


def goes_on(kernel, expected):
    outcome = kernel.run("Environment.GetEnvironmentVariable(\"TAMPERED\") ?? \"untouched\"")
    assert expected in outcome.text, outcome.messages


def wrong_signatures_are_dropped():
    with Kernel() as kernel:
        for channel in ("shell", "control"):
            stranger = Stranger(kernel, channel)
            stranger.send({"code": 'Environment.SetEnvironmentVariable("TAMPERED", "yes");'}, key=b"guess")
            stranger.send({"code": 'Environment.SetEnvironmentVariable("TAMPERED", "yes");'}, key=b"")
            stranger.send({"restart": False}, kind="shutdown_request", key=b"guess")
            frames = stranger.send({"code": "1"}, key=b"guess")
            stranger.socket.send_multipart([frames[0], b"", *frames[2:]])
            assert stranger.hears_nothing()
        goes_on(kernel, "untouched")


def repeated_messages_run_once():
    with Kernel() as kernel:
        stranger = Stranger(kernel)
        more = 'Environment.GetEnvironmentVariable("TAMPERED") + "x"'
        frames = stranger.send({"code": f'Environment.SetEnvironmentVariable("TAMPERED", {more});'})
        for _ in range(3):
            stranger.socket.send_multipart(frames)
        other = Stranger(kernel)
        other.socket.send_multipart(frames)
        assert stranger.socket.poll(PATIENCE * 1000)
        stranger.socket.recv_multipart()
        assert stranger.hears_nothing() and other.hears_nothing()
        outcome = kernel.run('Environment.GetEnvironmentVariable("TAMPERED")')
        assert outcome.text.strip('"') == "x", outcome.messages


def malformed_messages_are_dropped():
    with Kernel() as kernel:
        for channel in ("shell", "control", "stdin"):
            stranger = Stranger(kernel, channel)
            for frames in ([b""], [DELIMITER], [DELIMITER, b"x"], [b"a"] * 200, [DELIMITER] * 6, [b"\xff" * 100_000] * 5):
                stranger.socket.send_multipart(frames)
            for content in (b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"a":' * 5000):
                stranger.send(content)
            stranger.send({}, header="[]")
            stranger.send({}, header='{"msg_type": 5}')
            stranger.send({}, header="\N{GRINNING FACE}")
            assert stranger.hears_nothing()
        goes_on(kernel, "untouched")


def strange_but_proper_messages_are_answered():
    with Kernel() as kernel:
        stranger = Stranger(kernel)
        contents = ({}, {"code": 7}, {"code": None, "silent": "yes"}, {"code": "", "user_expressions": [1]}, {"code": "1", "a": 1})
        contents += ({"code": "1", "user_expressions": {"a": 7}}, {"code": "1", "allow_stdin": []})
        for content in contents:
            stranger.send(content, header=json.dumps({"msg_type": "execute_request", "msg_id": os.urandom(4).hex()}))
            assert stranger.socket.poll(PATIENCE * 1000)
            reply = json.loads(stranger.socket.recv_multipart()[-1])
            assert reply["status"] == "ok", (content, reply)
        for kind in ("complete_request", "inspect_request"):
            for cursor in (-5, 10**9, "here", 1.5, None):
                reply = kernel.ask(kind, {"code": "int", "cursor_pos": cursor})
                assert reply["status"] == "ok", (kind, cursor, reply)
        stranger.send({}, kind="no_such_request")
        stranger.send({"comm_id": "c", "target_name": "jupyter.widget"}, kind="comm_open")
        stranger.send({"value": "nobody asked"}, kind="input_reply")
        # Half a surrogate pair, in a text that the sockets' thread reads.
        control = Stranger(kernel, "control")
        control.send(rb'{"comm_id": "\ud800"}', kind="comm_open")
        control.send(rb'{"value": 1}', header=r'{"msg_type": "\udc00"}')
        control.send({}, kind="interrupt_request")
        assert control.socket.poll(PATIENCE * 1000)
        goes_on(kernel, "untouched")


def random_frames_are_dropped():
    with Kernel() as kernel:
        stranger = Stranger(kernel)
        for length in range(300):
            frames = [os.urandom(length % 23) for _ in range(1 + length % 9)]
            stranger.socket.send_multipart([DELIMITER, *frames] if length % 2 else frames)
        assert stranger.hears_nothing()
        goes_on(kernel, "untouched")


if __name__ == "__main__":
    try:
        globals()[sys.argv[1]]()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
