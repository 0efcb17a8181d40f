"""A papermill engine that has its imports done: each notebook gets a fresh kernel forked from a warm process.

``kernel`` is ipykernel's own kernel with a socket in place of ZeroMQ's ports; ``fresh`` makes a forked process as good as new;
``server`` is the warm process; ``client`` is what nbclient talks to; ``papermill_engine`` puts them together for papermill.
"""
