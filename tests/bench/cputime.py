#!/usr/bin/env python3
"""Runs a command and tells what it cost, with all processes that it and its children started,
also those that outlive their parents.

    cputime.py OUT COMMAND...		writes "WALL CPU MAXRSS_KB" to OUT; exits as COMMAND
"""
import ctypes
import os
import resource
import sys
import time


def main():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    # what started the interpreter may count as a child
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    status = os.waitpid(pid, 0)[1]
    wall = time.monotonic() - began
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(sys.argv[1], "w") as f:
        print("%.3f %.3f %d" % (wall, used.ru_utime + used.ru_stime
                               - before.ru_utime - before.ru_stime, used.ru_maxrss), file=f)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main() if len(sys.argv) > 2 else __doc__)
