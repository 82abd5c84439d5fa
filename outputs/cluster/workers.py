"""The workers of a Dask scheduler: on this machine for the time of a build, or there already."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import InstallError, OutputError, SettingError
from geo.gazetteer.own import file_digest, own_path
from outputs.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Workers", "extra", "workers"]

_PATIENCE_S = 30


@contextlib.contextmanager
def extra() -> Iterator[None]:
    """Tell which extra is needed where an import within fails.

    Raises
    ------
    InstallError
        A package of ``majal[cluster]`` is not installed.
    """
    try:
        yield
    except ImportError as problem:
        raise InstallError(
            f"a build on a cluster needs the package {problem.name}: pip install 'majal[cluster]'"
        ) from problem


@contextlib.contextmanager
def workers(scheduler: str, progress: Callable[[str], None]) -> Iterator[Workers]:
    """Open a connection to workers; `scheduler`, `progress` and what is raised as in `outputs.cluster.cluster`."""
    with extra():
        import dask_geopandas  # noqa: F401, PLC0415 - an extra, for those who ask for a cluster
        import distributed  # noqa: PLC0415
    untyped: Any = distributed
    with contextlib.ExitStack() as stack:
        address = scheduler or stack.enter_context(_own(untyped))
        try:
            client = stack.enter_context(untyped.Client(address, timeout=_PATIENCE_S))
            client.wait_for_workers(1, timeout=_PATIENCE_S)
        except (OSError, ValueError) as problem:  # a TimeoutError is an OSError
            raise SettingError(
                f"scheduler {scheduler}: no worker answers within {_PATIENCE_S} s; expected the address of a running "
                "Dask scheduler with workers, such as tcp://10.0.0.5:8786"
            ) from problem
        _same_everywhere(client)
        yield Workers(client, progress)


@contextlib.contextmanager
def _own(distributed: Any) -> Iterator[str]:  # noqa: ANN401 - it ships no types
    own = distributed.LocalCluster(
        n_workers=os.cpu_count(),
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.ERROR,
    )
    with own:
        yield own.scheduler_address


def _same_everywhere(client: Any) -> None:  # noqa: ANN401 - as above
    """Hold the workers to the majal and the gazetteer that are here: two of either would make one result of two."""
    here = _identity()
    try:
        found = client.run(_identity)
    except ImportError as problem:
        raise InstallError(f"a worker has no majal ({problem}); install the same version there") from problem
    for what, at in (("version of majal", 0), ("gazetteer of the user", 1)):
        strange = sorted(worker for worker, theirs in found.items() if theirs[at] != here[at])
        if strange:
            raise InstallError(f"the worker {strange[0]} has another {what}; put the same one there")


def _identity() -> tuple[str, str]:
    own = own_path()
    return fingerprint(), file_digest(own) if own.is_file() else ""


@dataclass(frozen=True, slots=True)
class Workers:
    """Those who do the tasks of a build."""

    client: Any
    progress: Callable[[str], None]

    def each(self, tasks: Sequence[Callable[..., Any]], told: str, given: Sequence[Any] = ()) -> list[Any]:
        """Do tasks in any order, and return their results in the order of the tasks.

        Parameters
        ----------
        tasks
            Each can be done again, anywhere: a task whose worker is lost is given to another.
        told
            What was done to a partition, for the progress.
        given
            For each task a delayed value that it is called with; empty where tasks need none.

        Raises
        ------
        MajalError
            As the task raised it.
        OutputError
            Several workers were lost over the same task.
        """
        import distributed  # noqa: PLC0415 - as above

        untyped: Any = distributed
        delayed = importlib.import_module("dask").delayed  # it comes with distributed
        values = [(value,) for value in given] if given else [()] * len(tasks)
        futures = self.client.compute([delayed(task)(*value) for task, value in zip(tasks, values, strict=True)])
        results = dict.fromkeys(future.key for future in futures)
        try:
            for number, future in enumerate(untyped.as_completed(futures), start=1):
                results[future.key] = future.result()
                future.release()  # the worker need not keep it
                self.progress(f"partition {number} of {len(futures)} {told}")
        except distributed.KilledWorker as problem:
            raise OutputError(
                "several workers were lost over the same partition, perhaps for want of memory; "
                "give each worker more, or start fewer of them"
            ) from problem
        finally:
            for future in futures:
                future.release()  # after an error, nobody waits for the others
        return list(results.values())
