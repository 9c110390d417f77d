/* SPDX-License-Identifier: Apache-2.0 */
/* Who is let in on the pages, and how often a form counts. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/page_caller.h"
#include "gateway/commands/served.h"
#include "gateway/model/session_secret.h"

#define SANNE "sanne@desk.example"

typedef struct {
	Call call;
	CallReply reply;
} Asked;

static void
asked_clear(Asked *asked)
{
	call_clear(&asked->call);
	call_reply_clear(&asked->reply);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

/* command: "page who"; word: "link" and its value, or NULL. */
static void
ask(Desk *desk, const PageCaller *from, const char *command, const char *word,
    const char *value, Asked *ret)
{
	g_auto(GStrv) words = g_strsplit(command, " ", 2);

	call_init(&ret->call, words[0]);
	call_set_word(&ret->call, "subcommand", words[1]);
	call_set_flag(&ret->call, "json");
	if (word != NULL)
		call_set_word(&ret->call, word, value);
	must(page_caller_set(desk->context, from, &ret->call, &error));
	served_run(desk->context, &ret->call, &ret->reply);
}

/* A member of the object that was printed. Caller owns. */
static char *
member(const Asked *asked, const char *name)
{
	gsize size = 0;
	const char *text = g_bytes_get_data(asked->reply.out, &size);
	json_t *object = json_loadb(text, size, 0, NULL);
	char *value = g_strdup(json_string_value(json_object_get(object, name)));

	assert_non_null(object);
	json_decref(object);
	return value;
}

static char *
a_link(Desk *desk)
{
	char *secret = session_secret_new();
	uint8_t mac[SESSION_MAC_BYTES];
	int64_t id = 0;

	session_secret_mac(desk->context->keys.current, secret, mac);
	must(session_add(desk->context->spool,
	    &(Session){.state = SESSION_LINK,
		.agent = (char *)SANNE,
		.created_ms = NOW,
		.seen_ms = NOW,
		.ends_ms = NOW + PAGE_LINK_MS},
	    mac, &id, &error));
	return secret;
}

static char *
log_in(Desk *desk)
{
	g_autofree char *link = a_link(desk);
	g_auto(Asked) asked = {0};

	ask(desk, &(PageCaller){"", "", ""}, "page enter", "link", link, &asked);
	assert_int_equal(asked.reply.code, 0);
	return member(&asked, "secret");
}

static int
who(Desk *desk, const char *secret, char **ret_nonce)
{
	g_auto(Asked) asked = {0};

	ask(desk, &(PageCaller){secret, "", ""}, "page who", NULL, NULL, &asked);
	if (ret_nonce != NULL)
		*ret_nonce = member(&asked, "nonce");
	return asked.reply.code;
}

static void
a_link_lets_in_once(void **state)
{
	Desk *desk = *state;
	g_autofree char *link = NULL;
	g_autofree char *secret = NULL;
	g_auto(Asked) first = {0};
	g_auto(Asked) second = {0};

	link = a_link(desk);
	assert_int_equal(who(desk, link, NULL), 77);
	ask(desk, &(PageCaller){"", "", ""}, "page enter", "link", link, &first);
	secret = member(&first, "secret");
	assert_int_equal(who(desk, secret, NULL), 0);
	ask(desk, &(PageCaller){"", "", ""}, "page enter", "link", link, &second);
	assert_int_equal(second.reply.code, 1);
	assert_int_equal(who(desk, "", NULL), 77);
	assert_int_equal(who(desk, link, NULL), 77);
}

static void
is_over_when_it_is_not_used_or_its_agent_has_left(void **state)
{
	Desk *desk = *state;
	g_autofree char *secret = NULL;

	secret = log_in(desk);
	desk->context->now_ms = NOW + PAGE_IDLE_MS - 1;
	assert_int_equal(who(desk, secret, NULL), 0);
	desk->context->now_ms = NOW + 2 * PAGE_IDLE_MS - 2;
	assert_int_equal(who(desk, secret, NULL), 0);
	desk->context->now_ms = NOW + 4 * PAGE_IDLE_MS;
	assert_int_equal(who(desk, secret, NULL), 77);
	desk->context->now_ms = NOW;
	g_free(secret);
	secret = log_in(desk);
	g_ptr_array_set_size(desk->context->config->agents, 0);
	assert_int_equal(who(desk, secret, NULL), 77);
}

static void
a_login_ends_the_session_before(void **state)
{
	Desk *desk = *state;
	g_autofree char *old = NULL;
	g_autofree char *link = NULL;
	g_autofree char *fresh = NULL;
	g_auto(Asked) asked = {0};

	old = log_in(desk);
	link = a_link(desk);
	ask(desk, &(PageCaller){old, "", ""}, "page enter", "link", link, &asked);
	fresh = member(&asked, "secret");
	assert_int_equal(who(desk, old, NULL), 77);
	assert_int_equal(who(desk, fresh, NULL), 0);
}

/* The note's exit code. */
static int
note(Desk *desk, const char *secret, const char *nonce, const char *text)
{
	g_auto(Asked) asked = {0};

	call_init(&asked.call, "case");
	call_set_word(&asked.call, "subcommand", "note");
	call_set_word(&asked.call, "number", "CS0000001");
	call_set_word(&asked.call, "as", "root");
	asked.call.bytes = g_bytes_new(text, strlen(text));
	must(page_caller_set(
	    desk->context, &(PageCaller){secret, "", nonce}, &asked.call, &error));
	served_run(desk->context, &asked.call, &asked.reply);
	return asked.reply.code;
}

static void
a_form_counts_once(void **state)
{
	Desk *desk = *state;
	g_autofree char *secret = NULL;
	g_autofree char *other = NULL;
	g_autofree char *nonce = NULL;
	g_autofree char *theirs = NULL;

	desk_know(desk, ELS);
	g_free(desk_receive(desk,
	    &(Post){
		.from = ELS, .aligned = true, .subject = "x", .text = "De printer rookt."}));
	secret = log_in(desk);
	other = log_in(desk);
	assert_int_equal(who(desk, secret, &nonce), 0);
	assert_int_equal(who(desk, other, &theirs), 0);
	assert_int_equal(note(desk, secret, "", "a"), 77);
	assert_int_equal(note(desk, secret, theirs, "a"), 77);
	/* what failed has not used it up */
	assert_int_equal(note(desk, secret, nonce, ""), 64);
	assert_int_equal(note(desk, secret, nonce, "a"), 0);
	assert_int_equal(note(desk, secret, nonce, "a"), SERVED_DONE);
	assert_int_equal(note(desk, "", nonce, "a"), 77);
}

static void
a_proxy_counts_only_where_one_is_configured(void **state)
{
	Desk *desk = *state;
	g_auto(Asked) asked = {0};

	assert_null(page_caller_of_proxy(desk->context->config, SANNE));
	ask(desk, &(PageCaller){"", SANNE, ""}, "page enter", "proxy", SANNE, &asked);
	assert_int_equal(asked.reply.code, 1);
	desk->context->config->web.sso_header = g_strdup("X-User");
	assert_non_null(page_caller_of_proxy(desk->context->config, SANNE));
	assert_null(page_caller_of_proxy(desk->context->config, ""));
	assert_null(page_caller_of_proxy(desk->context->config, "els@klant.example"));
}

/* An address that a proxy says is a customer's only where its domain has a login of its own, and we know them. */
static void
a_proxy_lets_customers_in_whose_organisation_has_a_login(void **state)
{
	static const struct {
		const char *proxy;
		int code; /* of page enter */
	} ROWS[] = {
	    {"els@klant.example", 0},
	    {"ELS@klant.example", 0},
	    {"nobody@klant.example", 1},
	    {"tom@ander.example", 1},
	    {"els@sub.klant.example", 1},
	    {"klant.example", 1},
	};
	Desk *desk = *state;
	ConfigWeb *web = &desk->context->config->web;
	g_autofree char *secret = NULL;

	desk_know(desk, "els@klant.example");
	desk_know(desk, "tom@ander.example");
	desk_know(desk, "els@sub.klant.example");
	web->sso_header = g_strdup("X-User");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_auto(Asked) asked = {0};

		ask(desk, &(PageCaller){"", ROWS[i].proxy, ""}, "page enter", "proxy",
		    ROWS[i].proxy, &asked);
		assert_int_equal(asked.reply.code, 1);
	}
	web->sso_customers = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(web->sso_customers, g_strdup("Klant.example"));
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_auto(Asked) asked = {0};

		ask(desk, &(PageCaller){"", ROWS[i].proxy, ""}, "page enter", "proxy",
		    ROWS[i].proxy, &asked);
		assert_int_equal(asked.reply.code, ROWS[i].code);
		if (i == 0)
			secret = member(&asked, "secret");
	}
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS) + 1; i++) {
		const char *proxy = i < G_N_ELEMENTS(ROWS) ? ROWS[i].proxy : "";
		g_auto(Asked) asked = {0};

		ask(desk, &(PageCaller){secret, proxy, ""}, "page who", NULL, NULL, &asked);
		assert_int_equal(asked.reply.code, i < 2 ? 0 : 77);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_link_lets_in_once),
	    desk_test(is_over_when_it_is_not_used_or_its_agent_has_left),
	    desk_test(a_login_ends_the_session_before),
	    desk_test(a_form_counts_once),
	    desk_test(a_proxy_counts_only_where_one_is_configured),
	    desk_test(a_proxy_lets_customers_in_whose_organisation_has_a_login),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
