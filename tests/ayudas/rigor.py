"""What the test run forbids and production tolerates. Each function patches Django for the life of one test."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.apps import apps
from django.core.handlers.base import BaseHandler
from django.db import connections, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

LECTURA = re.compile(
    r"\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW|EXPLAIN|DECLARE|FETCH|CLOSE|BEGIN|COMMIT)\b", re.IGNORECASE
)
ESCRITURA = re.compile(r"\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\"|FOR\s+(NO\s+KEY\s+)?UPDATE)", re.IGNORECASE)
# A visit may open or renew the visitor's session; allauth notes when the recovery codes were seen; a refusal leaves its
# trace in the security record; and nothing else.
PERMITIDAS = re.compile(
    r"\b(INTO|FROM|UPDATE)\s+\"(usuarios_sesion|mfa_authenticator|usuarios_eventocuenta)\"", re.IGNORECASE
)
METODOS_DE_LECTURA = {"GET", "HEAD", "OPTIONS"}


class LecturaQueEscribe(AssertionError):
    """A GET, HEAD or OPTIONS wrote, or locked rows."""


class CandadoSinOf(AssertionError):
    """select_for_update() without `of=` also locks the joined tables."""


class RebanadaSinOrden(AssertionError):
    """A slice of an unordered query set is a different one each time."""


def solo_lectura(execute: Callable[..., Any], consulta: str, parametros: Any, many: bool, contexto: Any) -> Any:
    texto = str(consulta)
    lee = LECTURA.match(texto) and not ESCRITURA.search(texto)
    if not lee and not PERMITIDAS.search(texto):
        raise LecturaQueEscribe(texto[:300])
    return execute(consulta, parametros, many, contexto)


@contextmanager
def lecturas_que_no_escriben() -> Iterator[None]:
    original = BaseHandler.get_response

    def get_response(self: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METODOS_DE_LECTURA:
            return original(self, request)
        with ExitStack() as pila:
            for conexion in connections.all(initialized_only=True):
                pila.enter_context(conexion.execute_wrapper(solo_lectura))
            return original(self, request)

    with mock.patch.object(BaseHandler, "get_response", get_response):
        yield


@contextmanager
def candados_con_of() -> Iterator[None]:
    original = QuerySet.select_for_update

    def select_for_update(self: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
        quien = sys._getframe(1).f_globals.get("__name__", "")
        if not kwargs.get("of") and not quien.startswith("django."):  # update_or_create of Django itself
            raise CandadoSinOf(f"{quien}: {self.model.__name__}")
        return original(self, *args, **kwargs)

    with mock.patch.object(QuerySet, "select_for_update", select_for_update):
        yield


def nuestro(modelo: type[Model]) -> bool:
    """Whether a model belongs to the project, not to a library."""
    propias = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}
    return modelo._meta.app_label in propias


@contextmanager
def rebanadas_con_orden() -> Iterator[None]:
    original = QuerySet.__getitem__

    def rebanar(self: QuerySet[Any], k: Any) -> Any:
        if isinstance(k, slice) and not self.ordered and nuestro(self.model):
            raise RebanadaSinOrden(f"{self.model.__name__}[{k.start}:{k.stop}]")
        return original(self, k)

    with mock.patch.object(QuerySet, "__getitem__", rebanar):
        yield


def _solo_la_prueba(conexion: Any) -> bool:
    """Whether the only open blocks are those that the test case opened, which never commit."""
    return bool(conexion.atomic_blocks) and all(bloque._from_testcase for bloque in conexion.atomic_blocks)


@contextmanager
def al_confirmar_de_verdad() -> Iterator[None]:
    """Callbacks of on_commit run when the code's outermost block ends, as they would without the test's own."""
    salida_original, on_commit_original = transaction.Atomic.__exit__, transaction.on_commit

    def salir(self: Any, tipo: Any, error: Any, traza: Any) -> Any:
        resultado = salida_original(self, tipo, error, traza)
        conexion = transaction.get_connection(self.using)
        if tipo is None and not self._from_testcase and _solo_la_prueba(conexion):
            pendientes, conexion.run_on_commit = conexion.run_on_commit, []
            for _puntos, funcion, _robusta in pendientes:
                funcion()
        return resultado

    def on_commit(func: Callable[[], Any], using: str | None = None, robust: bool = False) -> None:
        if _solo_la_prueba(transaction.get_connection(using)):
            func()
        else:
            on_commit_original(func, using=using, robust=robust)

    with (
        mock.patch.object(transaction.Atomic, "__exit__", salir),
        mock.patch.object(transaction, "on_commit", on_commit),
    ):
        yield
