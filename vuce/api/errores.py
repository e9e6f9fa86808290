from rest_framework.views import exception_handler as manejador

__all__ = ["manejador"]
