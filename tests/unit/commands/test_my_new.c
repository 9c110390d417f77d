/* SPDX-License-Identifier: Apache-2.0 */
/* What may be chosen in a new case on a page: by a code alone nothing of others, with the app as by mail. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/my_new.h"
#include "gateway/intake/page_form.h"
#include "gateway/model/needs.h"
#include "spool/account.h"

#define ANJA "anja@klant.example"
#define EVE "eve@elders.example"

static MySelf
self_of(const Desk *desk, ConfirmedBy by, Contact **ret_contact)
{
	must(contact_find(desk->context->spool, ELS, ret_contact, &error));
	return (MySelf){desk->context, *ret_contact, (int)by, "nl"};
}

static char *
shown(const Desk *desk, ConfirmedBy by)
{
	g_autoptr(Contact) contact = NULL;
	const MySelf self = self_of(desk, by, &contact);
	json_t *new = my_new_json(&self, NULL);
	char *text = NULL;

	assert_non_null(new);
	json_object_del(new, "categories");
	text = json_dumps(new, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(new);
	return text;
}

static void
assert_shown(const Desk *desk, ConfirmedBy by, const char *expected)
{
	char *text = shown(desk, by);

	assert_string_equal(text, expected);
	free(text);
}

/* What lacks when these two are filled in: "reporter account", "". */
static void
assert_lacks(const Desk *desk, ConfirmedBy by, const char *reporter, const char *account,
    const char *expected)
{
	g_autoptr(Contact) contact = NULL;
	const MySelf self = self_of(desk, by, &contact);
	g_autoptr(GHashTable) fields = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) lacks = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL;

	if (reporter != NULL)
		g_hash_table_insert(fields, (char *)PAGE_FORM_REPORTER, (char *)reporter);
	if (account != NULL)
		g_hash_table_insert(fields, (char *)PAGE_FORM_ACCOUNT, (char *)account);
	must(my_new_check(&self, fields, lacks, &error));
	g_ptr_array_add(lacks, NULL);
	text = g_strjoinv(" ", (char **)lacks->pdata);
	assert_string_equal(text, expected);
	assert_true(g_strcmp0(reporter, ELS) != 0 ||
		    !g_hash_table_contains(fields, PAGE_FORM_REPORTER));
}

static void
know_all(const Desk *desk)
{
	const ContactDetails eve = {.address = EVE, .account = "Elders BV"};
	g_autoptr(Account) theirs = NULL;
	int64_t id = 0;
	int64_t els = desk_know(desk, ELS);

	desk_know(desk, ANJA);
	must(contact_add(desk->context->spool, &eve, NOW, &id, &error));
	must(account_find(desk->context->spool, "Elders BV", &theirs, &error));
	must(contact_add_approval(desk->context->spool, els, 0, theirs->id, &error));
}

static void
who_may_choose(void **state)
{
	Desk *desk = *state;
	const bool sees = true;

	know_all(desk);
	assert_shown(desk, CONFIRMED_BY_LETTER,
	    "{\"account\":\"Klant BV\",\"accounts\":[\"Klant BV\"],\"address\":\"" ELS
	    "\",\"colleagues\":[],\"may_report\":false,\"name\":\"Els Bos\"}");
	assert_shown(desk, CONFIRMED_BY_APP,
	    "{\"account\":\"Klant BV\",\"accounts\":[\"Klant BV\",\"Elders BV\"],"
	    "\"address\":\"" ELS "\",\"colleagues\":[],\"may_report\":true,"
	    "\"name\":\"Els Bos\"}");
	must(contact_set_rights(
	    desk->context->spool, 1, &(ContactRights){.sees_organisation = &sees}, &error));
	assert_shown(desk, CONFIRMED_BY_APP,
	    "{\"account\":\"Klant BV\",\"accounts\":[\"Klant BV\",\"Elders BV\"],"
	    "\"address\":\"" ELS "\",\"colleagues\":[{\"address\":\"" ANJA
	    "\",\"name\":\"Els Bos\"},"
	    "{\"address\":\"" ELS "\",\"name\":\"Els Bos\"}],"
	    "\"may_report\":true,\"name\":\"Els Bos\"}");
}

static void
what_names_others(void **state)
{
	Desk *desk = *state;

	know_all(desk);
	assert_lacks(desk, CONFIRMED_BY_LETTER, NULL, NULL, "");
	assert_lacks(desk, CONFIRMED_BY_LETTER, ELS, "Klant BV", "");
	assert_lacks(desk, CONFIRMED_BY_LETTER, ANJA, "Elders BV", "reporter account");
	assert_lacks(desk, CONFIRMED_BY_APP, ANJA, "Elders BV", "");
	assert_lacks(desk, CONFIRMED_BY_APP, EVE, "Niemand BV", "reporter account");
	assert_lacks(desk, CONFIRMED_BY_APP, "nobody", NULL, "reporter");
}

static void
frequent_questions(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) contact = NULL;
	json_t *faq = NULL;
	char *text = NULL;
	MySelf self;

	desk_know(desk, ELS);
	desk_put(desk, "faq.d/own.yaml",
	    "- {title: VPN, words: [vpn], link: 'https://kb.example/vpn'}\n"
	    "- {title: {nl: Printer, en: Printers}, words: [printer], text: Zet hem uit.}\n"
	    "- {title: English, language: en, words: [english], text: Yes.}\n");
	must(context_take_config(desk->context, desk_config(desk), &error));
	self = self_of(desk, CONFIRMED_BY_LETTER, &contact);
	faq = my_new_faq(&self, "De printer is stuk");
	text = json_dumps(faq, JSON_COMPACT);
	assert_string_equal(text,
	    "{\"fitting\":[{\"title\":\"Printer\",\"text\":\"Zet hem uit.\",\"link\":null}],"
	    "\"others\":[{\"title\":\"VPN\",\"text\":null,\"link\":\"https://kb.example/"
	    "vpn\"}]}");
	free(text);
	json_decref(faq);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(who_may_choose),
	    desk_test(what_names_others),
	    desk_test(frequent_questions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
