"""Ports for servers that are told where to listen (nginx, a mail server, one of our own).

They lie below the range from which the kernel gives ports to clients: a port that was free a moment
ago could otherwise be the near end of another test's connection when the server wants it.
"""
import random
import socket
import time

LOWEST, HIGHEST = 15000, 32000  # the kernel's own begin at 32768


def free_port(host='127.0.0.1'):
    """One on which nobody listens."""
    while True:
        port = random.SystemRandom().randrange(LOWEST, HIGHEST)
        with socket.socket() as s:
            try:
                s.bind((host, port))
                return port
            except OSError:
                pass


def wait_for(port, host='127.0.0.1', seconds=60):
    """Until somebody listens there."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(.02)
