"""The papermill engine ``gouji``: IPython executes a notebook in a new process, imports done.

``papermill_engine`` is what papermill and nbclient talk to; ``kernel`` is IPython's own kernel
without ports, and what a fork server prepares for it.
"""

from analysis.schemas import load_schemas, put_off

load_schemas()

# papermill loads the engine by its entry point. It goes first, or it would meet the engine's module
# half imported. It asks for notebooks by HTTP only where their names are addresses.
with put_off("requests"):
    import papermill.engines  # noqa: F401
