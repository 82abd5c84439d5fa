"""`python -m geo.gazetteer.compile`: compile the gazetteer into the package."""

from geo.gazetteer.compile.run import compile_gazetteer

compile_gazetteer()
