"""A model server of a few lines that starts at once, and that can be told to do badly.

``python3 stand_in.py HOW ADDRESS PORT``; HOW: ``well``; ``dies``: ends at once; ``hangs``: listens and is never ready;
``refuses``: is ready and answers no question. Nothing but Python is needed, so it is copied onto nodes as it is.
"""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOW = sys.argv[1] if len(sys.argv) > 1 else "well"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.reply(503 if HOW == "hangs" else 200, {"object": "list", "data": []})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = "You asked: " + asked["messages"][-1]["content"]
        self.reply(500 if HOW == "refuses" else 200, {"choices": [{"message": {"content": said}}]})


if __name__ == "__main__":
    # As the first process of a container it hears of no signal that it does not ask for, and is waited for.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if HOW == "dies":
        time.sleep(0.2)
        sys.exit("the model is made of cheese")
    ThreadingHTTPServer((sys.argv[2], int(sys.argv[3])), Handler).serve_forever()
