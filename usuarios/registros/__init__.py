"""Registries of others: persons, tax numbers, customs agencies. Each answers, or the user types and it is written down.

`consultar` of each module gives what the registry holds, or None where it gave no answer: none is configured, or it did
not answer in time. What was typed without an answer is kept as «no verificado». `NoFigura` is the registry's own «no».
"""

from usuarios.registros.http import NoFigura

__all__ = ["NoFigura"]
