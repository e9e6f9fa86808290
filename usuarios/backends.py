"""Who enters."""

from functools import reduce
from operator import or_
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from usuarios.models import AceptacionCondiciones, Condiciones, Empresa, Usuario
from vuce.comun.identificacion import lecturas

FACTORES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def empresas_de_nit(nit: str) -> QuerySet[Empresa]:
    """Companies that the typed number may mean."""
    condiciones = [Q(tipo_identificacion=tipo, identificacion=numero) for tipo, numero in lecturas(nit)]
    return Empresa.objects.filter(reduce(or_, condiciones)) if condiciones else Empresa.objects.none()


class NitUsuarioBackend(ModelBackend):
    """NIT + usuario + contraseña (usuarios USR-05). The NIT may be empty, one's own, or that of a titular.

    Whether the user is active is told by the form, and only to whoever knows the password.
    """

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str = "", password: str = "", nit: str = "", **_ajenos: Any
    ) -> Usuario | None:
        usuario = Usuario.objects.filter(codigo__iexact=username).select_related("empresa").first()
        if usuario is None:
            make_password(password)  # the same time whether or not the user exists
            return None
        if not check_password(password, usuario.password):
            return None
        return usuario if not nit or self.puede_entrar_con(usuario, nit) else None

    def puede_entrar_con(self, usuario: Usuario, nit: str) -> bool:
        return any(
            empresa.pk == usuario.empresa_id
            or empresa.poderes_otorgados.vigentes().filter(apoderada=usuario.empresa).exists()
            for empresa in empresas_de_nit(nit)
        )

    def get_user(self, user_id: int) -> Usuario | None:
        """The user of a session; one suspended since has none (usuarios, Given/When/Then 4).

        With what the gate asks of each request, so that it costs no query of its own.
        """
        vigentes = Condiciones.objects.vigentes().values("pk")
        aceptadas = AceptacionCondiciones.objects.filter(usuario=OuterRef("pk"), condiciones__in=vigentes)
        usuarios = Usuario.objects.select_related("empresa").annotate(
            acepto=Exists(aceptadas) | ~Exists(Condiciones.objects.vigentes()),
            con_segundo_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORES)),
        )
        usuario = usuarios.filter(pk=user_id, situacion__in=Usuario.ENTRAN).first()
        return usuario if usuario is not None and usuario.is_active else None
