"""Every address × every role. An address that is missing here fails the suite."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from buurtnet.people.models import Person
from tests.town.town import Town

# name: (arguments made from the town, code for a visitor, code for someone signed in)
TABLE: dict[str, tuple[list[str], int, int]] = {
    "home:site": ([], 200, 200),
    "home:robots": ([], 200, 200),
    "home:favicon": ([], 302, 302),
    "home:about": ([], 200, 200),
    "home:privacy": ([], 200, 200),
    "home:accessibility": ([], 200, 200),
    "home:colour": ([], 302, 302),
    "home:site_help_lines": ([], 200, 200),
    "home:my_day": ([], 302, 200),
    "home:network": (["network"], 200, 200),
    "home:neighbourhood": (["network", "neighbourhood"], 200, 200),
    "home:search": (["network"], 200, 200),
    "home:suggestions": (["network"], 200, 200),
    "home:themes": (["network"], 200, 200),
    "home:theme": (["network", "function"], 200, 200),
    "home:nearby": (["network"], 200, 200),
    "home:contact": (["network"], 200, 200),
    "home:help_lines": (["network"], 200, 200),
    "home:network_about": (["network"], 200, 200),
    "home:colours_css": (["network"], 200, 200),
    "api:root": ([], 200, 200),
    "api:openapi": ([], 200, 200),
    "api:open_data": ([], 200, 200),
    "api:bulk": ([], 200, 200),
    "api:bulk_file": (["no_token"], 404, 404),
    "api:network_bulk_file": (["network", "no_token"], 404, 404),
    "api:profile": ([], 200, 200),
    "api:services": ([], 200, 200),
    "api:service": (["service"], 200, 200),
    "api:organizations": ([], 200, 200),
    "api:organization": (["organization"], 200, 200),
    "api:service_at_locations": ([], 200, 200),
    "api:service_at_location": (["no_id"], 404, 404),
    "api:taxonomies": ([], 200, 200),
    "api:taxonomy": (["no_id"], 404, 404),
    "api:taxonomy_terms": ([], 200, 200),
    "api:taxonomy_term": (["no_id"], 404, 404),
    "api:unknown": (["no_token"], 404, 404),
    "people:signin": ([], 200, 302),
    "people:signin_passkey_ask": ([], 405, 405),
    "people:signin_passkey": ([], 405, 405),
    "people:signin_link": (["no_token"], 410, 410),
    "people:invitation": (["no_token"], 410, 410),
    "people:signout": ([], 405, 405),
    "people:strong": ([], 302, 200),
    "people:strong_ask": ([], 302, 405),
    "people:factors": ([], 302, 200),
    "people:passkey_ask": ([], 302, 405),
    "people:app": ([], 302, 200),
    "people:codes": ([], 302, 302),
    "people:factor_remove": (["no_key"], 302, 302),
    "people:provider_remove": (["no_key"], 302, 302),
    "people:together": ([], 302, 302),
    "people:together_use": (["no_token"], 302, 410),
    "people:account": ([], 302, 200),
    "people:devices": ([], 302, 200),
    "people:day_mail": ([], 302, 200),
    "people:my_data": ([], 302, 200),
    "people:address_change": ([], 302, 200),
    "people:export_json": ([], 302, 200),
    "people:export_page": ([], 302, 200),
    "people:seen": ([], 302, 200),
    "people:erase": ([], 302, 200),
    "people:erased": ([], 200, 200),
    "people:address": (["no_token"], 410, 410),
    "people:my_consents": ([], 302, 200),
    "people:my_consent": (["no_id"], 302, 404),
    "people:consent_link": (["no_token"], 410, 410),
    "people:post": ([], 200, 200),
    "people:my_card": ([], 302, 200),
    "people:my_photo": (["size"], 302, 404),
    "people:role_leave": (["no_id"], 302, 404),
    "people:organization_people": (["organization"], 302, 302),
    "people:organization_role": (["organization", "no_id"], 302, 302),
    "people:organization_withdraw": (["organization", "no_id"], 302, 302),
    "people:organization_hand_over": (["organization"], 302, 302),
    "people:card_list": (["network"], 302, 404),
    "people:card_print": (["network"], 302, 404),
    "people:card": (["network", "no_id"], 302, 404),
    "people:vcard": (["network", "no_id"], 302, 404),
    "people:photo": (["network", "no_id", "size"], 404, 404),
    "people:connectors": (["network"], 200, 200),
    "people:resident_list": (["network"], 302, 302),
    "people:resident_known": (["network", "no_id"], 302, 302),
    "people:consent_list": (["network"], 302, 302),
    "people:consent_ask": (["network"], 302, 302),
    "people:consent": (["network", "no_id"], 302, 302),
    "people:role_list": (["network"], 302, 302),
    "people:role_invite": (["network"], 302, 302),
    "people:invitation_withdraw": (["network", "no_id"], 302, 302),
    "people:role": (["network", "no_id"], 302, 302),
    "people:role_end": (["network", "no_id"], 302, 302),
    "people:holding": (["network"], 302, 302),
    "people:network_settings": (["network"], 302, 302),
    "upkeep:confirm": (["no_token"], 410, 410),
    "upkeep:kept": (["network"], 200, 200),
    "upkeep:call_list": (["network"], 302, 302),
    "upkeep:call_helpers": (["network"], 302, 302),
    "upkeep:call": (["network", "no_id"], 302, 302),
    "upkeep:standing": (["network"], 302, 302),
    "needs:signal_give": (["network"], 200, 200),
    "needs:signal_read": (["network"], 200, 200),
    "needs:signal_worker": (["network"], 200, 200),
    "needs:worry": (["network"], 200, 200),
    "needs:my_signals": (["network"], 302, 200),
    "needs:signal_list": (["network"], 302, 404),
    "needs:signal": (["network", "no_id"], 302, 404),
    "feeds:service_calendar": (["service"], 200, 200),
    "feeds:place_calendar": (["place"], 200, 200),
    "feeds:neighbourhood_calendar": (["network", "neighbourhood"], 200, 200),
    "feeds:network_news": (["network"], 200, 200),
    "feeds:neighbourhood_news": (["network", "neighbourhood"], 200, 200),
    "feeds:vocabulary_turtle": ([], 200, 200),
    "feeds:vocabulary_json": ([], 200, 200),
    "feeds:sitemap": ([], 200, 200),
    "feeds:sitemap_site": ([], 200, 200),
    "feeds:sitemap_network": (["network"], 200, 200),
    "feeds:sitemap_service": (["no_id"], 200, 200),
    "feeds:sitemap_organization": (["no_id"], 200, 200),
    "feeds:sitemap_place": (["no_id"], 200, 200),
    "feeds:search_description": (["network"], 200, 200),
    "feeds:search_suggestions": (["network"], 200, 200),
    "openid_connect_login": (["provider"], 405, 405),
    "openid_connect_callback": (["provider"], 404, 404),
    "areas:base_map": (["network"], 200, 200),
    "directory:service": (["network", "service"], 200, 200),
    "directory:organization": (["network", "organization"], 200, 200),
    "directory:place": (["network", "place"], 200, 200),
    "directory:my_list": (["network"], 200, 200),
    "directory:shared_list": (["network", "shared"], 200, 200),
    "paper:short": (["network", "no_token"], 404, 404),
    "paper:sheet": (["network", "service"], 200, 200),
    "paper:booklet_choose": (["network"], 200, 200),
    "paper:booklet": (["network"], 200, 200),
    "paper:booklet_pdf": (["network"], 200, 200),
    "paper:poster_choose": (["network"], 200, 200),
    "paper:poster": (["network", "no_token"], 404, 404),
    "paper:embed_choose": (["network"], 200, 200),
    "paper:embed": (["network"], 200, 200),
    "paper:embed_fragment": (["network"], 200, 200),
    "paper:embed_json": (["network"], 200, 200),
    "mending:initiative": (["network"], 200, 200),
    "mending:initiative_doubles": (["network"], 200, 200),
    "mending:initiative_thanks": (["network"], 200, 200),
    "mending:suggest": (["network", "service"], 200, 200),
    "mending:suggest_thanks": (["network", "service"], 200, 200),
    "mending:history": (["network", "service"], 200, 200),
    "mending:history_undo": (["network", "service", "no_id"], 302, 302),
    "mending:entry_edit": (["network", "service"], 302, 302),
    "mending:entry_preview": (["network", "service"], 302, 302),
    "mending:entry_publish": (["network", "service"], 302, 302),
    "mending:entry_list": (["network", "organization"], 302, 302),
    "mending:suggestion_list": (["network"], 302, 302),
    "mending:double_list": (["network"], 302, 302),
    "mending:double": (["network", "no_id", "no_id"], 302, 302),
    "mending:double_part": (["network", "no_id"], 302, 302),
    "mending:entry_needs": (["network", "service"], 302, 302),
    "mending:need_list": (["network"], 302, 302),
    "mending:need": (["network", "no_id"], 302, 302),
    "mending:suggestion": (["network", "no_id"], 302, 302),
    "mending:text_list": (["network", "service"], 302, 302),
    "mending:text_edit": (["network", "service", "no_token"], 302, 302),
    "mending:read_in": (["network", "service", "no_token"], 404, 404),
    "mending:paste": (["network"], 302, 302),
    "mending:paste_columns": (["network", "no_id"], 302, 302),
    "mending:paste_check": (["network", "no_id"], 302, 302),
    "mending:paste_done": (["network", "no_id"], 302, 302),
    "wording:agreed_words": (["network"], 200, 200),
    "wording:agreed_list": (["network"], 302, 302),
    "wording:agreed_new": (["network"], 302, 302),
    "wording:agreed_edit": (["network", "no_id"], 302, 302),
    "wording:search_list": (["network"], 302, 302),
    "wording:search_leave": (["network"], 302, 302),
    "wording:word_choose": (["network"], 302, 302),
    "wording:word_edit": (["network"], 302, 302),
    "wording:concept_list": (["network"], 302, 302),
    "wording:concept": (["network", "no_token"], 302, 302),
    "wording:version_list": (["network"], 302, 302),
    "wording:version_undo": (["network", "no_id"], 302, 302),
    "wording:word_table": (["network"], 302, 302),
    "wording:word_skos": (["network"], 302, 302),
    "wording:missing_list": (["network"], 302, 302),
    "wording:missing": (["network", "no_id"], 302, 302),
    "questions:ask": (["network"], 200, 200),
    "questions:ask_sent": (["network"], 200, 200),
    "questions:ask_on_paper": (["network"], 200, 200),
    "questions:ask_step": (["network", "no_token"], 404, 404),
    "questions:asked_by_code": (["network"], 200, 200),
    "questions:asked": (["network", "no_token"], 404, 404),
    "questions:rights": (["network"], 200, 200),
    "questions:others_asked_list": (["network"], 200, 200),
    "questions:others_asked": (["network", "no_id"], 404, 404),
    "questions:question_list": (["network"], 302, 302),
    "questions:question_new": (["network"], 302, 302),
    "questions:question": (["network", "no_id"], 302, 302),
    "questions:roster": (["network"], 302, 302),
    "questions:duty_new": (["network"], 302, 302),
    "questions:duty": (["network", "no_id"], 302, 302),
    "questions:publish_list": (["network"], 302, 302),
    "questions:publish_new": (["network"], 302, 302),
    "questions:publish": (["network", "no_id"], 302, 302),
    "questions:leave": ([], 302, 200),
    "needs:public_list": (["network"], 200, 200),
    "needs:board": (["network"], 302, 404),
    "needs:need_new": (["network"], 302, 404),
    "needs:proposals": (["network"], 302, 404),
    "needs:need": (["network", "no_id"], 302, 404),
    "needs:need_edit": (["network", "no_id"], 302, 404),
    "needs:need_move": (["network", "no_id"], 302, 404),
    "needs:need_read": (["network", "no_id"], 302, 405),
    "needs:need_add": (["network", "no_id"], 302, 405),
    "needs:need_merge": (["network", "no_id"], 302, 404),
    "needs:need_split": (["network", "no_id"], 302, 404),
    "needs:round_list": (["network"], 302, 404),
    "needs:round_new": (["network"], 302, 404),
    "needs:coverage": (["network"], 302, 404),
    "needs:round_worker": (["network"], 200, 200),
    "needs:round_walk": (["network", "no_id"], 302, 404),
    "needs:round_away": (["network", "no_id"], 302, 404),
    "needs:round_street": (["network", "no_id"], 302, 405),
    "needs:round_change": (["network", "no_id"], 302, 404),
    "needs:round_close": (["network", "no_id"], 302, 404),
    "needs:round_sheet": (["network", "no_id"], 302, 404),
    "needs:policy_public": (["network"], 200, 200),
    "needs:policy_shown": (["network", "no_id"], 404, 404),
    "needs:policy_reply": (["network", "no_token"], 410, 410),
    "needs:policy_list": (["network"], 302, 404),
    "needs:policy_new": (["network"], 302, 404),
    "needs:policy": (["network", "no_id"], 302, 404),
    "needs:policy_edit": (["network", "no_id"], 302, 404),
    "needs:policy_ask": (["network", "no_id"], 302, 404),
    "needs:policy_decide": (["network", "no_id"], 302, 404),
    "needs:policy_send": (["network", "no_id"], 302, 302),
    "needs:policy_letter": (["network", "no_id"], 302, 302),
    "needs:policy_received": (["network", "no_id"], 302, 405),
    "needs:policy_answer": (["network", "no_id"], 302, 404),
    "needs:policy_words": (["network", "no_id"], 302, 404),
    "needs:policy_promises": (["network", "no_id"], 302, 404),
    "needs:policy_promise": (["network", "no_id", "no_id"], 302, 404),
    "needs:policy_finish": (["network", "no_id"], 302, 404),
    "needs:policy_stop": (["network", "no_id"], 302, 404),
    "needs:policy_late": (["network", "no_id"], 302, 404),
    "needs:co_sign": (["network", "no_id"], 302, 302),
    "needs:agreement_list": (["network"], 302, 302),
    "needs:agreement_new": (["network"], 302, 302),
    "needs:agreement_edit": (["network", "no_id"], 302, 302),
    "needs:tellings": (["network"], 200, 200),
    "needs:telling": (["network", "no_key"], 404, 404),
    "needs:telling_csv": (["network", "no_key"], 404, 404),
    "needs:telling_json": (["network", "no_key"], 404, 404),
    "needs:telling_list": (["network"], 302, 404),
    "needs:telling_new": (["network"], 302, 404),
    "needs:telling_edit": (["network", "no_id"], 302, 404),
    "needs:telling_theme_new": (["network", "no_id"], 302, 404),
    "needs:telling_theme": (["network", "no_id", "no_id"], 302, 404),
    "needs:telling_correct": (["network", "no_id"], 302, 405),
}
# Where POST means something; everywhere else it is 405.
POSTS = {
    "directory:my_list": 302,
    "home:search": 302,
    "paper:booklet_pdf": 302,
    # Reading with the question in the body.
    **dict.fromkeys(
        ["api:services", "api:organizations", "api:service_at_locations", "api:taxonomies", "api:taxonomy_terms"], 200
    ),
    **dict.fromkeys(["mending:initiative", "mending:suggest"], 200),
    **dict.fromkeys(
        [
            "mending:history_undo", "mending:entry_edit", "mending:entry_preview", "mending:entry_publish",
            "mending:entry_list", "mending:suggestion_list", "mending:suggestion", "mending:double_list",
            "mending:double", "mending:double_part", "mending:entry_needs", "mending:need_list", "mending:need",
            "mending:text_edit", "mending:text_list", "mending:paste",
    "mending:paste_columns", "mending:paste_check", "mending:paste_done",
        ],
        302,
    ),
    **dict.fromkeys([name for name in TABLE if name.startswith("wording:") and name != "wording:agreed_words"], 302),
    **dict.fromkeys([one for one in TABLE if one.startswith("needs:round_") and one != "needs:round_worker"], 302),
    "needs:coverage": 302,
    **dict.fromkeys([name for name in TABLE if name.startswith("needs:telling_")], 302),
    **dict.fromkeys(["needs:telling_csv", "needs:telling_json"], 405),
    **dict.fromkeys([one for one in TABLE if one.startswith(("needs:policy", "needs:agreement", "needs:co_"))], 302),
    **dict.fromkeys(["needs:policy_public", "needs:policy_shown"], 405),
    "needs:policy_reply": 410,
    **dict.fromkeys(["needs:signal_give", "needs:signal_read"], 200),
    **dict.fromkeys(["needs:board", "needs:proposals"], 302),
    **dict.fromkeys([one for one in TABLE if one.startswith("needs:need")], 302),
    **dict.fromkeys(["needs:my_signals", "needs:signal_list", "needs:signal"], 302),
    **dict.fromkeys(
        [
            "questions:question_list", "questions:question_new", "questions:question", "questions:roster",
            "questions:duty_new", "questions:duty", "questions:publish_list", "questions:publish_new",
            "questions:publish", "questions:leave",
        ],
        302,
    ),
    **dict.fromkeys(["questions:asked_by_code", "questions:rights"], 200),
    **dict.fromkeys(["questions:ask_step", "questions:asked"], 404),
    "questions:ask_sent": 302,
    "people:signin": 200,
    "people:signin_passkey_ask": 200,
    "people:signin_passkey": 403,
    "openid_connect_login": 404,
    **dict.fromkeys(["upkeep:call_list", "upkeep:call_helpers", "upkeep:call", "upkeep:standing"], 302),
    "upkeep:confirm": 410,
    **dict.fromkeys(["people:signin_link", "people:invitation", "people:address", "people:consent_link"], 410),
    **dict.fromkeys(
        [
            "people:signout", "people:strong", "people:strong_ask", "people:factors", "people:passkey_ask",
            "people:app", "people:codes", "people:factor_remove", "people:provider_remove", "people:together",
            "people:together_use",
            "home:my_day", "people:day_mail",
            "people:account", "people:devices", "people:my_data", "people:address_change", "people:export_json",
            "people:export_page", "people:seen", "people:erase", "people:my_card", "people:my_photo",
            "people:role_leave", "people:organization_people", "people:organization_role",
            "people:organization_withdraw", "people:organization_hand_over",
            "people:card_list", "people:card_print", "people:card", "people:vcard",
            "people:role_list", "people:role_invite", "people:invitation_withdraw", "people:role", "people:role_end",
            "people:holding", "people:network_settings", "people:my_consents", "people:my_consent",
            "people:consent_list", "people:consent_ask", "people:consent", "people:resident_list",
            "people:resident_known",
        ],
        302,
    ),
}  # fmt: skip
ROLES = ("visitor", "signed in")


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> set[str]:
    """The names of all addresses the site answers."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= names(pattern.url_patterns, space)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(prefix + pattern.name)
    return found


def address(name: str, town: Town) -> str:
    return reverse(name, args=[getattr(town, key) for key in TABLE[name][0]])


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    signed_in = Client()
    signed_in.force_login(Person.objects.create_user("samira@havendijk.example", name="Samira"))
    return {"visitor": Client(), "signed in": signed_in}


def test_every_address_stands_in_the_table() -> None:
    assert names(get_resolver().url_patterns) == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(name: str, role: str, town: Town, clients: dict[str, Client]) -> None:
    expected = TABLE[name][1 + ROLES.index(role)]
    assert clients[role].get(address(name, town)).status_code == expected


@pytest.mark.parametrize("name", TABLE)
def test_posting_is_refused_where_it_means_nothing(name: str, town: Town, clients: dict[str, Client]) -> None:
    assert clients["visitor"].post(address(name, town)).status_code == POSTS.get(name, 405)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if "network" in row[0]])
def test_a_network_that_is_not_there_is_not_found(name: str, town: Town, clients: dict[str, Client]) -> None:
    args: list[Any] = [getattr(town, key) for key in TABLE[name][0]]
    args[0] = "nergens"
    asks_first = 302 if TABLE[name][1] == 302 else 404  # whoever is not signed in learns nothing of what there is
    assert clients["visitor"].get(reverse(name, args=args)).status_code == asks_first


@pytest.mark.parametrize("name", ["directory:service", "directory:organization", "directory:place"])
def test_an_entry_of_another_network_is_not_found(name: str, town: Town, clients: dict[str, Client]) -> None:
    args = [town.other_network, getattr(town, TABLE[name][0][1])]
    assert clients["visitor"].get(reverse(name, args=args)).status_code == 404


def test_a_list_posted_without_our_page_is_refused(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address("directory:my_list", town), {"id": town.service}).status_code == 403
