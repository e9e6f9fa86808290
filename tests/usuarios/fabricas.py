"""What the contract must know of the accounts."""

PUBLICAS = {
    *("account_login", "mfa_authenticate", "openid_connect_login", "openid_connect_callback"),
    *("usuarios:enlace", "usuarios:pedir_clave"),
}
