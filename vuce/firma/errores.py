class FirmaImposible(Exception):
    """The institution cannot sign (no key, wrong PIN, expired certificate). The message is for the user."""


class FirmaInvalida(Exception):
    """A signature that was asked to be good is not. `codigo` names the check that failed."""

    def __init__(self, codigo: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.codigo = codigo
        self.mensaje = mensaje
