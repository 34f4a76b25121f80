"""The stock way to import people: a ModelResource as the manual of django-import-export shows it."""

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import DateWidget, ForeignKeyWidget

from stations.models import Station
from veterans.derive import id_digest
from veterans.models import PersonFile
from veterans.resources import PersonResource

# Attribute -> header, of the columns that stand in the person's own table.
COLUMNS = {
    "name": "姓名",
    "id_number": "身份证号",
    "hukou_address": "户籍地址",
    "residence_address": "常住地址",
    "mobile": "手机",
    "emergency_contact": "紧急联系人",
    "emergency_phone": "紧急联系电话",
}
CODES = "classes ethnicity political_status marital_status education hukou_type service_needs".split()


def stock_resource(serial):
    """A resource that validates every row by the model; archive numbers go on after `serial`."""
    ours = PersonResource()

    class StockPerson(ModelResource):
        managing_station = Field("managing_station", "所属站", ForeignKeyWidget(Station, "code"))
        verified_on = Field("verified_on", "核实日期", DateWidget())
        id_digest = Field("id_digest", "digest")
        archive_no = Field("archive_no", "archive_no")

        class Meta:
            model = PersonFile
            fields = ("managing_station", "verified_on", "id_digest", "archive_no", *COLUMNS, *CODES)
            import_id_fields = ("id_digest",)
            clean_model_instances = True

        def before_import_row(self, row, row_number=None, **kwargs):
            row["digest"] = id_digest(row["身份证号"])
            row["archive_no"] = f"{row['所属站']}-{serial + row_number:06d}"

    for attribute, header in COLUMNS.items():
        StockPerson.fields[attribute] = Field(attribute, header)
    for attribute in CODES:
        # The labels are looked up as ours are, so that both ways do the same.
        StockPerson.fields[attribute] = Field(
            attribute, ours.header(attribute), ours.by_attribute[attribute].widget
        )
    return StockPerson()
