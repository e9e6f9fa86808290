"""Sessions in the database, each with its user, address and browser (SESSION_ENGINE)."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as EnBase

from usuarios.models import Sesion

ORIGEN = "origen"  # where and when the session was entered, in its own data: Django writes the row anew at each save


class SessionStore(EnBase):
    @classmethod
    def get_model_class(cls) -> type[Sesion]:
        return Sesion

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        fila: Any = super().create_model_instance(data)
        fila.usuario_id = data.get("_auth_user_id")
        if origen := data.get(ORIGEN):
            fila.ip, fila.agente = origen["ip"], origen["agente"]
            fila.creada_en = datetime.fromisoformat(origen["en"])
        return fila
