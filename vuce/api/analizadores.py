"""What the API reads: one JSON object of sane depth whose texts are text."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

if TYPE_CHECKING:
    from collections.abc import Mapping


class AnalizadorJson(JSONParser):
    """Refuses what Python's own reader lets pass, or falls over: lone surrogates, NUL, a thousand nested lists."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            datos = super().parse(stream, media_type, parser_context)
            texto = json.dumps(datos, ensure_ascii=False)
            texto.encode()
        except RecursionError:
            raise ParseError(_("El JSON tiene demasiados niveles.")) from None
        except UnicodeEncodeError:
            raise ParseError(_("El JSON tiene caracteres que no son texto.")) from None
        if "\\u0000" in texto:
            raise ParseError(_("El JSON tiene caracteres nulos."))
        if not isinstance(datos, dict):
            raise ParseError(_("Se esperaba un objeto JSON."))
        return datos
