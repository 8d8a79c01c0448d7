"""A Dask cluster: the same result as one process, results stored once, while a worker dies."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from proofcheck.core import Budget, InputError
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone, Cluster
from proofcheck.hunt.plan import Mode, Plan, campaign_keys
from proofcheck.hunt.report import entries_of, hunt_to_json
from proofcheck.hunt.store import Store
from proofcheck.runner.discovery import discover

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")

LEMMAS = '''
"""Lemmas that take a while, so that a worker can die in the middle."""

import time

from proofcheck.core import *


def draw(choices, region, digits):
    return Values({"x": choices.integer(0, 9)})


def compare(point, claim):
    time.sleep(0.01)
    if claim["step"] == 1 and point["x"] < 9:
        return holds("one")
    return refuted("no successor", confirmed_by="counting")


FAMILY = Family("integers", ("all",), draw)
STEPS = tuple(
    Step(f"step-{k}", "x + 1", 7, (Sampling(FAMILY, compare, Scope()),), formula={"step": 1})
    for k in range(2)
)
STATEMENT = Statement("slow", "Slow", 7, "x + 1 follows x", STEPS)
'''


class Machines:
    """A scheduler and workers on this machine, each a process of its own."""

    def __init__(self, folder):
        self.processes, self.folder = [], folder
        self._start("scheduler", "--port", "0", "--host", "127.0.0.1")
        self.address = self._address()

    def worker(self):
        """Start a worker; a worker that dies is not started again."""
        self._start("worker", self.address, "--nthreads", "1", "--no-nanny")
        return self.processes[-1]

    def _start(self, kind, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        with (self.folder / f"{kind}-{len(self.processes)}.txt").open("w") as log:
            process = subprocess.Popen(
                [*command, "--no-dashboard"], stdout=log, stderr=log, cwd=self.folder
            )
        self.processes.append(process)

    def _address(self):
        for _ in range(600):
            text = (self.folder / "scheduler-0.txt").read_text()
            if "Scheduler at:" in text:
                return next(w for w in text.split() if w.startswith("tcp://"))
            time.sleep(0.1)
        raise TimeoutError(text)

    def close(self):
        """End all of them."""
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path):
    found = Machines(tmp_path)
    yield found
    found.close()


def test_a_worker_dies_and_the_ledger_is_that_of_one_process(machines, tmp_path):
    (tmp_path / "lemmas").mkdir()
    (tmp_path / "lemmas" / "slow.py").write_text(LEMMAS)
    library = discover([tmp_path / "lemmas"])
    plan = Plan(("slow",), Mode.ALL, 15, 0, 120)
    budget, keys = Budget(15, 0, 0), campaign_keys(library, plan)
    doomed, _ = machines.worker(), machines.worker()
    store = Store(tmp_path / "cluster.sqlite", keys)
    refs = {"slow": library.modules["slow"]}
    cluster = Cluster(refs, budget, machines.address)
    killer = threading.Thread(target=_kill_after_some, args=(tmp_path, keys, doomed, machines))
    killer.start()
    done = hunt(library, plan, cluster, store)
    killer.join()
    alone = Alone(library.statements, budget)
    one = hunt(library, plan, alone, Store(tmp_path / "one.sqlite", keys))
    assert done.finished
    assert doomed.wait(timeout=30) != 0
    assert _plain(done, library) == _plain(one, library)
    assert store.count() == done.progress.units >= one.progress.units


def _kill_after_some(folder, keys, doomed, machines):
    watcher = Store(folder / "cluster.sqlite", keys)
    while watcher.count() < 3:
        time.sleep(0.02)
    watcher.close()
    os.kill(doomed.pid, signal.SIGKILL)
    machines.worker()


def _plain(done, library):
    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k != "seconds"}
        return [plain(v) for v in value] if isinstance(value, list) else value

    return plain(json.loads(json.dumps(hunt_to_json(done, entries_of(library, done, {})))))


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:1"])
def test_a_scheduler_that_does_not_answer_is_refused(address):
    with pytest.raises(InputError, match="dask scheduler"):
        Cluster({}, Budget(15, 0, 0), address, patience=1)
