"""Who may open what: every address of the portal stands in this table, or the first test fails.

A row is an address and the users for whom it opens; for everybody else of the cast it must not.
"""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from care_activities.models import CareContract, Policy
from care_activities.services.activities import activity_plan
from care_activities.services.activity_files import activity_file_add
from care_activities.services.aid import case_open, case_verify
from care_activities.services.aid_applications import application_decide, application_submit
from care_activities.services.care_contract_files import contract_file_add
from care_activities.services.consultations import consultation_record
from care_activities.services.opinions import opinion_record
from care_activities.services.plaque_applications import application_submit as plaque_application_submit
from care_activities.services.plaque_rounds import round_open as hanging_round_open
from care_activities.services.plaques import plaque_register
from care_activities.services.policies import file_put, policy_save
from care_activities.services.request_clocks import act_on_deadlines
from care_activities.services.request_files import request_file_add
from care_activities.services.request_moves import request_recuse, request_send_down
from care_activities.services.request_slips import slip_send
from care_activities.services.requests import request_register
from care_activities.services.sent_tasks import task_send
from care_activities.services.signed_sheets import sheet_add
from care_activities.services.station_documents import document_add
from care_activities.services.venue_uses import use_book
from care_activities.services.visit_rounds import round_open as visit_round_open
from stations.access import declared_access
from stations.models import Membership, PartnerOrganisation, StaffMember, SupportMember, User, Venue
from tests.blank_forms import forms
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import register
from veterans.attachments.remaking import remake
from veterans.models import Household, MeritNews
from veterans.services.attachments import attachment_add
from veterans.services.merging import files_merge
from veterans.services.rounds import round_open
from veterans.services.transfers import transfer_request
from veterans_portal.blank_forms.services import form_keep
from veterans_portal.comparing.models import Comparison
from veterans_portal.exports import lists, work
from veterans_portal.imports.pipeline import open_batch
from veterans_portal.people.models import SavedFilter
from veterans_portal.periods import Period
from veterans_portal.reports.bulletin import bulletin_keep
from veterans_portal.reports.keeping import report_keep
from veterans_portal.reports.tables import REPORTS

pytestmark = pytest.mark.django_db

CITY_CODE = "440700000000"
DISTRICT_CODE = "440704000000"
ZHICHONG = "440704004212"
TIANFU = "440703006121"

CITY = ("admin", "city_manager")
MANAGERS = (*CITY, "district_manager", "street_manager")
ENTRY = (*MANAGERS, "zhichong_staff", "tianfu_staff", "twin_staff")
OFFICIALS = ("official_city", "official_district")
FIGURES = (*ENTRY, *OFFICIALS)
PLACED = (*FIGURES, "auditor")
EVERYBODY = (*PLACED, "nobody", "ended")
NOBODY = ()
# Above or at 直冲村, and above or at 天福社区.
OVER_ZHICHONG = (*MANAGERS, "zhichong_staff")
OVER_TIANFU = (*CITY, "tianfu_staff")
# Above or below 江海区.
OF_DISTRICT = (*OVER_ZHICHONG, "twin_staff")

OF_ACTIVITY = (
    "activity",
    "activity-edit",
    "activity-people",
    "activity-attendance",
    "activity-sheet",
    "activity-files",
)

# url name, its arguments, users for whom a GET opens (200, or a redirect to a page of the portal)
PAGES = [
    ("home", {}, EVERYBODY),
    ("dashboard-home", {}, FIGURES),
    ("dashboard", {"code": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("dashboard", {"code": TIANFU}, (*OVER_TIANFU, "official_city")),
    ("dashboard-screen", {"code": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("dashboard-screen", {"code": TIANFU}, (*OVER_TIANFU, "official_city")),
    ("people", {}, ENTRY),
    ("people-search", {}, ENTRY),
    ("people-saved", {}, ENTRY),
    ("people-saved-new", {}, ENTRY),
    ("people-saved-open", {"pk": ZHICHONG}, ("zhichong_staff",)),
    ("people-saved-change", {"pk": TIANFU}, ("tianfu_staff",)),
    ("households", {}, ENTRY),
    ("household", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("household", {"pk": TIANFU}, OVER_TIANFU),
    ("honours", {}, ENTRY),
    ("people-benefits", {}, ENTRY),
    ("people-benefit-rows", {}, ENTRY),
    ("people-disabled", {}, ENTRY),
    ("people-confirmations", {}, ENTRY),
    ("people-cards", {}, ENTRY),
    ("care", {}, ENTRY),
    ("care-register", {}, ENTRY),
    ("care-services", {}, ENTRY),
    ("care-ledger", {}, ENTRY),
    ("care-contracts", {}, ENTRY),
    ("care-contract-ledger", {}, ENTRY),
    # The district's serves what lies below it, who reads its terms; its scans are the district's and those above.
    ("care-contract", {"pk": DISTRICT_CODE}, OF_DISTRICT),
    ("care-contract-file", {"pk": DISTRICT_CODE}, (*CITY, "district_manager")),
    ("care-contract", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("care-contract", {"pk": TIANFU}, OVER_TIANFU),
    ("care-contract-file", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("care-contract-file", {"pk": TIANFU}, OVER_TIANFU),
    ("care-dining", {}, ENTRY),
    ("care-dining-ledger", {}, ENTRY),
    ("care-dining-eligible", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("care-dining-eligible", {"pk": TIANFU}, OVER_TIANFU),
    ("care-volunteering", {}, ENTRY),
    ("visits", {}, ENTRY),
    ("visit-ledger", {}, ENTRY),
    ("visits-due", {}, ENTRY),
    ("visits-unvisited", {}, ENTRY),
    ("visit-rounds", {}, ENTRY),
    ("visit-round-new", {}, MANAGERS),
    ("visit-round", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-round", {"pk": TIANFU}, OVER_TIANFU),
    ("visit-round-register", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-round-register", {"pk": TIANFU}, OVER_TIANFU),
    ("visit-round-add", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-round-add", {"pk": TIANFU}, OVER_TIANFU),
    ("visit-round-sheet", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-round-sheet", {"pk": TIANFU}, OVER_TIANFU),
    ("visit-round-check", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-round-check", {"pk": TIANFU}, OVER_TIANFU),
    ("visit-line", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-line", {"pk": TIANFU}, OVER_TIANFU),
    ("visit-scan", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("visit-scan", {"pk": TIANFU}, OVER_TIANFU),
    ("notices", {}, ENTRY),
    ("request-new", {}, ENTRY),
    ("request", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("request", {"pk": TIANFU}, OVER_TIANFU),
    ("request-ledger", {}, ENTRY),
    ("request-files", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("request-files", {"pk": TIANFU}, OVER_TIANFU),
    ("request-file", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("request-file", {"pk": TIANFU}, OVER_TIANFU),
    ("request-slips", {}, EVERYBODY),
    ("service-items", {}, ENTRY),
    ("request-slip", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("request-slip", {"pk": TIANFU}, OVER_TIANFU),
    ("supervisions", {}, ENTRY),
    ("sent-tasks", {}, ENTRY),
    ("sent-task-new", {}, MANAGERS),
    ("sent-task", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("sent-task", {"pk": TIANFU}, OVER_TIANFU),
    ("sent-task-table", {"pk": ZHICHONG}, MANAGERS),
    ("sent-task-table", {"pk": TIANFU}, CITY),
    ("aid", {}, ENTRY),
    ("aid-new", {}, ENTRY),
    ("aid-ledger", {}, ENTRY),
    ("aid-notices", {}, ENTRY),
    ("aid-case", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("aid-case", {"pk": TIANFU}, OVER_TIANFU),
    ("aid-form", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("aid-form", {"pk": TIANFU}, OVER_TIANFU),
    ("aid-refusal", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("aid-refusal", {"pk": TIANFU}, OVER_TIANFU),
    ("team", {}, ENTRY),
    ("team-member", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("team-member", {"pk": TIANFU}, OVER_TIANFU),
    ("consultations", {}, ENTRY),
    ("consultation-ledger", {}, ENTRY),
    ("consultation-new", {}, ENTRY),
    ("consultation", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("consultation", {"pk": TIANFU}, OVER_TIANFU),
    ("policies", {}, FIGURES),
    ("policy-ledger", {}, FIGURES),
    ("policy-new", {}, ENTRY),
    # Those above may be read below, as one of the city's by everybody; 直冲村's own goes no further up or aside.
    ("policy", {"pk": CITY_CODE}, FIGURES),
    ("policy", {"pk": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("policy-file", {"pk": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("policy-change", {"pk": CITY_CODE}, CITY),
    ("policy-change", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("policy-people", {"pk": CITY_CODE}, ENTRY),
    ("policy-people", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("venues", {}, ENTRY),
    ("venue-uses", {}, ENTRY),
    ("venue-use-ledger", {}, ENTRY),
    ("venue-use-new", {}, ENTRY),
    ("venue-use", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("venue-use", {"pk": TIANFU}, OVER_TIANFU),
    ("organisation", {}, FIGURES),
    ("organisation-station", {"code": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("organisation-station", {"code": TIANFU}, (*OVER_TIANFU, "official_city")),
    ("organisation-check", {"code": ZHICHONG, "checklist": "five"}, OVER_ZHICHONG),
    ("organisation-check", {"code": TIANFU, "checklist": "three"}, OVER_TIANFU),
    ("organisation-table", {}, MANAGERS),
    ("organisation-ledger", {}, FIGURES),
    ("documents", {}, ENTRY),
    ("document-ledger", {}, ENTRY),
    ("document-new", {}, ENTRY),
    ("document", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("document", {"pk": TIANFU}, OVER_TIANFU),
    ("document-file", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("document-file", {"pk": TIANFU}, OVER_TIANFU),
    ("activities", {}, ENTRY),
    ("activity-ledger", {}, ENTRY),
    ("activity-new", {}, ENTRY),
    ("activity-resources", {}, ENTRY),
    ("activity-resource-ledger", {"kind": "red_resources"}, ENTRY),
    ("activity-resource-ledger", {"kind": "partners"}, ENTRY),
    ("opinions", {}, ENTRY),
    ("opinion-ledger", {}, ENTRY),
    ("opinion-new", {}, ENTRY),
    *((name, {"pk": ZHICHONG}, OVER_ZHICHONG) for name in OF_ACTIVITY),
    *((name, {"pk": TIANFU}, OVER_TIANFU) for name in OF_ACTIVITY),
    ("activity-file", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("activity-file", {"pk": TIANFU}, OVER_TIANFU),
    ("opinion", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("opinion", {"pk": TIANFU}, OVER_TIANFU),
    ("person", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person", {"pk": TIANFU}, OVER_TIANFU),
    ("person-attachments", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-attachments", {"pk": TIANFU}, OVER_TIANFU),
    ("person-photo", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-photo", {"pk": TIANFU}, OVER_TIANFU),
    ("attachment", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("attachment", {"pk": TIANFU}, OVER_TIANFU),
    ("rounds", {}, ENTRY),
    ("round-new", {}, MANAGERS),
    ("round", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("round", {"pk": TIANFU}, OVER_TIANFU),
    ("round-forms", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("round-forms", {"pk": TIANFU}, OVER_TIANFU),
    ("round-entry", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("round-entry", {"pk": TIANFU}, OVER_TIANFU),
    ("person-sheet", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-sheet", {"pk": TIANFU}, OVER_TIANFU),
    ("person-access", {"pk": ZHICHONG}, MANAGERS),
    ("person-access", {"pk": TIANFU}, CITY),
    ("archive-access", {"archive_no": f"{ZHICHONG}-0001"}, ("auditor",)),
    ("people-calls", {}, ENTRY),
    ("people-visit-sheet", {}, ENTRY),
    ("people-handover", {}, ENTRY),
    ("people-handover-one", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("people-handover-one", {"pk": TIANFU}, OVER_TIANFU),
    ("people-quality", {}, ENTRY),
    ("people-duplicates", {}, ENTRY),
    ("people-duplicate", {"first": ZHICHONG, "second": ZHICHONG}, OVER_ZHICHONG),
    ("people-duplicate", {"first": ZHICHONG, "second": TIANFU}, CITY),
    ("people-merge", {"keep": ZHICHONG, "gone": ZHICHONG}, OVER_ZHICHONG),
    ("people-merge", {"keep": ZHICHONG, "gone": TIANFU}, CITY),
    ("people-merged", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("people-merged", {"pk": TIANFU}, OVER_TIANFU),
    ("people-party", {}, ENTRY),
    ("people-party-members", {}, ENTRY),
    ("people-party-transfers", {}, ENTRY),
    ("people-livelihood", {}, ENTRY),
    ("plaques", {}, ENTRY),
    ("plaque-ledger", {}, ENTRY),
    ("plaques-unhung", {}, ENTRY),
    ("plaques-to-confirm", {}, ENTRY),
    ("plaque-applications", {}, ENTRY),
    ("plaque-application", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("plaque-application", {"pk": TIANFU}, OVER_TIANFU),
    ("plaque-apply", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("plaque-apply", {"pk": TIANFU}, OVER_TIANFU),
    ("hanging-rounds", {}, ENTRY),
    ("hanging-round", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("hanging-round", {"pk": TIANFU}, OVER_TIANFU),
    ("plaque-reasons", {}, (*CITY, "district_manager")),
    ("plaque", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("plaque", {"pk": TIANFU}, OVER_TIANFU),
    ("people-matching", {}, ENTRY),
    ("people-merit-news", {}, ENTRY),
    ("people-merit-news-deliver", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("people-merit-news-deliver", {"pk": TIANFU}, OVER_TIANFU),
    ("people-serving", {}, ENTRY),
    ("people-committee", {}, ENTRY),
    ("people-returning", {}, ENTRY),
    ("visits", {}, ENTRY),
    ("person", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person", {"pk": TIANFU}, OVER_TIANFU),
    ("person-party-transfer", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-party-transfer", {"pk": TIANFU}, OVER_TIANFU),
    ("transfers", {}, ENTRY),
    ("transfer-ask", {}, ENTRY),
    ("transfer", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("transfer", {"pk": TIANFU}, {*OVER_TIANFU, *OVER_ZHICHONG}),
    ("person-transfer", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-transfer", {"pk": TIANFU}, OVER_TIANFU),
    ("person-withdraw", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-withdraw", {"pk": TIANFU}, OVER_TIANFU),
    ("person-restore", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person-restore", {"pk": TIANFU}, OVER_TIANFU),
    ("blank-forms", {}, MANAGERS),
    ("blank-form", {"pk": ZHICHONG}, MANAGERS),
    ("blank-form", {"pk": TIANFU}, CITY),
    ("imports", {}, MANAGERS),
    ("import-kinds", {}, MANAGERS),
    ("import-template", {"kind": "people"}, MANAGERS),
    ("import-roster", {"kind": "people"}, MANAGERS),
    # Only for whoever uploaded it, and only where there is something to correct.
    ("import-corrections", {"pk": ZHICHONG, "number": "1"}, NOBODY),
    ("import-batch", {"pk": ZHICHONG}, MANAGERS),
    ("import-batch", {"pk": TIANFU}, CITY),
    ("import-progress", {"pk": ZHICHONG}, MANAGERS),
    ("import-doubtful", {"pk": ZHICHONG}, MANAGERS),
    ("import-doubtful", {"pk": TIANFU}, CITY),
    ("import-undo", {"pk": ZHICHONG}, MANAGERS),
    ("import-undo", {"pk": TIANFU}, CITY),
    ("import-words", {"pk": ZHICHONG}, MANAGERS),
    ("import-words", {"pk": TIANFU}, CITY),
    ("import-taught", {}, MANAGERS),
    ("comparisons", {}, MANAGERS),
    ("comparison", {"pk": ZHICHONG}, MANAGERS),
    ("comparison", {"pk": TIANFU}, CITY),
    ("comparison-progress", {"pk": ZHICHONG}, MANAGERS),
    ("comparison-progress", {"pk": TIANFU}, CITY),
    ("proposals", {}, ENTRY),
    ("import-progress", {"pk": TIANFU}, CITY),
    ("exports", {}, MANAGERS),
    ("export-new", {"kind": "people"}, MANAGERS),
    ("export-new", {"kind": "visits"}, MANAGERS),
    ("export-new", {"kind": "plaques"}, MANAGERS),
    ("export", {"pk": ZHICHONG}, ("street_manager",)),
    ("export", {"pk": TIANFU}, ("city_manager",)),
    ("export-progress", {"pk": ZHICHONG}, ("street_manager",)),
    ("export-progress", {"pk": TIANFU}, ("city_manager",)),
    ("export-download", {"pk": ZHICHONG}, ("street_manager",)),
    ("export-download", {"pk": TIANFU}, ("city_manager",)),
    ("requests", {}, ENTRY),
    ("reports", {}, FIGURES),
    ("figure-keep", {}, ENTRY),
    ("report", {"key": "r1"}, FIGURES),
    ("report-print", {"key": "r1"}, FIGURES),
    ("report-snapshots", {}, FIGURES),
    ("report-snapshot", {"pk": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("report-snapshot", {"pk": TIANFU}, (*OVER_TIANFU, "official_city")),
    ("report-bulletin-write", {}, FIGURES),
    ("report-bulletin", {"pk": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("report-bulletin", {"pk": TIANFU}, (*OVER_TIANFU, "official_city")),
    ("healthz", {}, EVERYBODY),
    ("readyz", {}, EVERYBODY),
    ("login", {}, EVERYBODY),
    ("admin:index", {}, PLACED),
    ("admin:password_change", {}, PLACED),
    ("admin:password_change_done", {}, PLACED),
    ("admin:jsi18n", {}, PLACED),
]
# Addresses that only take a POST: a GET opens them for nobody.
POST_ONLY = {
    "visit-round-close": {"pk": 1},
    "visit-round-link": {"pk": 1},
    "visit-scan-remove": {"pk": 1},
    "logout": {},
    "choose-language": {},
    "admin:logout": {},
    "person-reveal": {"pk": 1},
    "attachment-remove": {"pk": 1},
    "person-verify": {"pk": 1},
    "activity-attendance-remove": {"pk": 1},
    "activity-file-remove": {"pk": 1},
    "care-contract-file-remove": {"pk": 1},
    "aid-account": {"pk": 1},
    "aid-payment-delete": {"pk": 1},
    "consultation-delete": {"pk": 1},
    "policy-delete": {"pk": 1},
    "policy-upload": {"pk": 1},
    "policy-notice-delete": {"pk": 1},
    "document-delete": {"pk": 1},
    "document-upload": {"pk": 1},
    "request-file-remove": {"pk": 1},
    "sent-task-answer": {"pk": 1},
    "sent-task-decide": {"pk": 1},
    "people-duplicate-mark": {"first": 1, "second": 2},
    "people-merge-undo": {"pk": 1},
    "people-confirmations-open": {},
    "people-confirmation-undo": {"pk": 1},
    "person-party-act": {"pk": 1, "deed": "contact"},
    "person-report": {"pk": 1},
    "people-check-id": {},
    "people-drafts": {},
    "people-saved-delete": {"pk": 1},
    "import-step": {"pk": 1, "step": "apply"},
    "import-corrected": {"pk": 1},
    "import-find": {"pk": 1},
    "import-forget": {"pk": 1},
    "comparison-download": {"pk": 1},
    "proposal-decide": {"pk": 1, "deed": "dismiss"},
    "proposal-reveal": {"pk": 1},
    "export-delete": {"pk": 1},
    "report-download": {"key": "r1"},
    "figure-drop": {"pk": 1},
    "blank-form-fill": {"pk": 1},
    "blank-form-teach": {"pk": 1},
    "blank-form-drop": {"pk": 1},
}
# Answered by the stock admin with a redirect or a refusal of their own; tested in test_admin_paths.py.
ELSEWHERE = ["admin:login", "admin:autocomplete", "admin:app_list", "admin:auth_user_password_change"]

# admin model -> users who may view, add, change its list; nobody else gets any of its pages
ADMIN = {
    "stations_station": (ENTRY, ("admin",)),
    "stations_staffmember": (ENTRY, ENTRY),
    "stations_servicepost": (ENTRY, ENTRY),
    "stations_venue": (ENTRY, ENTRY),
    "stations_supportmember": (ENTRY, ENTRY),
    "stations_squad": (ENTRY, ENTRY),
    "stations_redresource": (ENTRY, ENTRY),
    "stations_partnerorganisation": (ENTRY, ENTRY),
    "stations_partyorganisation": (ENTRY, ENTRY),
    "veterans_personfile": (ENTRY, ENTRY),
    "veterans_household": (ENTRY, ENTRY),
    "veterans_cardbatch": (ENTRY, ENTRY),
    "veterans_meritnews": (ENTRY, ENTRY),
    "care_activities_visit": (ENTRY, ENTRY),
    "care_activities_activity": (ENTRY, ENTRY),
    "care_activities_opinion": (ENTRY, NOBODY),
    "care_activities_serviceitem": (ENTRY, MANAGERS),
    "care_activities_calendarday": (ENTRY, ("admin",)),
    "care_activities_deadlinerule": (ENTRY, ("admin",)),
    "care_activities_aidcase": (ENTRY, ENTRY),
    "care_activities_aidprocedure": (ENTRY, MANAGERS),
    "care_activities_standardrule": (ENTRY, ("admin",)),
    "care_activities_stationcheck": (ENTRY, ENTRY),
    "care_activities_stationstar": (ENTRY, MANAGERS),
    "care_activities_stationdocument": (ENTRY, ENTRY),
    "care_activities_carecontract": (ENTRY, ENTRY),
    "care_activities_careservice": (ENTRY, ENTRY),
    "care_activities_dininguse": (ENTRY, ENTRY),
    "care_activities_volunteerservice": (ENTRY, ENTRY),
    "care_activities_plaque": (ENTRY, ENTRY),
    "care_activities_policy": (ENTRY, ENTRY),
    "care_activities_visitround": (ENTRY, NOBODY),
    "care_activities_contactrule": (ENTRY, MANAGERS),
    "stations_user": (MANAGERS, MANAGERS),
    "stations_membership": (MANAGERS, MANAGERS),
    "stations_auditentry": (("auditor",), NOBODY),
}


def named_addresses(patterns=None, namespace=""):
    """(qualified name, view) of every pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named_addresses(pattern.url_patterns, namespace + inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback


def test_every_address_is_declared_and_listed():
    listed = {name for name, _, _ in PAGES} | set(POST_ONLY) | set(ELSEWHERE)
    models = tuple(f"admin:{model}_" for model in ADMIN)
    for name, view in named_addresses():
        assert declared_access(view) is not None, f"{name} declares no access"
        if name == "admin:None":  # the stock redirect of <model>/<id>/ without change/
            continue
        assert name in listed or name.startswith(models), f"{name} is missing from the access matrix"


def opened(response):
    if response.status_code == 302:
        return response.url.startswith(("/stations/", "/people/", "/admin/stations/auditentry/"))
    return response.status_code == 200


OF_PERSON = (
    "person",
    "person-sheet",
    "person-access",
    "person-attachments",
    "person-photo",
    "person-party-transfer",
    "person-transfer",
    "person-withdraw",
    "person-restore",
)


OF_VISITS = (
    "visit-round",
    "visit-round-register",
    "visit-round-add",
    "visit-round-sheet",
    "visit-round-check",
)
OF_IMPORT = ("import-batch", "import-progress", "import-words", "import-doubtful", "import-undo")


@pytest.fixture(scope="module")
def rows(tree, cast):
    """A file and what belongs to it, and an import, at each of two stations; PAGES asks by station code.

    The file of 直冲村 is to go to its neighbour, that of 天福社区 to 直冲村.
    """
    made = policies_of(tree, cast) | contract_of(tree[DISTRICT_CODE])
    for code, receiver, keeper, exporter in (
        (ZHICHONG, "440704004201", "zhichong_staff", "street_manager"),
        (TIANFU, ZHICHONG, "tianfu_staff", "city_manager"),
    ):
        station = tree[code]
        person = register(station, "陈甲")
        made |= {(name, code): person.pk for name in OF_PERSON}
        made["attachment", code] = attach_photo(person).pk
        made["household", code] = Household.objects.create(station=station, number="7", head_name="陈甲").pk
        collection = open_round(station)
        made["round", code] = made["round-forms", code] = collection.pk
        made["round-entry", code] = collection.entries.get().pk
        visits = open_visits(station)
        made |= {(name, code): visits.pk for name in OF_VISITS}
        made["visit-line", code] = visits.lines.first().pk
        made["visit-scan", code] = attach_scan(visits).pk
        made["team-member", code], made["consultation", code] = consulted(station, person)
        made |= activity_of(station) | contract_of(station)
        canteen = Venue.objects.create(station=station, kind="canteen", name="长者饭堂")
        made["care-dining-eligible", code] = canteen.pk
        application = refused_aid(person)
        made["aid-refusal", code] = application.pk
        made["aid-case", code] = made["aid-form", code] = application.case_id
        made |= places_of(station)
        made |= asked_of(person, tree["440700000000"])
        made |= reported_of(cast["admin"], station)
        made["people-handover-one", code] = StaffMember.objects.create(station=station, name="站长").pk
        made["people-merit-news-deliver", code] = good_news(station).pk
        made["transfer", code] = transfer_request(
            actor=None, person=person, to_station=tree[receiver], reason="户口迁移"
        ).pk
        made["people-merged", code] = files_merge(
            actor=None, keep=register(station, "陈乙"), gone=register(station, "陈乙")
        ).pk
        for name in ("first", "second", "keep", "gone"):
            made[name, code] = register(station, "陈丙").pk
        saved = SavedFilter.objects.create(owner=cast[keeper], name="党员", query={})
        made["people-saved-open", code] = made["people-saved-change", code] = saved.pk
        made |= plaques_of(station)
        form = form_keep(user=cast["admin"], station=station, name="套表", content=forms.visit_form())
        made["blank-form", code] = form.pk
        batch = open_batch(user=cast["admin"], kind="people", files=[("名册.csv", b"-")], station=station)
        made |= {(name, code): batch.pk for name in (*OF_IMPORT, "import-words", "import-corrections")}
        made["comparison", code] = made["comparison-progress", code] = Comparison.objects.create(
            station=station,
            user=cast["admin"],
            kind="compare",
            totals={"rows": 0, "on_file": 0, "unreadable": 0},
            expires_at=timezone.now(),
        ).pk
        for name in ("export", "export-progress", "export-download"):
            made[name, code] = exported(cast[exporter], station).pk
    return made


def asked_of(person, city):
    """A request of `person` with a slip to somebody of its station, and a task for the station."""
    station, today = person.managing_station, timezone.localdate()
    asked = request_register(
        actor=None, station=station, person=person, channel="phone", demand="2", content="询问补助"
    )
    lawyer = SupportMember.objects.create(station=station, name="李律师", role="legal_adviser")
    slip = slip_send(actor=None, request=asked, asks="请解答", due_on=today, to_member=lawyer)
    task = task_send(actor=None, station=city, stations=[station], title="报数", due_on=today, form="done")
    code = station.code
    file = request_file_add(actor=None, request=asked, made=remake(picture(), photo=False))
    return {
        ("request", code): asked.pk,
        ("request-files", code): asked.pk,
        ("request-file", code): file.pk,
        ("request-slip", code): slip.pk,
        ("sent-task", code): task.pk,
        ("sent-task-table", code): task.pk,
    }


def reported_of(user, station):
    kept = report_keep(
        actor=user, station=station, report=REPORTS["r5"], period=Period.month_of(timezone.localdate())
    )
    bulletin = bulletin_keep(actor=user, station=station, texts={})
    return {("report-snapshot", station.code): kept.pk, ("report-bulletin", station.code): bulletin.pk}


def exported(user, station):
    query = f"station={station.code}"
    export = work.export_request(
        user=user,
        listed=lists.listed("people", user, QueryDict(query)),
        query=query,
        columns=["name"],
        file_format="csv",
    )
    work.start(export)
    return export


def consulted(station, person):
    adviser = SupportMember.objects.create(station=station, name="王律师", role="legal_adviser")
    row = consultation_record(
        actor=None,
        station=station,
        date=timezone.localdate(),
        adviser=adviser,
        topic="housing",
        question="老屋确权",
        outcome="answered",
        person=person,
    )
    return adviser.pk, row.pk


def policies_of(tree, cast):
    made = {}
    for code in (CITY_CODE, ZHICHONG):
        policy = policy_save(
            actor=None,
            policy=Policy(
                station=tree[code],
                title="优待办法",
                level="city",
                category="benefits",
                summary="凭证优待",
                audience={"age": "80-"},
            ),
        )
        file_put(actor=cast["admin"], policy=policy, made=remake(picture(), photo=False))
        pages = ("policy", "policy-file", "policy-change", "policy-people")
        made |= {(name, code): policy.pk for name in pages}
    return made


def activity_of(station):
    """An activity with a picture and an opinion, by the names of their pages and the station's code."""
    activity = activity_plan(
        actor=None, station=station, date=timezone.localdate(), kind="study", topic="学习"
    )
    made = remake(picture(), photo=False)
    kept = activity_file_add(actor=None, activity=activity, kind="photo", made=made)
    opinion = opinion_record(actor=None, station=station, activity=activity, category="other", content="意见")
    pages = {(name, station.code): activity.pk for name in OF_ACTIVITY}
    return pages | {("activity-file", station.code): kept.pk, ("opinion", station.code): opinion.pk}


def contract_of(station):
    """A contract of `station` with its scan."""
    today = timezone.localdate()
    contract = CareContract.objects.create(
        station=station,
        name="社工服务",
        provider=PartnerOrganisation.objects.create(station=station, name="社工中心", kind="social_work"),
        starts_on=today,
        ends_on=today,
        amount=1,
    )
    made = remake(picture(), photo=False)
    kept = contract_file_add(actor=None, contract=contract, kind="contract", made=made)
    return {("care-contract", station.code): contract.pk, ("care-contract-file", station.code): kept.pk}


def refused_aid(person):
    case = case_open(actor=None, person=person, situation="A4", kind="cash")
    case_verify(actor=None, case=case, found=True)
    application = application_submit(
        actor=None, case=case, applicant="self", asked=Decimal(100), source="fiscal"
    )
    return application_decide(actor=None, application=application, agree=False, words="不符合条件")


def places_of(station):
    """A booking, and a document with its scan."""
    today = timezone.localdate()
    use = use_book(
        actor=None,
        venue=Venue.objects.create(station=station, kind="home", name="军人之家"),
        date=today,
        start=datetime.time(9),
        end=datetime.time(10),
        purpose="议事",
        organiser="station",
    )
    document = document_add(
        actor=None,
        station=station,
        made=remake(picture(), photo=False),
        title="工作制度",
        kind="rules",
        version_label="一",
        effective_on=today,
    )
    code = station.code
    return {
        ("venue-use", code): use.pk,
        ("document", code): document.pk,
        ("document-file", code): document.pk,
    }


def attach_photo(person):
    return attachment_add(actor=None, person=person, kind="photo", content=picture())


def open_round(station):
    today = timezone.localdate()
    return round_open(
        actor=None, station=station, name="核查", kind="annual_check", record_date=today, due_on=today
    )


def open_visits(station):
    return visit_round_open(
        actor=None,
        station=station,
        year=2026,
        occasion="spring_festival",
        name="走访",
        unit="person",
        selection="all",
        due_on=timezone.localdate(),
    )


def attach_scan(visits):
    made = remake(picture(), photo=False)
    return sheet_add(actor=None, visit_round=visits, station=visits.station, made=made)


def good_news(station):
    home = Household.objects.create(station=station, number="1", head_name="陈甲")
    return MeritNews.objects.create(household=home, merit="13", received_on=datetime.date(2026, 1, 5))


def plaques_of(station):
    """A household with a plaque on a round and an application, as the addresses name them."""
    home = Household.objects.create(station=station, number="9", head_name="陈甲", has_serving_member=True)
    hung = Household.objects.create(station=station, number="8", head_name="陈甲", has_serving_member=True)
    common = {"actor": None, "role": "XY"}
    plaque = plaque_register(household=home, initiated_by="station", status="to_hang", **common)
    plaque_register(household=hung, initiated_by="station", status="hung", hung_date_unknown=True, **common)
    today = timezone.localdate()
    asked = plaque_application_submit(
        household=hung, kind="replace", reason="破损", applied_on=today, **common
    )
    hanging = hanging_round_open(actor=None, station=station, year=2027, festival="army_day")
    code = station.code
    return {
        ("plaque", code): plaque.pk,
        ("plaque-application", code): asked.pk,
        ("plaque-apply", code): hung.pk,
        ("hanging-round", code): hanging.pk,
    }


def address(name, kwargs, rows):
    if "pk" in kwargs:
        kwargs = kwargs | {"pk": rows[name, kwargs["pk"]]}
    elif pair := {key: rows[key, code] for key, code in kwargs.items() if (key, code) in rows}:
        kwargs = pair
    return reverse(name, kwargs=kwargs)


@pytest.mark.parametrize("username", EVERYBODY)
def test_pages(sign_in, rows, username):
    client = sign_in(username)
    for name, kwargs, allowed in PAGES:
        response = client.get(address(name, kwargs, rows))
        assert opened(response) == (username in allowed), (name, kwargs, response.status_code)


# Requests, slips and tasks where the tree alone does not decide: what it is, its page, for whom it opens.
OF_REQUESTS = [
    ("taken", "request", OVER_ZHICHONG),
    ("sent to 天福", "request", (*CITY, "tianfu_staff")),
    ("about zhichong_staff", "request", MANAGERS),
    ("about 直冲村", "request", MANAGERS),
    ("about 外海街道", "request", (*CITY, "district_manager")),
    ("recused by street_manager", "request", (*CITY, "district_manager", "zhichong_staff")),
    ("slip to 天福", "request-slip", (*OVER_ZHICHONG, "tianfu_staff")),
    ("slip to the lawyer", "request-slip", (*OVER_ZHICHONG, "lawyer")),
    ("slip of the one about zhichong_staff", "request-slip", MANAGERS),
    ("slip of the one recused from", "request-slip", (*CITY, "district_manager", "zhichong_staff")),
    ("task of the street", "sent-task", OVER_ZHICHONG),
    ("task of the other district", "sent-task", OVER_TIANFU),
]


@pytest.fixture(scope="module")
def of_requests(tree, cast):
    """`{what: row}` of OF_REQUESTS; the lawyer has an account as 协作人员 of 直冲村."""
    zhichong, tianfu, today = tree[ZHICHONG], tree[TIANFU], timezone.localdate()
    cast["lawyer"] = User.objects.create_user("lawyer", password="Jx-2026-Deng", full_name="李律师")
    Membership.objects.create(user=cast["lawyer"], role="partner", station=zhichong)
    lawyer = SupportMember.objects.create(
        station=zhichong, name="李律师", role="legal_adviser", user=cast["lawyer"]
    )
    staff = StaffMember.objects.create(
        station=zhichong, name="何某", post="worker", user=cast["zhichong_staff"]
    )

    def take(station=zhichong, **values):
        given = {"channel": "phone", "demand": "2", "content": "询问补助", **values}
        return request_register(actor=None, station=station, **given)

    def slip(request, **to):
        return slip_send(actor=None, request=request, asks="请核对", due_on=today, **to)

    def task(code, station):
        values = {"title": "报数", "due_on": today, "form": "done"}
        return task_send(actor=None, station=tree[code], stations=[station], **values)

    taken, down, recused = take(), take(tree[CITY_CODE], urgency="very"), take()
    request_send_down(actor=None, request=down, to_station=tianfu, opinion="请办")
    about, about_street = take(about_staff=staff), take(about_station=tree["440704004000"])
    made = {
        "taken": taken,
        "about zhichong_staff": about,
        "about 直冲村": take(about_station=zhichong),
        "about 外海街道": about_street,
        "recused by street_manager": recused,
        "slip to 天福": slip(taken, to_station=tianfu),
        "slip to the lawyer": slip(taken, to_member=lawyer),
        "slip of the one about zhichong_staff": slip(about, to_station=tree["440704004201"]),
        "slip of the one recused from": slip(recused, to_station=tree["440704004201"]),
        "task of the street": task("440704004000", zhichong),
        "task of the other district": task("440703000000", tianfu),
        "sent to 天福": down,
    }
    request_recuse(actor=None, request=recused, user=cast["street_manager"], opinion="亲属")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=5)):
        act_on_deadlines()  # notices and 督办 of all of them
    return made


@pytest.mark.parametrize("username", [*EVERYBODY, "lawyer"])
def test_requests_slips_and_tasks(sign_in, of_requests, username):
    client = sign_in(username)
    lists = [
        client.get(reverse(name)).content.decode()
        for name in ("home", "requests", "request-slips", "supervisions", "sent-tasks", "notices")
    ]
    for what, name, allowed in OF_REQUESTS:
        row = of_requests[what]
        address = reverse(name, args=[row.pk])
        assert opened(client.get(address)) == (username in allowed), what
        answered = client.post(address, {"act": "close.close", "version": row.version, "answer": "查过"})
        assert username in allowed or answered.status_code in (403, 404, 405), what
        number = row.number if name == "request" else row.request.number if name == "request-slip" else ""
        told = bool(number) and any(number in page or f'href="{address}"' in page for page in lists)
        readers = {
            user for _what, _name, users in OF_REQUESTS for user in users if _is(of_requests[_what], number)
        }
        assert not told or username in readers, what


def _is(row, number):
    """Whether the row is the request of that number, or a slip of it."""
    return number in (getattr(row, "number", ""), getattr(getattr(row, "request", None), "number", ""))


@pytest.mark.parametrize(("name", "kwargs"), POST_ONLY.items())
def test_addresses_that_change_something_refuse_a_get(sign_in, name, kwargs):
    assert sign_in("admin").get(reverse(name, kwargs=kwargs)).status_code == 405


@pytest.mark.parametrize("username", EVERYBODY)
def test_admin_lists_and_forms(sign_in, username):
    client = sign_in(username)
    for model, (viewers, adders) in ADMIN.items():
        response = client.get(reverse(f"admin:{model}_changelist"))
        assert (response.status_code == 200) == (username in viewers), (model, response.status_code)
        response = client.get(reverse(f"admin:{model}_add"))
        assert (response.status_code == 200) == (username in adders), (model, response.status_code)


@pytest.mark.parametrize("username", EVERYBODY)
def test_admin_rows_open_in_scope_only(sign_in, tree, username):
    members = {
        code: StaffMember.objects.create(station=tree[code], name=f"站长{code}", post="head")
        for code in (ZHICHONG, TIANFU)
    }
    client = sign_in(username)
    for code, allowed in ((ZHICHONG, OVER_ZHICHONG), (TIANFU, OVER_TIANFU)):
        for page in ("change", "delete", "history"):
            response = client.get(reverse(f"admin:stations_staffmember_{page}", args=[members[code].pk]))
            assert (response.status_code == 200) == (username in allowed), (code, page)


def test_an_anonymous_visitor_is_sent_to_the_login(client, rows):
    for name, kwargs, _ in PAGES:
        if name in ("healthz", "readyz", "login"):
            continue
        response = client.get(address(name, kwargs, rows))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("login")) or "/admin/login/" in response.url, name
