from django.urls import include, path
from rest_framework.routers import DefaultRouter

from bench.plain.views import AccountViewSet, ClientViewSet

router = DefaultRouter()
router.register("clients", ClientViewSet)
router.register("credit-accounts", AccountViewSet)
urlpatterns = [path("api/v1/", include(router.urls))]
