"""Cores that a process may use, and whether another is alive."""

import os
import subprocess
import sys

import pytest

from analysis.workers import machine


def test_a_quota_of_cores_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)
    known = machine.cores()
    (tmp_path / "cpu.max").write_text("100000 100000\n")
    assert machine.cores() == 1
    (tmp_path / "cpu.max").write_text("20000 100000\n")  # a fifth of one core is one process still
    assert machine.cores() == 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert machine.cores() == known


@pytest.mark.skipif(sys.platform == "win32", reason="there one cannot ask")
def test_a_process_lives_until_it_has_been_waited_for():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert machine.alive(process.pid)
    process.communicate(b"\n")
    assert not machine.alive(process.pid)
    assert machine.alive(os.getpid())
    assert machine.alive(1)  # of another user, if not of root


def test_where_one_cannot_ask_the_caller_says_what_to_take_for_true(monkeypatch):
    monkeypatch.setattr(machine.sys, "platform", "win32")
    assert machine.alive(2**22 + 1)
    assert not machine.alive(os.getpid(), unknown=False)
