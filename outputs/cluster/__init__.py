"""A build spread over processes or machines: the same sources, kinds and formats, a partition at a time.

Needs the extra ``majal[cluster]``. Nothing here is imported unless a recipe or the command line asks for ``dask``.
"""

from outputs.cluster.engine import cluster

__all__ = ["cluster"]
