"""Lays queue files of the original as a spool in the format of docs/spool.md, written from that page and not from the product."""
import os
import struct

from .util import B

MARK = 0x0123456789abcdef
HEADER = 4096
TABLE = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82f63b78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 255]
    return crc ^ 0xffffffff


def summed(data):
    return data + struct.pack(">I", crc32c(data))


def header(number):
    copy = summed(b"eQspool\n" + struct.pack(">HHIQ", 1, 0, number, MARK))
    return copy.ljust(HEADER // 2, b"\0") * 2


def field(tag, value):
    return struct.pack(">HI", tag, len(value)) + value


def record(kind, number, payload):
    head = struct.pack(">QIB3xQQI", MARK, len(payload), kind, number, 0, crc32c(payload))
    whole = summed(head) + payload
    return whole + b"\0" * (-len(whole) % 8)


def message(number, files):
    """files: folder of the original -> (bytes, time of the file)"""
    text, info = files["mess"][0], files.get("info")
    sender = info[0][1:-1] if info else b""
    fields = field(1, sender) + field(3, struct.pack(">Q", 1000 * (info[1] if info else 0))) + field(4, b"\0" * 4)
    fields += field(5, struct.pack(">Q", len(text))) + field(6, b"U")
    if info and "todo" not in files:
        fields += field(64, b"")
        for folder, letter in (("local", b"L"), ("remote", b"R")):
            for entry in files.get(folder, (b"", 0))[0].split(b"\0")[:-1]:
                fields += field(65, letter + (b"\1" if entry[:1] == b"D" else b"\0") + entry[1:])
        if "bounce" in files:
            fields += field(67, files["bounce"][0])
    return record(1, number, fields + field(7, text))


def lay(home, entries):
    messages = {}
    for entry in entries:
        messages.setdefault(entry["number"], {})[entry["dir"]] = (B(entry["bytes"]), entry.get("mtime", 0))
    folder = home + "/spool/log"
    for name in ("log", "text", "quarantine"):
        os.makedirs(folder + "/" + name)
    os.chmod(folder, 0o700)
    with open(folder + "/log/0000000001", "wb") as f:
        f.write(header(1) + b"".join(message(n, files) for n, files in sorted(messages.items())))
