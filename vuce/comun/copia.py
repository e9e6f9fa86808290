"""Many rows at once by COPY: defaults of the model apply, constraints and triggers hold as with INSERT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable


def reservar_claves(modelo: type[models.Model], cuantas: int) -> list[int]:
    """Keys taken from the table's sequence, for rows that name each other before they are written."""
    clave = modelo._meta.pk
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [modelo._meta.db_table, clave.column if clave else "", cuantas],
        )
        return [fila[0] for fila in cursor.fetchall()]


def copiar(modelo: type[models.Model], filas: Iterable[models.Model]) -> None:
    """Write the columns of the table of `modelo`; `filas` are of it or, for a parent's table, of its children.

    Rows without key get one. Give no `auto_now` field: nothing is asked of the rows but their values.
    """
    campos: list[Any] = [campo for campo in modelo._meta.local_concrete_fields if not campo.generated]
    filas = list(filas)
    sin_clave = [fila for fila in filas if fila.pk is None]
    for fila, clave in zip(sin_clave, reservar_claves(modelo, len(sin_clave)), strict=True):
        fila.pk = clave
    orden = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(modelo._meta.db_table), sql.SQL(", ").join(sql.Identifier(campo.column) for campo in campos)
    )
    conexion = connections[DEFAULT_DB_ALIAS]  # not its proxy, which is slow to ask so often
    with conexion.cursor() as cursor, cursor.copy(orden) as copia:
        for fila in filas:
            copia.write_row([campo.get_db_prep_save(getattr(fila, campo.attname), conexion) for campo in campos])
