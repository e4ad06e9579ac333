#!/usr/bin/env python3
"""Runs a command with its output in a file and prints its processor time, the most memory of
its own (RssAnon), the most memory at all (mapped pages of the store and of scratch files among
it, which the kernel takes back when it needs them) and the size of the output.

    peak.py LABEL OUT COMMAND...
"""
import os
import re
import resource
import subprocess
import sys
import time

label, out_path, command = sys.argv[1], sys.argv[2], sys.argv[3:]
own = whole = 0
begun = time.monotonic()
with open(out_path, "wb") as out:
    p = subprocess.Popen(command, stdout=out)
    while p.poll() is None:
        try:
            with open(f"/proc/{p.pid}/status") as f:
                text = f.read()
            own = max(own, int(re.search(r"RssAnon:\s+(\d+)", text)[1]))
            whole = max(whole, int(re.search(r"VmRSS:\s+(\d+)", text)[1]))
        except (OSError, TypeError):
            pass
        time.sleep(.005)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%-56s %6.2f s cpu, %6.2f s, %4d MB own, %5d MB with maps, %11d bytes" %
      (label, used.ru_utime + used.ru_stime, time.monotonic() - begun, own // 1024, whole // 1024,
       os.path.getsize(out_path)))
sys.exit(p.returncode)
