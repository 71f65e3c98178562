"""Runs a command that has a slow link in its network namespace: what it sends to 10.77.0.2 comes back to it as if from there.

Each packet takes its own time, so that later ones may overtake it. Ends as the command does.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454ca
IFF_TUN_NO_PI = 0x1001
LONGEST_SECONDS = 0.004

tun = os.open('/dev/net/tun', os.O_RDWR | os.O_CLOEXEC)
fcntl.ioctl(tun, TUNSETIFF, struct.pack('16sH', b'tun0', IFF_TUN_NO_PI))
for words in ('link set lo up', 'address add 10.77.0.1/24 dev tun0', 'link set tun0 up'):
    subprocess.run(['ip', *words.split()], check=True)

under_way = []
number = delivered = overtaken = 0
command = subprocess.Popen(sys.argv[1:])
while command.poll() is None:
    wait = min(under_way[0][0] - time.monotonic(), 0.05) if under_way else 0.05
    if select.select([tun], [], [], max(wait, 0))[0]:
        packet = os.read(tun, 65536)
        if packet[0] >> 4 == 4:
            # Both addresses have changed places, which leaves the sum over them as it is.
            packet = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
            heapq.heappush(under_way, (time.monotonic() + random.random() * LONGEST_SECONDS, number, packet))
            number += 1
    while under_way and under_way[0][0] <= time.monotonic():
        _, sent, packet = heapq.heappop(under_way)
        overtaken += sent < delivered
        delivered = max(delivered, sent)
        os.write(tun, packet)
print(f'link: {number} packets, {overtaken} of them overtaken')
sys.exit(command.returncode)
