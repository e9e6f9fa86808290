"""kill -9 of Redis with work queued: the rows are the truth, the sweep finds them."""

from __future__ import annotations

from tests.ayudas.obra import encargar
from tests.fallas.conftest import Escenario

CASOS = 5
SIN_ESPERA = 3.0  # seconds: what a person takes for a slow page, not for a broken one


def test_con_trabajo_en_cola_y_la_cola_perdida(escenario: Escenario) -> None:
    """Every document that was asked for exists once, and who works meanwhile notices nothing."""
    *encolados, durante = encargar(escenario.portal, "creadas", CASOS)
    escenario.portal.matar("worker")
    encargar(escenario.portal, "generar", encolados)
    ana = escenario.visitante().ingresar("ana")
    _perder_redis(escenario)

    pedido = ana.enviar(f"/tramites/{durante}/acciones/generar_documento/")
    assert pedido.estado == 200, pedido.texto
    assert pedido.segundos < SIN_ESPERA
    for ruta in ("/", "/tramites/", f"/tramites/{durante}/", "/verificar/AAAA/", "/buzon/"):
        pagina = escenario.visitante().ver(ruta) if ruta.startswith("/verificar") else ana.ver(ruta)
        assert pagina.estado in {200, 404}, pagina.texto
        assert pagina.segundos < SIN_ESPERA, ruta

    escenario.servidores.redis.iniciar()
    escenario.portal.iniciar("worker")
    casos = [*encolados, durante]
    assert escenario.todos_listos(casos, "radicado"), escenario.portal.procesos["beat"].cola()
    assert sorted(fila[0] for fila in escenario.documentos(casos, "radicado")) == sorted(casos)


def test_el_trabajador_y_el_reloj_vuelven_solos(escenario: Escenario) -> None:
    """Nobody restarts them: they find the new Redis by themselves."""
    casos = encargar(escenario.portal, "creadas", 2)
    _perder_redis(escenario)
    encargar(escenario.portal, "generar", casos)
    vivos = {nombre: escenario.portal.procesos[nombre].pid for nombre in ("worker", "beat")}
    escenario.servidores.redis.iniciar()
    assert escenario.todos_listos(casos, "radicado"), escenario.portal.procesos["worker"].cola()
    assert all(escenario.portal.procesos[nombre].vivo for nombre in vivos)
    assert {nombre: escenario.portal.procesos[nombre].pid for nombre in vivos} == vivos


def _perder_redis(escenario: Escenario) -> None:
    redis = escenario.servidores.redis
    redis.proceso.rematar()
    for archivo in (redis.carpeta / "redis").glob("appendonly*"):
        archivo.unlink()
