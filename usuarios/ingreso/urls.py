"""Names that django-allauth looks for, at the portal's own addresses."""

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from usuarios.views import Ingresar

urlpatterns = [
    path("ingresar/", Ingresar.as_view(), name="account_login"),
    path("salir/", LogoutView.as_view(), name="account_logout"),
    path("confirmar-identidad/", reauthenticate, name="account_reauthenticate"),
    path("segundo-factor/authenticate/", login_not_required(authenticate), name="mfa_authenticate"),
    path("segundo-factor/", include("allauth.mfa.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
