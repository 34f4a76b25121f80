"""The direction of the apps that import-linter cannot see: foreign keys are named by strings."""

from django.apps import apps

ORDER = ["stations", "veterans", "care_activities", "veterans_portal"]


def test_no_foreign_key_points_to_an_app_further_right():
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and field.concrete
        and field.related_model
        and field.related_model._meta.app_label in ORDER
        and ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert not wrong
