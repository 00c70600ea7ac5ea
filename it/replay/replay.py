#!/usr/bin/env python3
"""Replays recorded cases of eQmail's behaviour against any implementation. See README.md."""
import argparse
import fnmatch
import glob
import json
import os
import queue
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
from replaylib import sandbox, worker                     # noqa: E402
from replaylib.compare import CLASSES                     # noqa: E402

CERTIFICATES = {"mx1": ("mx1.example.net", "mx1.example.net"), "wild": ("*.example.net", None), "other": ("other.example.com", None),
                "sanother": ("mx1.example.net", "foo.example.com"), "server": ("mail.example.org", None)}


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--bin", required=True, help="folder with the commands by their qmail names; several: DIR:DIR")
    p.add_argument("--home-env", default="QMAILHOME", metavar="NAME", help="environment variable that tells the implementation its home")
    p.add_argument("--fixed-home", metavar="DIR", help="home compiled in (an existing folder; it is only covered inside a namespace)")
    p.add_argument("--cases", nargs="+", metavar="FILE", help="default: all of eqmail/src/test/resources/golden")
    p.add_argument("--program", action="append", help="only cases of this program (repeatable, glob)")
    p.add_argument("--name", action="append", help="only cases whose name fits this glob (repeatable)")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--prefer", choices=("intended", "original"), default="intended")
    p.add_argument("--ignore", default="", metavar="CLASS,...", help="comparison classes to leave out: " + " ".join(CLASSES))
    p.add_argument("--timeout", type=float, default=40, metavar="S", help="most seconds for one case")
    p.add_argument("--init", metavar="CMD", help="shell command that fills a fresh home ($QMAILHOME), once for each job; the result is copied for every case")
    p.add_argument("--pass-env", default="JAVA_HOME", metavar="NAME,...", help="variables of the caller that the programs get as well")
    p.add_argument("--clock-by-env", action="store_true", help="the implementation itself takes its clock from QCLOCK when the preloaded shim cannot be built")
    p.add_argument("--signal-delay", type=float, metavar="S", help="seconds before a signal is sent to a starting program (1; 0.3 with --fixed-home)")
    p.add_argument("--keep-going", type=int, default=0, metavar="N", help="show at most N failing cases (0 = all)")
    p.add_argument("-v", "--verbose", action="store_true", help="one line for each case")
    p.add_argument("--json", metavar="OUT", help="results of all cases as JSON")
    p.add_argument("--worker", help=argparse.SUPPRESS)
    return p.parse_args()


def load(args):
    files = args.cases or sorted(glob.glob(os.path.join(HERE, "..", "..", "eqmail", "src", "test", "resources", "golden", "*.jsonl")))
    if not files:
        sys.exit("no case files (use --cases)")
    cases = []
    for path in files:
        group = "%s/%s" % (os.path.basename(os.path.dirname(os.path.abspath(path))), os.path.basename(path)[:-6])
        with open(path, encoding="utf-8") as f:
            for line in f:
                case = json.loads(line)
                if args.program and not any(fnmatch.fnmatch(case["program"], g) for g in args.program):
                    continue
                if args.name and not any(fnmatch.fnmatch(case["name"], g) for g in args.name):
                    continue
                cases.append((group + ":" + case["name"], case))
    return cases


def make_certificates(folder):
    """Self-signed test certificates; None without the openssl command."""
    if not shutil.which("openssl"):
        return None
    os.makedirs(folder)
    for base, (name, alt) in CERTIFICATES.items():
        cmd = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=" + name,
               "-keyout", "%s/%s.key" % (folder, base), "-out", "%s/%s.pem" % (folder, base)]
        if alt:
            cmd += ["-addext", "subjectAltName=DNS:" + alt]
        subprocess.run(cmd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def make_shim(folder):
    for compiler in ("cc", "gcc", "clang"):
        if shutil.which(compiler):
            out = folder + "/shim.so"
            if subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", out, HERE + "/replaylib/shim.c"], stderr=subprocess.DEVNULL).returncode == 0:
                os.chmod(out, 0o755)
                return out
    return None


class Job(threading.Thread):
    """Keeps one worker process busy; replaces it when it dies or hangs."""
    def __init__(self, number, opts, todo, done):
        super().__init__(daemon=True)
        self.number, self.opts, self.todo, self.done = number, opts, todo, done
        self.process, self.count = None, 0

    def begin(self):
        self.count += 1
        opts = dict(self.opts, work="%s/w%d.%d" % (self.opts["base"], self.number, self.count))
        self.process = subprocess.Popen([sys.executable, "-B", os.path.abspath(__file__), "--bin", "x", "--worker", json.dumps(opts)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def end(self):
        if self.process:
            try:
                self.process.stdin.close()
            except OSError:
                pass
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def run(self):
        while True:
            try:
                ident, case = self.todo.get_nowait()
            except queue.Empty:
                break
            if self.process is None:
                self.begin()
            result = None
            try:
                self.process.stdin.write(json.dumps(case) + "\n")
                self.process.stdin.flush()
                tries = 3                                 # recorded result and alternatives
                if select.select([self.process.stdout], [], [], tries * self.opts["timeout"] + 30)[0]:
                    line = self.process.stdout.readline()
                    result = json.loads(line) if line else None
            except (OSError, ValueError):
                pass
            if result is None:
                self.process.kill()
                self.end()
                result = {"status": "fail", "problems": [["(harness)", "harness", "worker died or hung"]], "seconds": 0}
            self.done(ident, case, result)
        self.end()


def main():
    args = arguments()
    if args.worker:
        return worker.main(json.loads(args.worker))
    ignore = [x for x in args.ignore.split(",") if x]
    for name in ignore:
        if name not in CLASSES:
            sys.exit("unknown class %s; known: %s" % (name, " ".join(CLASSES)))
    reason = sandbox.possible()
    if args.fixed_home and reason:
        sys.exit("--fixed-home: " + reason)
    cases = load(args)
    base = tempfile.mkdtemp(prefix="replay-")
    os.chmod(base, 0o755)
    began = time.monotonic()
    try:
        text = json.dumps([c for _, c in cases])
        opts = {"bin": [os.path.abspath(d) for d in args.bin.split(":")], "home_env": "" if args.fixed_home else args.home_env, "fixed_home": args.fixed_home,
                "prefer": args.prefer, "ignore": ignore, "timeout": args.timeout, "init": args.init, "base": base,
                "pass_env": [x for x in args.pass_env.split(",") if x], "clock_by_env": args.clock_by_env,
                "signal_delay": args.signal_delay or (0.3 if args.fixed_home else 1.0), "no_namespace_reason": reason,
                "certs": make_certificates(base + "/certs") if "{TESTCERT" in text or "{CERT:" in text or "tls_cert" in text else None,
                "shim": make_shim(base) if '"clock"' in text else None}
        results = execute(args, opts, cases)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return report(args, cases, results, time.monotonic() - began)


def execute(args, opts, cases):
    todo = queue.Queue()
    slow = lambda c: 0 if c["program"] == "qmail-send" or "timeout" in c["name"] else 1
    for item in sorted(cases, key=lambda x: slow(x[1])):
        todo.put(item)
    results, lock, shown = {}, threading.Lock(), [0]

    def done(ident, case, result):
        with lock:
            results[ident] = result
            if args.verbose:
                print("%-5s %5.2fs %s" % (result["status"], result["seconds"], ident), flush=True)
            if result["status"] == "fail":
                shown[0] += 1
                if not args.keep_going or shown[0] <= args.keep_going:
                    print("FAIL %s -- %s" % (ident, case.get("why", "")))
                    for label, cls, text in result["problems"][:6]:
                        print("   [%s] %s: %s" % (cls, label, text))
                    sys.stdout.flush()
    jobs = [Job(i, opts, todo, done) for i in range(max(1, args.jobs))]
    for j in jobs:
        j.start()
    for j in jobs:
        j.join()
    return results


def report(args, cases, results, seconds):
    table, reasons, classes = {}, {}, {}
    for ident, case in cases:
        row = table.setdefault(case["program"], {"pass": 0, "fail": 0, "skip": 0})
        result = results.get(ident, {"status": "fail", "problems": []})
        row[result["status"]] += 1
        if result["status"] == "skip":
            key = (case["program"], result["reason"])
            reasons[key] = reasons.get(key, 0) + 1
        for cls in {p[1] for p in result.get("problems", ())}:
            classes[cls] = classes.get(cls, 0) + 1
    print("\n%-16s | %5s | %5s | skipped" % ("program", "pass", "fail"))
    for program in sorted(table):
        row = table[program]
        why = "; ".join("%d: %s" % (n, r) for (p, r), n in sorted(reasons.items()) if p == program)
        print("%-16s | %5d | %5d | %s" % (program, row["pass"], row["fail"], "%d (%s)" % (row["skip"], why) if row["skip"] else "0"))
    total = {k: sum(r[k] for r in table.values()) for k in ("pass", "fail", "skip")}
    ran = total["pass"] + total["fail"]
    print("%-16s | %5d | %5d | %d" % ("all", total["pass"], total["fail"], total["skip"]))
    print("pass rate of the %d cases that ran: %.2f %%   (%.0f s)" % (ran, 100.0 * total["pass"] / ran if ran else 0, seconds))
    if classes:
        print("failing cases by class: " + ", ".join("%s %d" % x for x in sorted(classes.items(), key=lambda x: -x[1])))
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump({"total": total, "seconds": seconds, "programs": table, "cases": {i: results.get(i) for i, _ in cases}}, f, indent=1)
    return 1 if total["fail"] or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
